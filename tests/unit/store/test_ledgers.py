"""The mirror, the journal, and what is folded from them."""

import asyncio
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modtui.domain.inquiry_states import InquiryState, ReplyKind
from modtui.domain.journal import Kind, NewerEvent, effective, upcast
from modtui.domain.messages import Media, MediaKind, SenderKind, ServiceEvent, ServiceKind
from modtui.store import derived, journal, observed
from modtui.store.database import Database
from modtui.store.derived import RulesCache, all_inquiries, listed_inquiries, verify
from tests.unit.store.conftest import ledgers_at
from tests.unit.store.making import (
    CHAT,
    MODERATOR,
    OTHER_MEMBER,
    about,
    after,
    event,
    found,
    message,
    policy_adopted,
    role_set,
    undone,
)


async def state_of(ledgers, message_id):
    inquiries = await derived.inquiries(ledgers.db, CHAT, [message_id])
    return inquiries[message_id].state if message_id in inquiries else None


async def sound(ledgers):
    verification = await verify(ledgers.db)
    return verification.differences == () and verification.integrity == ()


# -- the mirror


async def test_a_message_comes_back_as_telegram_gave_it(ledgers):
    given_one = message(
        5,
        text="وين أقدر أطلع؟",
        reply_to=3,
        topic_id=2,
        album_id=9,
        media=Media(MediaKind.PHOTO, "p.jpg", 12),
        service=ServiceEvent(ServiceKind.ADDED, (7,)),
        forwarded_from="Sample",
        outgoing=True,
        edited_at=after(3),
    )
    await ledgers.see(given_one)
    stored = await observed.one(ledgers.db, CHAT, 5)
    assert stored.message == given_one
    assert (stored.imported, stored.purged, stored.deleted_at) == (False, False, None)


async def test_seeing_messages_again_changes_nothing(ledgers):
    batch = [message(1), message(2, reply_to=1)]
    assert (await ledgers.see(*batch)).new == {1, 2}
    assert (await ledgers.see(*batch)).touched == set()
    assert await ledgers.db.one("SELECT count(*) FROM message_version") == (2,)


async def test_an_edit_is_a_version_more_and_an_older_copy_does_not_take_it_back(ledgers):
    old = message(1, text="first")
    new = message(1, text="second", edited_at=after(5))
    await ledgers.see(old)
    assert (await ledgers.see(new)).changed == {1}
    assert (await ledgers.see(old)).touched == set()
    stored = await observed.one(ledgers.db, CHAT, 1)
    assert (stored.message.text, stored.previous_text) == ("second", "first")


async def test_a_message_and_its_edit_in_one_batch(ledgers):
    recorded = await ledgers.see(message(1, text="first"), message(1, text="second", edited_at=after(1)))
    assert recorded.new == {1}
    stored = await observed.one(ledgers.db, CHAT, 1)
    assert (stored.message.text, stored.previous_text) == ("second", "first")


async def test_a_deletion_is_a_fact_and_a_later_sight_takes_it_back_but_an_old_export_does_not(ledgers):
    await ledgers.see(message(1))
    assert await ledgers.lose(1, 99, at=after(5)) == {1}
    assert await ledgers.lose(1, at=after(9)) == set()
    await ledgers.see(message(1), imported=True)
    assert (await observed.one(ledgers.db, CHAT, 1)).deleted_at == after(5)
    await ledgers.see(message(1))
    assert (await observed.one(ledgers.db, CHAT, 1)).deleted_at is None


async def test_learning_later_that_staff_deleted_it(ledgers):
    await ledgers.see(message(1))
    await ledgers.lose(1, at=after(5))
    assert await ledgers.lose(1, at=after(6), by_staff=True) == {1}
    stored = await observed.one(ledgers.db, CHAT, 1)
    assert (stored.deleted_at, stored.deleted_by_staff) == (after(5), True)


async def test_a_purged_text_is_not_stored_again(ledgers):
    await ledgers.see(message(1, text="words"))
    async with ledgers.db.transaction() as tx:
        await tx.execute("UPDATE message_version SET text = NULL")
    await ledgers.see(message(1, text="words"))
    stored = await observed.one(ledgers.db, CHAT, 1)
    assert (stored.message.text, stored.purged) == ("", True)


async def test_pages_go_both_ways(ledgers):
    await ledgers.see(*[message(n, minutes=n) for n in range(1, 8)])

    async def ids(**which):
        return [m.message.id for m in await observed.page(ledgers.db, CHAT, **which)]

    assert await ids(limit=3) == [5, 6, 7]
    assert await ids(before_id=5, limit=3) == [2, 3, 4]
    assert await ids(after_id=5, limit=3) == [6, 7]


