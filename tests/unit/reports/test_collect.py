"""From a store's rows to figures: what is read, and with which eyes."""

from datetime import UTC, datetime

import pytest

from modtui.domain.journal import Kind
from modtui.domain.messages import Media, MediaKind, SenderKind, ServiceEvent, ServiceKind
from modtui.domain.months import parse_month, parse_period
from modtui.reports.collect import ReportError, choose_chat, collect
from modtui.reports.monthly import clipped_months, make_report
from modtui.store import observed
from modtui.store.database import Database
from tests.unit.store.conftest import ledgers_at
from tests.unit.store.making import (
    CHAT,
    MODERATOR,
    OTHER_MEMBER,
    PARTNER,
    about,
    after,
    event,
    found,
    message,
    policy_adopted,
    role_set,
)

LATER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
async def ledgers(tmp_path):
    async with ledgers_at(tmp_path / "modtui.db") as made:
        yield made


async def report(ledgers, month="2026-10"):
    zone = (await collect(ledgers.db, CHAT, after(0), after(1))).zone
    return await make_report(ledgers.db, CHAT, "Sample group", parse_period(month, zone), LATER)


async def test_a_month_as_the_group_saw_it(ledgers):
    await ledgers.see(
        message(1),
        message(2, MODERATOR, 5, reply_to=1),
        message(3, OTHER_MEMBER, 6),
        message(4, PARTNER, 60),
        message(5, MODERATOR, 61),
        message(6, MODERATOR, 62, media=Media(MediaKind.POLL)),
        message(7, 500, 63, kind=SenderKind.BOT),
        message(8, 600, 64, kind=SenderKind.LINKED_CHANNEL),
        message(9, 601, 65, kind=SenderKind.CHANNEL),
        message(10, OTHER_MEMBER, 66, service=ServiceEvent(ServiceKind.JOINED, (OTHER_MEMBER,))),
        message(11, MODERATOR, 67),
    )
    await ledgers.lose(11, at=after(70))
    await ledgers.decide(
        found(1),
        about(1, Kind.REPLY_TAGGED, {"message_id": 2, "kind": "both"}),
        event(
            Kind.POST_SENT,
            f"post:{CHAT}:4",
            {"message_id": 4, "type": "job", "sent_at": after(60).isoformat()},
        ),
    )
    whole = (await report(ledgers)).whole
    counted = {
        code: whole.value(code) for code in ("inquiries", "information", "referrals", "posts", "total")
    }
    # Posts: the job, the unlinked one, and the linked channel's; no poll, no bot, nothing that was deleted.
    assert counted == {"inquiries": 1, "information": 1, "referrals": 1, "posts": 3, "total": 6}
    assert (whole.value("posts_job"), whole.value("participants")) == (1, 3)


async def test_a_message_is_counted_by_the_role_of_then(ledgers):
    async with ledgers.db.transaction() as tx:
        other = await observed.member_ref(tx, OTHER_MEMBER)
    await ledgers.decide(role_set(other, "moderator", after(60)))
    await ledgers.see(message(1, OTHER_MEMBER, 0), message(2, OTHER_MEMBER, 120))
    whole = (await report(ledgers)).whole
    assert (whole.value("participants"), whole.value("posts")) == (1, 1)


async def test_a_repost_of_the_description_is_no_post_and_a_voided_warning_is_told(ledgers):
    subject = "action:a"
    steps = [{"number": 1, "kind": "repost_description"}, {"number": 2, "kind": "private_message"}]
    plan = {
        "action": "a",
        "kind": "warn",
        "category": "conduct",
        "member": "m",
        "chat": CHAT,
        "about": 1,
        "warning": True,
        "starts_at": after(0).isoformat(),
        "steps": steps,
    }
    await ledgers.see(message(20, MODERATOR, 1), message(21, MODERATOR, 2))
    done = {"outcome": "done", "error": "", "at": after(1).isoformat()}
    await ledgers.decide(
        event(Kind.ACTION_PLANNED, subject, plan),
        event(Kind.ACTION_STEP, subject, {"number": 1, "message_id": 20, **done}),
        # 21 is a message of a private chat here: the group's message 21 is another one.
        event(Kind.ACTION_STEP, subject, {"number": 2, "message_id": 21, **done}),
        event(Kind.WARNING_VOIDED, subject, at=after(60 * 24 * 40)),
    )
    whole = (await report(ledgers)).whole
    assert (whole.value("posts"), whole.value("warnings"), whole.value("voided")) == (1, 1, 0)
    november = (await report(ledgers, "2026-11")).whole
    assert (november.value("warnings"), november.value("voided")) == (0, 1)


async def test_imported_inquiries_name_their_detector(ledgers):
    await ledgers.see(message(1), imported=True)
    await ledgers.decide(found(1, detector=7))
    told = await report(ledgers)
    assert told.detectors == ("7",)
    assert "1 of 1 estimated, detector v7" in told.whole.figures["inquiries"].note


async def test_a_quarter_has_a_row_for_each_month_and_its_own_participants(ledgers):
    await ledgers.see(message(1), message(2, minutes=60 * 24 * 30))
    await ledgers.decide(found(1), found(2))
    told = await report(ledgers, "2026-Q4")
    assert [row.period.label for row in told.rows] == ["2026-10", "2026-11", "2026-12"]
    assert [row.value("participants") for row in told.rows] == [1, 1, 0]
    assert (told.whole.value("participants"), told.whole.value("inquiries")) == (1, 2)
    assert told.problems == ()


async def test_a_range_inside_months_counts_its_own_days_only(ledgers):
    await ledgers.see(message(1), message(2, minutes=60 * 24 * 30))
    await ledgers.decide(found(1), found(2))
    told = await report(ledgers, "2026-10-06..2026-11-30")
    assert [(row.period.label, row.value("inquiries")) for row in told.rows] == [
        ("2026-10-06..2026-10-31", 0),
        ("2026-11", 1),
    ]
    assert clipped_months(parse_month("2026-10", told.zone), told.zone)[0].label == "2026-10"


async def test_the_policies_of_the_period_are_named(ledgers):
    await ledgers.decide(policy_adopted(after(60 * 24), clock="literal"))
    assert [policy.clock.value for policy in (await report(ledgers)).policies] == ["business-days", "literal"]
    assert [policy.clock.value for policy in (await report(ledgers, "2026-11")).policies] == ["literal"]


async def test_which_group_is_meant(ledgers, tmp_path):
    assert await choose_chat(ledgers.db, None) == (CHAT, "Sample group")
    async with ledgers.db.transaction() as tx:
        other = await observed.ensure_chat(tx, 901, title="Another")
        await tx.execute("INSERT INTO meta VALUES ('group:@sample', ?)", (str(CHAT),))
    assert await choose_chat(ledgers.db, "@sample") == (CHAT, "Sample group")
    assert await choose_chat(ledgers.db, "@sample", "Another") == (other, "Another")
    assert await choose_chat(ledgers.db, "@sample", "-100901") == (other, "Another")
    with pytest.raises(ReportError, match=r"--chat.*Sample group, Another"):
        await choose_chat(ledgers.db, None)
    with pytest.raises(ReportError, match="nobody"):
        await choose_chat(ledgers.db, None, "nobody")
    empty = await Database.open(tmp_path / "empty.db")
    with pytest.raises(ReportError, match="no group yet"):
        await choose_chat(empty, None)
    with pytest.raises(ReportError, match="policy"):
        await collect(empty, 1, after(0), after(1))
    await empty.close()
