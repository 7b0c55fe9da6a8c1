"""An inquiry's life after RULES 2, folded from plain facts and events."""

from datetime import timedelta

import pytest

from modtui.domain.inquiries import MessageFact, fold_inquiry, fold_policies
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Event, Kind
from modtui.domain.messages import Role, SenderKind
from modtui.domain.roles import fold_roles
from tests.unit.store.making import CHAT, about, after, found, policy_adopted, role_set, undone

POLICIES = fold_policies([policy_adopted()])
STAFF = {"mod": Role.MODERATOR, "partner": Role.PARTNER, "tech": Role.TECHNICAL, "bot": Role.BOT}


def said(id, author="asker", minutes=0.0, reply_to=None, **more):
    return MessageFact(id, author, STAFF.get(author, Role.MEMBER), after(minutes), reply_to, **more)


def numbered(events):
    return [
        Event(
            e.uuid,
            e.scope,
            e.author_id,
            e.client_id,
            e.kind,
            e.version,
            e.subject,
            e.at_local,
            e.payload,
            seq=n,
        )
        for n, e in enumerate(events, 1)
    ]


def folded(facts, *events):
    return fold_inquiry(CHAT, facts[0], facts, numbered(events), POLICIES)


def tagged(message_id, kind):
    return about(1, Kind.REPLY_TAGGED, {"message_id": message_id, "kind": kind})


QUESTION = said(1)


def test_nothing_found_and_nothing_marked_is_no_inquiry():
    assert folded([QUESTION]) is None
    assert folded([QUESTION], about(1, Kind.INQUIRY_DISMISSED)) is None


def test_a_sure_one_opens_by_itself_and_a_likely_one_waits_for_a_key():
    assert folded([QUESTION], found(1)).state is InquiryState.OPEN
    likely = folded([QUESTION], found(1, "possible"))
    assert (likely.state, likely.counts_as_inquiry) == (InquiryState.POSSIBLE, False)
    marked = folded([QUESTION], found(1, "possible"), about(1, Kind.INQUIRY_MARKED))
    assert (marked.state, marked.by_hand, marked.counts_as_inquiry) == (InquiryState.OPEN, True, True)


def test_a_reply_from_a_phone_gives_answered_until_somebody_says_what_it_was():
    facts = [QUESTION, said(2, "mod", 5, 1)]
    unsaid = folded(facts, found(1))
    assert (unsaid.state, unsaid.answer_kind, unsaid.answered_at) == (
        InquiryState.ANSWERED_UNCONFIRMED,
        None,
        after(5),
    )
    assert unsaid.state.is_listed
    assert folded(facts, found(1), tagged(2, "information")).state is InquiryState.ANSWERED


def test_a_holding_reply_is_acknowledged_and_the_clock_goes_on():
    facts = [QUESTION, said(2, "mod", 5, 1), said(3, "mod", 300, 1)]
    holding = folded(facts[:2], found(1), tagged(2, "holding"))
    assert (holding.state, holding.first_response_at, holding.answered_at, holding.met) == (
        InquiryState.ACKNOWLEDGED,
        after(5),
        None,
        None,
    )
    assert holding.state.waits_for_staff
    answered = folded(facts, found(1), tagged(2, "holding"), tagged(3, "both"))
    assert (answered.first_response_at, answered.answered_at, answered.answer_kind) == (
        after(5),
        after(300),
        ReplyKind.BOTH,
    )


def test_asking_back_is_no_answer_and_the_member_is_waited_for():
    asked_back = folded([QUESTION, said(2, "mod", 5, 1)], found(1), tagged(2, "asked_back"))
    assert (asked_back.state, asked_back.answered_at) == (InquiryState.ASKED_BACK, None)
    held_since = [QUESTION, said(2, "mod", 5, 1), said(3, "mod", 9, 1)]
    assert (
        folded(held_since, found(1), tagged(2, "asked_back"), tagged(3, "holding")).state
        is InquiryState.ACKNOWLEDGED
    )


def test_a_tag_said_again_replaces_the_first_and_undoing_it_brings_that_back():
    facts = [QUESTION, said(2, "mod", 5, 1)]
    first, second = tagged(2, "holding"), tagged(2, "referral")
    assert folded(facts, found(1), first, second).answer_kind is ReplyKind.REFERRAL
    assert folded(facts, found(1), first, second, undone(second)).state is InquiryState.ACKNOWLEDGED


@pytest.mark.parametrize("author", ["bot", "tech", "member", "asker"])
def test_who_does_not_answer_for_the_service(author):
    assert folded([QUESTION, said(2, author, 5, 1)], found(1)).state is InquiryState.OPEN


def test_a_partners_reply_answers():
    assert folded([QUESTION, said(2, "partner", 5, 1)], found(1)).answered_at == after(5)


def test_an_answer_to_a_follow_up_answers_and_one_to_another_member_does_not():
    follow_up, remark = said(2, minutes=3, reply_to=1), said(3, "member", 4, 1)
    to_follow_up = folded([QUESTION, follow_up, remark, said(4, "mod", 5, 2)], found(1))
    assert (to_follow_up.answered_at, to_follow_up.follow_ups) == (after(5), 1)
    assert folded([QUESTION, follow_up, remark, said(4, "mod", 5, 3)], found(1)).answered_at is None


def test_a_message_without_a_link_answers_once_it_is_linked():
    facts = [QUESTION, said(2, "mod", 5)]
    assert folded(facts, found(1)).state is InquiryState.OPEN
    link = about(1, Kind.REPLY_LINKED, {"message_id": 2})
    assert folded(facts, found(1), link).state is InquiryState.ANSWERED_UNCONFIRMED
    assert folded(facts, found(1), link, undone(link)).state is InquiryState.OPEN