async def test_somebody_keeps_one_reference_and_the_newest_name(ledgers):
    async with ledgers.db.transaction() as tx:
        first = await observed.member_ref(tx, 77, name="Old")
        assert await observed.member_ref(tx, 77, name="New", username="new") == first
        assert await observed.member_ref(tx, 77) == first
        assert await observed.member_ref(tx, 77, SenderKind.CHANNEL) != first
    assert await ledgers.db.one("SELECT name, username FROM member WHERE ref = ?", (first,)) == ("New", "new")
    async with ledgers.db.transaction() as tx:
        await observed.member_ref(tx, 77, name="Newer")  # by one who knows no @name: it stays
        kept = await tx.one("SELECT name, username FROM member WHERE ref = ?", (first,))
        await observed.member_ref(tx, 77, name="Newer", username=None)  # by one who knows that there is none
        gone = await tx.one("SELECT username FROM member WHERE ref = ?", (first,))
    assert (kept, gone) == (("Newer", "new"), (None,))


async def test_a_thread_has_replies_at_any_depth_with_the_role_of_then(ledgers):
    async with ledgers.db.transaction() as tx:
        other = await observed.member_ref(tx, OTHER_MEMBER)
    await ledgers.decide(role_set(other, "moderator", after(10)))
    await ledgers.see(
        message(1),
        message(2, OTHER_MEMBER, 5, reply_to=1),
        message(3, OTHER_MEMBER, 15, reply_to=2),
        message(4, minutes=16),
    )
    rules = await RulesCache().get(ledgers.db)
    facts = await observed.thread_facts(ledgers.db, CHAT, [1], [], rules.roles)
    assert [(fact.id, fact.role.value) for fact in facts] == [(1, "member"), (2, "member"), (3, "moderator")]


async def test_the_watermark_never_goes_back(ledgers):
    async with ledgers.db.transaction() as tx:
        await observed.set_synced(tx, CHAT, 50, after(0))
        await observed.set_synced(tx, CHAT, 40, after(1))
    assert await observed.watermark(ledgers.db, CHAT) == 50


# -- the journal


@pytest.mark.parametrize("statement", ["UPDATE journal SET author_id = 9", "DELETE FROM journal"])
async def test_the_journal_can_be_neither_changed_nor_shortened(ledgers, statement):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        async with ledgers.db.transaction() as tx:
            await tx.execute(statement)
    assert len(await journal.of_subject(ledgers.db, "policy")) == 1


async def test_appending_the_same_event_again_changes_nothing(ledgers):
    once = found(1)
    async with ledgers.db.transaction() as tx:
        await journal.append(tx, [once, once])
        await journal.append(tx, [once])
    (kept,) = await journal.of_subject(ledgers.db, once.subject)
    assert (kept.uuid, kept.payload, kept.at) == (once.uuid, once.payload, once.at)
    assert kept.seq > 0


async def test_an_event_of_a_newer_program_is_kept_and_not_folded(ledgers):
    newer = found(1)
    async with ledgers.db.transaction() as tx:
        await tx.execute(
            "INSERT INTO journal (uuid, scope, author_id, client_id, kind, version, subject, at_local, payload) "
            "VALUES ('n', 'shared', 1, 'c', 'inquiry.found', 99, ?, 0, '{}')",
            (newer.subject,),
        )
    assert await journal.of_subject(ledgers.db, newer.subject) == []
    with pytest.raises(NewerEvent):
        upcast("inquiry.found", 99, {})
    with pytest.raises(NewerEvent):
        upcast("never.heard.of", 1, {})


async def test_free_text_lives_beside_the_journal_where_it_can_go(ledgers):
    async with ledgers.db.transaction() as tx:
        await journal.append_private(tx, "u", "note", "free text")
    assert await journal.private_text(ledgers.db, "u", "note") == "free text"
    async with ledgers.db.transaction() as tx:
        await tx.execute("DELETE FROM journal_private")
    assert await journal.private_text(ledgers.db, "u", "note") is None


def test_undoing_an_undo_brings_it_back_and_so_on():
    one = found(1)
    undo = undone(one)
    again = undone(undo)
    once_more = undone(again)
    numbered = [
        event(e.kind, e.subject, dict(e.payload), uuid=e.uuid, seq=n)
        for n, e in enumerate([one, undo, again, once_more], 1)
    ]

    def standing(count):
        return [e.uuid for e in effective(numbered[:count])]

    assert [standing(n) for n in (1, 2, 3, 4)] == [[one.uuid], [], [one.uuid], []]


# -- what is folded


