from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.inquiries import MessageFact, fold_inquiry, fold_policies
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import LOCAL_KINDS, Kind, private_subject
from modtui.domain.messages import Role
from modtui.domain.private_questions import PrivateFact, fold_private, waiting_elsewhere
from tests.unit.store.making import CHAT, MONDAY, about, after, event, found, policy_adopted, undone

POLICIES = fold_policies([policy_adopted()])


def theirs(id, minutes, **more):
    return PrivateFact(id, after(minutes), outgoing=False, **more)


def ours(id, minutes, **more):
    return PrivateFact(id, after(minutes), outgoing=True, **more)


def settled(through, minutes=60, **more):
    return event(Kind.PRIVATE_SETTLED, private_subject(3), {"through": through}, at=after(minutes), **more)


def folded(facts, events=()):
    return fold_private(facts, events, POLICIES).question


def test_a_question_waits_since_its_first_message_on_the_service_clock():
    question = folded([theirs(1, 0), theirs(2, 5)])
    assert (question.first_id, question.newest_id, question.messages) == (1, 2, 2)
    assert question.waits_since == MONDAY
    assert question.deadline.due == MONDAY + timedelta(days=1)


def test_a_question_asked_at_night_starts_at_the_next_opening():
    night = 12 * 60  # Monday 22:00 in Toronto
    question = folded([theirs(1, night)])
    assert question.deadline.start == MONDAY + timedelta(hours=23)  # Tuesday 09:00


def test_any_staff_message_in_the_chat_answers_it():
    assert folded([theirs(1, 0), ours(2, 5)]) is None


def test_what_comes_after_the_answer_is_a_new_question_on_its_own_clock():
    question = folded([theirs(1, 0), ours(2, 5), theirs(3, 90)])
    assert (question.first_id, question.waits_since) == (3, after(90))


def test_an_answer_does_not_cover_what_came_while_it_was_written():
    """The moderator had message 1 before them; message 2 came a moment before the answer left."""
    question = folded([theirs(1, 0), theirs(2, 4), ours(3, 5, through=1)])
    assert (question.first_id, question.messages) == (2, 1)


def test_a_warning_answers_nothing():
    assert folded([theirs(1, 0), ours(2, 5, automatic=True)]).first_id == 1


def test_a_withdrawn_question_does_not_wait_and_a_deleted_answer_answers_nothing():
    assert folded([theirs(1, 0, deleted_at=after(1))]) is None
    assert folded([theirs(1, 0), ours(2, 5, deleted_at=after(6))]).first_id == 1


def test_needs_no_reply_settles_what_was_there_and_can_be_undone():
    thanks = settled(1)
    assert folded([theirs(1, 0)], [thanks]) is None
    assert folded([theirs(1, 0), theirs(2, 80)], [thanks]).first_id == 2
    assert folded([theirs(1, 0)], [thanks, undone(thanks)]).first_id == 1


def test_a_read_receipt_may_go_as_far_as_what_was_handled_by_then():
    state = fold_private([theirs(1, 0), theirs(2, 4), ours(3, 5, through=1)], [settled(2, 60)], POLICIES)
    assert state.handled_through(after(4)) == 0
    assert state.handled_through(after(5)) == 1
    assert state.handled_through(after(60)) == 2


def test_settling_stays_on_this_machine_and_that_somebody_waits_does_not():
    assert Kind.PRIVATE_SETTLED in LOCAL_KINDS
    assert Kind.PRIVATE_WAITS not in LOCAL_KINDS


def waits(count, client, author=1, **more):
    made = event(Kind.PRIVATE_WAITS, "private", {"count": count}, **more)
    return type(made)(
        **{name: getattr(made, name) for name in made.__slots__}
        | {"client_id": client, "author_id": author, "seq": int(made.uuid[-6:])}
    )


def test_others_waiting_questions_are_added_up_by_their_newest_count():
    told = [waits(2, "phone"), waits(5, "here"), waits(1, "there", author=2), waits(3, "phone")]
    assert waiting_elsewhere(told, "here") == 4
    assert waiting_elsewhere([*told, waits(0, "phone")], "here") == 1


FACTS = st.lists(
    st.builds(
        lambda outgoing, automatic, deleted: (outgoing, outgoing and automatic, deleted),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(FACTS, st.integers(0, 14))
def test_nobody_is_forgotten(shape, through):
    """Whatever came and went: every message of theirs is withdrawn, handled, or part of the question."""
    facts = [
        PrivateFact(n, after(n), outgoing, automatic, None, after(99) if deleted else None)
        for n, (outgoing, automatic, deleted) in enumerate(shape, 1)
    ]
    state = fold_private(facts, [settled(through)], POLICIES)
    handled = state.handled_through(after(10_000))
    waiting = [f.id for f in facts if not f.outgoing and f.deleted_at is None and f.id > handled]
    if state.question is None:
        assert waiting == []
    else:
        assert (state.question.first_id, state.question.newest_id, state.question.messages) == (
            waiting[0],
            waiting[-1],
            len(waiting),
        )
        assert state.question.deadline.due > state.question.waits_since
    assert fold_private(facts[::-1], [settled(through)], POLICIES).question == state.question


def test_saying_that_a_group_inquiry_was_answered_in_private_answers_it_and_counts_no_group_reply():
    root = MessageFact(10, "asker", Role.MEMBER, after(0))
    told = about(10, Kind.INQUIRY_PRIVATELY_ANSWERED, {"kind": "referral"}, at=after(30))
    before = fold_inquiry(CHAT, root, [root], [found(10)], POLICIES)
    inquiry = fold_inquiry(CHAT, root, [root], [found(10), told], POLICIES)
    assert before.state is InquiryState.OPEN
    assert (inquiry.state, inquiry.answered_at) == (InquiryState.ANSWERED, after(30))
    assert inquiry.answer_kind is ReplyKind.REFERRAL
    assert inquiry.met
    assert inquiry.all_replies == ()
    assert fold_inquiry(CHAT, root, [root], [found(10), told, undone(told)], POLICIES) == before