def test_a_reply_that_was_none_and_a_reply_that_was_deleted():
    facts = [QUESTION, said(2, "mod", 5, 1)]
    assert folded(facts, found(1), tagged(2, "not_a_reply")).state is InquiryState.OPEN
    gone = [QUESTION, said(2, "mod", 5, 1, deleted_at=after(6))]
    assert folded(gone, found(1), tagged(2, "information")).state is InquiryState.OPEN


def test_a_likely_one_is_answered_only_by_a_reply_that_somebody_named():
    facts = [QUESTION, said(2, "mod", 5, 1)]
    chat = folded(facts, found(1, "possible"))
    assert (chat.state, chat.replies) == (InquiryState.POSSIBLE, ())
    named = folded(facts, found(1, "possible"), tagged(2, "information"))
    assert (named.state, named.counts_as_inquiry) == (InquiryState.ANSWERED, True)
    # "holding" says as well that it is a question
    assert folded(facts, found(1, "possible"), tagged(2, "holding")).state is InquiryState.ACKNOWLEDGED


def test_the_asker_withdraws_and_a_moderators_deletion_does_not():
    withdrawn = folded([said(1, deleted_at=after(9))], found(1))
    assert (withdrawn.state, withdrawn.counts_as_inquiry, withdrawn.state.is_listed) == (
        InquiryState.WITHDRAWN,
        True,
        False,
    )
    hidden = folded([said(1, deleted_at=after(9), deleted_by_staff=True)], found(1))
    assert (hidden.state, hidden.due) == (InquiryState.OPEN, folded([QUESTION], found(1)).due)
    answered_first = [said(1, deleted_at=after(9)), said(2, "mod", 5, 1)]
    assert folded(answered_first, found(1), tagged(2, "both")).state is InquiryState.ANSWERED


def test_dismissed_marked_again_and_every_step_undone():
    dismissal = about(1, Kind.INQUIRY_DISMISSED)
    dismissed = folded([QUESTION], found(1), dismissal)
    assert (dismissed.state, dismissed.counts_as_inquiry) == (InquiryState.DISMISSED, False)
    assert folded([QUESTION], found(1), dismissal, undone(dismissal)).state is InquiryState.OPEN
    assert folded([QUESTION], found(1), dismissal, about(1, Kind.INQUIRY_MARKED)).state is InquiryState.OPEN


def test_merged_into_another():
    merged = folded([QUESTION], found(1), about(1, Kind.INQUIRY_MERGED, {"into": 9}))
    assert (merged.state, merged.merged_into, merged.counts_as_inquiry) == (InquiryState.MERGED, 9, False)


def test_edited_into_a_question_the_clock_starts_when_it_is_marked_and_the_original_time_counts():
    marked = folded([QUESTION], about(1, Kind.INQUIRY_MARKED, {"clock_from": after(90).isoformat()}))
    assert (marked.asked_at, marked.clock_from) == (after(0), after(90))
    assert marked.due == after(90) + timedelta(days=1)


def test_waiting_on_a_partner_does_not_stop_the_clock():
    waiting = folded([QUESTION], found(1), about(1, Kind.INQUIRY_WAITING, {"partner": "x"}))
    assert (waiting.state, waiting.waiting.partner, waiting.state.waits_for_staff) == (
        InquiryState.WAITING,
        "x",
        True,
    )
    assert waiting.due == folded([QUESTION], found(1)).due


def test_a_members_answer_waits_to_be_verified_and_urgency_can_be_taken_back():
    assert folded([QUESTION], found(1), about(1, Kind.INQUIRY_TO_VERIFY)).state is InquiryState.TO_VERIFY
    urgent = about(1, Kind.INQUIRY_URGENT, {"urgent": True})
    assert folded([QUESTION], found(1), urgent).urgent
    assert not folded([QUESTION], found(1), urgent, undone(urgent)).urgent
    assert not folded(
        [QUESTION], found(1, urgent=True), about(1, Kind.INQUIRY_URGENT, {"urgent": False})
    ).urgent


def test_met_is_answered_at_or_before_due():
    due = folded([QUESTION], found(1)).due
    minutes = (due - after(0)) / timedelta(minutes=1)
    on_time = folded([QUESTION, said(2, "mod", minutes, 1)], found(1))
    late = folded([QUESTION, said(2, "mod", minutes + 0.001, 1)], found(1))
    assert (on_time.met, late.met) == (True, False)


def test_what_staff_ask_is_no_inquiry_of_the_group():
    assert not folded([said(1, "mod")], about(1, Kind.INQUIRY_MARKED)).counts_as_inquiry


def test_somebody_is_judged_by_the_role_they_held_then():
    roles = fold_roles(numbered([role_set("a", "moderator", after(10)), role_set("a", "member", after(20))]))
    held = [roles.role_at("a", SenderKind.USER, after(minutes)) for minutes in (9, 10, 19.9, 20)]
    assert held == [Role.MEMBER, Role.MODERATOR, Role.MODERATOR, Role.MEMBER]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (SenderKind.BOT, Role.BOT),
        (SenderKind.ANONYMOUS_ADMIN, Role.MODERATOR),
        (SenderKind.LINKED_CHANNEL, Role.MODERATOR),
        (SenderKind.CHANNEL, Role.MEMBER),
        (SenderKind.UNKNOWN, Role.MEMBER),
    ],
)
def test_what_telegram_says_of_a_sender_goes_before_their_name(kind, role):
    assert fold_roles([]).role_at("anybody", kind, after(0)) is role


def test_no_policy_was_ever_adopted():
    with pytest.raises(LookupError, match="policy"):
        fold_inquiry(CHAT, QUESTION, [QUESTION], [found(1)], fold_policies([]))