async def test_a_question_its_answer_and_its_tag(ledgers):
    await ledgers.see(message(1))
    await ledgers.decide(found(1))
    assert [i.message_id for i in await listed_inquiries(ledgers.db, CHAT)] == [1]
    await ledgers.see(message(2, MODERATOR, 5, reply_to=1))
    assert await state_of(ledgers, 1) is InquiryState.ANSWERED_UNCONFIRMED
    await ledgers.decide(about(1, Kind.REPLY_TAGGED, {"message_id": 2, "kind": "referral"}))
    (inquiry,) = await all_inquiries(ledgers.db, CHAT)
    assert (inquiry.state, inquiry.answer_kind) == (InquiryState.ANSWERED, ReplyKind.REFERRAL)
    assert await listed_inquiries(ledgers.db, CHAT) == []
    assert await derived.inquiries_of_messages(ledgers.db, CHAT, [1, 2, 3]) == {1: 1, 2: 1}
    assert await sound(ledgers)


async def test_a_reply_that_is_heard_of_before_its_question(ledgers):
    await ledgers.see(message(3, minutes=9, reply_to=2))
    await ledgers.see(message(2, MODERATOR, 5, reply_to=1))
    await ledgers.decide(found(1))  # another moderator's, before the message itself has come
    assert await state_of(ledgers, 1) is None
    await ledgers.see(message(1))
    assert await state_of(ledgers, 1) is InquiryState.ANSWERED_UNCONFIRMED
    assert await sound(ledgers)


async def test_a_linked_message_that_comes_later(ledgers):
    await ledgers.see(message(1))
    await ledgers.decide(found(1), about(1, Kind.REPLY_LINKED, {"message_id": 8}))
    assert await state_of(ledgers, 1) is InquiryState.OPEN
    await ledgers.see(message(8, MODERATOR, 5))
    assert await state_of(ledgers, 1) is InquiryState.ANSWERED_UNCONFIRMED
    assert await sound(ledgers)


async def test_undoing_a_role_folds_again_what_it_judged(ledgers):
    async with ledgers.db.transaction() as tx:
        other = await observed.member_ref(tx, OTHER_MEMBER)
    await ledgers.see(message(1), message(2, OTHER_MEMBER, 5, reply_to=1))
    await ledgers.decide(found(1))
    assert await state_of(ledgers, 1) is InquiryState.OPEN
    made_partner = role_set(other, "partner")
    await ledgers.decide(made_partner)
    assert await state_of(ledgers, 1) is InquiryState.ANSWERED_UNCONFIRMED
    await ledgers.decide(undone(made_partner))
    assert await state_of(ledgers, 1) is InquiryState.OPEN
    assert await sound(ledgers)


async def test_a_policy_adopted_later_leaves_the_deadlines_of_before(ledgers):
    await ledgers.see(message(1), message(2, minutes=60))
    await ledgers.decide(found(1), found(2))
    before = {i.message_id: i.due for i in await all_inquiries(ledgers.db, CHAT)}
    adopted = policy_adopted(after(30), clock="service-hours")
    await ledgers.decide(adopted)
    now = {i.message_id: i.due for i in await all_inquiries(ledgers.db, CHAT)}
    assert now[1] == before[1]
    assert now[2] > before[2]
    await ledgers.decide(undone(adopted))
    assert {i.message_id: i.due for i in await all_inquiries(ledgers.db, CHAT)} == before


async def test_rules_of_a_write_that_was_rolled_back_are_forgotten(ledgers):
    async with ledgers.db.transaction() as tx:
        other = await observed.member_ref(tx, OTHER_MEMBER)
    with pytest.raises(RuntimeError):  # noqa: PT012
        async with ledgers.db.transaction() as tx:
            await journal.append(tx, [role_set(other, "moderator")])
            assert (await ledgers.cache.get(tx)).roles.changes[other]
            raise RuntimeError
    await ledgers.decide(role_set(other, "partner"))
    rules = await ledgers.cache.get(ledgers.db)
    assert [role.value for _, role in rules.roles.changes[other]] == ["partner"]


async def test_imported_inquiries_never_enter_the_queue(ledgers):
    await ledgers.see(message(1), imported=True)
    await ledgers.decide(found(1))
    assert await listed_inquiries(ledgers.db, CHAT) == []
    assert (await all_inquiries(ledgers.db, CHAT))[0].imported


@pytest.mark.parametrize(
    "doctoring",
    [
        "UPDATE inquiry SET body = replace(body, 'open', 'answered')",
        "DELETE FROM inquiry",
        "INSERT INTO inquiry SELECT chat_key, 77, state, 0, 0, NULL, 1, 0, body FROM inquiry",
        "DELETE FROM thread",
        "INSERT INTO thread VALUES (1, 55, 1)",
        "UPDATE inquiry SET listed = 0",
        "UPDATE inquiry SET state = 'answered'",
        "UPDATE inquiry SET answered_at = 5",
        "INSERT INTO action VALUES ('a', 'm', 'done', 0, '{}')",
    ],
)
async def test_verify_finds_a_doctored_row(ledgers, doctoring):
    await ledgers.see(message(1))
    await ledgers.decide(found(1))
    assert await sound(ledgers)
    async with ledgers.db.transaction() as tx:
        await tx.execute(doctoring)
    assert not await sound(ledgers)


# -- whatever the order: rows equal those of a fresh rebuild

IDS = st.integers(1, 6)
NAMING = [Kind.FOLLOW_UP_FOUND, Kind.FOLLOW_UP_SETTLED, Kind.INQUIRY_ABSORBED, Kind.INQUIRY_TO_VERIFY]
DEEDS = st.one_of(
    st.tuples(st.just("see"), IDS, st.sampled_from([1, 2, 11, 12]), st.none() | IDS, st.integers(0, 3)),
    st.tuples(st.just("lose"), IDS, st.booleans()),
    st.tuples(st.just("found"), IDS, st.sampled_from(["inquiry", "possible"])),
    st.tuples(st.just("mark"), IDS),
    st.tuples(st.just("dismiss"), IDS),
    st.tuples(st.just("tag"), IDS, IDS, st.sampled_from([kind.value for kind in ReplyKind])),
    st.tuples(st.just("link"), IDS, IDS),
    st.tuples(st.just("names"), IDS, IDS, st.sampled_from(NAMING)),
    st.tuples(st.just("waits"), IDS, st.integers(0, 9)),
    st.tuples(st.just("undo"), st.integers(0, 30)),
    st.tuples(st.just("role"), st.sampled_from([11, 12]), st.sampled_from(["member", "partner"]), IDS),
)


async def carry_out(ledgers, deed, done):
    kind, *rest = deed
    if kind == "see":
        message_id, sender, reply_to, edits = rest
        edited = after(100 + edits) if edits else None
        await ledgers.see(
            message(message_id, sender, message_id, reply_to=reply_to, text=f"{edits}", edited_at=edited)
        )
        return
    if kind == "lose":
        await ledgers.lose(rest[0], at=after(200), by_staff=rest[1])
        return
    if kind == "found":
        one = found(*rest)
    elif kind == "mark":
        one = about(rest[0], Kind.INQUIRY_MARKED, {})
    elif kind == "dismiss":
        one = about(rest[0], Kind.INQUIRY_DISMISSED)
    elif kind == "tag":
        one = about(rest[0], Kind.REPLY_TAGGED, {"message_id": rest[1], "kind": rest[2]})
    elif kind == "link":
        one = about(rest[0], Kind.REPLY_LINKED, {"message_id": rest[1]})
    elif kind == "names":
        facts = {"message_id": rest[1], "label": "inquiry", "urgent": False}
        one = about(rest[0], rest[2], facts)
    elif kind == "waits":
        times = {"until": after(rest[1]).isoformat(), "remind_at": None, "partner": "p"}
        one = about(
            rest[0], [Kind.INQUIRY_WAITING, Kind.INQUIRY_SNOOZED, Kind.INQUIRY_RESUMED][rest[1] % 3], times
        )
    elif kind == "role":
        async with ledgers.db.transaction() as tx:
            ref = await observed.member_ref(tx, rest[0])
        one = role_set(ref, rest[1], after(rest[2]))
    elif done:
        one = undone(done[rest[0] % len(done)])
    else:
        return
    done.append(one)
    await ledgers.decide(one)


async def rows_of(db: Database):
    return [
        await db.all(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in ("inquiry", "thread", "action")
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DEEDS, max_size=18))
def test_rows_kept_up_to_date_are_those_of_a_fresh_rebuild(deeds):
    async def run():
        with tempfile.TemporaryDirectory() as folder:
            async with ledgers_at(Path(folder) / "modtui.db") as ledgers:
                done = []
                for deed in deeds:
                    await carry_out(ledgers, deed, done)
                verification = await verify(ledgers.db)
                assert verification.differences == ()
                kept = await rows_of(ledgers.db)
                async with ledgers.db.transaction() as tx:
                    for table in ("inquiry", "thread", "action"):
                        await tx.execute(f"DELETE FROM {table}")
                    await derived.refold_all(tx, RulesCache())
                assert await rows_of(ledgers.db) == kept

    asyncio.run(run())
