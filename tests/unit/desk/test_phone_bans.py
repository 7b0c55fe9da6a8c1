"""Bans from phones: a moderator says what each was for, and the figures follow."""

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.figures import count_figures
from modtui.domain.months import parse_period
from modtui.reports.collect import collect
from modtui.telegram.gateway import FloodWait
from tests.unit.desk.playing import until
from tests.unit.desk.test_acting import RUDE, done, seen
from tests.unit.desk.test_members import looked, month, play  # noqa: F401 - the fixture


async def banned_from_a_phone(play, who):  # noqa: F811
    play.world.ban(play.samir, who)
    await looked(play)


async def figures(play):  # noqa: F811
    """The month's removals: under the guidelines, spam, neither, not sorted."""
    ctx = play.desk._parts.ctx
    period = parse_period("2026-10", ctx.settings.policy.tz)
    record = await collect(ctx.db, ctx.chat(), period.start, period.end)
    counted = count_figures(record, period, play.clock())
    codes = ("removed", "removed_spam", "removed_elsewhere", "removed_unsorted")
    return [counted.value(code) for code in codes]


@pytest.mark.parametrize(
    ("counted_as", "in_figures", "in_ledger"),
    [
        ("guidelines", [1, 0, 0, 0], (1, 0, 0)),
        ("spam", [0, 1, 0, 0], (0, 1, 0)),
        ("elsewhere", [0, 0, 1, 0], (0, 0, 1)),
    ],
)
async def test_a_ban_from_a_phone_is_asked_about_and_counted_as_said(
    play, counted_as, in_figures, in_ledger  # noqa: F811
):  # fmt: skip
    async with play.open() as desk:
        await seen(play, RUDE)
        await looked(play)
        assert await desk.phone_bans() == []
        await banned_from_a_phone(play, play.omar)
        assert any("wait to be sorted: 1" in notice for notice in play.notices())
        (ban,) = await desk.phone_bans()
        assert (ban.member, ban.by, ban.by_me, ban.messages) == ("Omar Sample", "Samir Sample", False, 1)
        assert await figures(play) == [0, 0, 0, 1]
        (entry,) = await desk.record("removed omar")
        assert entry.outcome == "not sorted yet: X"

        assert "Omar Sample" in await desk.sort_ban(ban.ban_id, counted_as)
        assert await desk.phone_bans() == []
        assert await figures(play) == in_figures
        ledger = await month(play)
        assert (ledger.removed, ledger.removed_as_spam, ledger.removed_elsewhere) == in_ledger
        (entry,) = await desk.record("removed omar")
        assert "not sorted" not in entry.outcome
        (said,) = await desk.record("what removal")
        assert (said.by, said.member) == ("Layla Sample", "Omar Sample")

        assert "is unsorted again" in await desk.undo()
        assert [row.ban_id for row in await desk.phone_bans()] == [ban.ban_id]
        assert await figures(play) == [0, 0, 0, 1]


async def test_it_can_be_said_anew_and_survives_closing(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        await banned_from_a_phone(play, play.omar)
        (ban,) = await desk.phone_bans()
        await desk.sort_ban(ban.ban_id, "spam")
        (shown,) = await desk.phone_bans(all_of_them=True)
        assert shown.counted_as == "spam"
        await desk.sort_ban(shown.ban_id, "guidelines")
        with pytest.raises(DeskError, match="no removal"):
            await desk.sort_ban("ban:1:nobody:1", "spam")
        with pytest.raises(DeskError, match="no removal"):
            await desk.sort_ban(ban.ban_id, "nonsense")
    async with play.open() as desk:
        await looked(play)
        assert await desk.phone_bans() == []
        assert await figures(play) == [1, 0, 0, 0]


async def test_without_the_admin_log_the_groups_own_message_is_enough(play):  # noqa: F811
    from modtui.telegram.gateway import NoRight

    play.world.switches.ban_messages = True
    async with play.open() as desk:
        await looked(play)
        play.gateway.refuse_next("admin_log", NoRight("No right."))
        await banned_from_a_phone(play, play.omar)
        (ban,) = await desk.phone_bans()
        await desk.sort_ban(ban.ban_id, "guidelines")
        # The log becomes readable later and tells of the same ban.
        await looked(play)
        assert await desk.phone_bans() == []
        assert await figures(play) == [1, 0, 0, 0]


async def test_our_own_removals_and_leaving_are_never_asked_about(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        await done(play, await desk.plan("ban", await seen(play, RUDE)))
        await done(play, await desk.plan("leave", await seen(play, "I want to go", play.sara)), text="")
        await looked(play)
        assert await desk.phone_bans(all_of_them=True) == []
        assert (await figures(play))[:2] == [1, 0]


async def test_a_second_ban_of_the_same_member_is_another_one(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        await banned_from_a_phone(play, play.omar)
        (first,) = await desk.phone_bans()
        await desk.sort_ban(first.ban_id, "elsewhere")
        play.clock.move(days=2)
        play.world.unban(play.samir, play.omar)
        play.world.join(play.omar)
        play.clock.move(hours=1)
        await banned_from_a_phone(play, play.omar)
        (second,) = await desk.phone_bans()
        assert second.at - first.at > timedelta(days=1)


async def test_a_raid_counts_by_the_reason_that_was_given(play):  # noqa: F811
    async with play.open() as desk:
        await seen(play, RUDE)
        await seen(play, RUDE, play.sara)
        for who, category in ((play.omar, "spam"), (play.sara, "conduct")):
            plan = await desk.plan_clear([who], ban=True, category=category)
            (action,) = await desk.carry_out_clear(plan.plan_id)
            play.clock.move(seconds=6)
            await play.until_status(action.action_id, "done")
        assert (await figures(play))[:2] == [1, 1]
        ledger = await month(play)
        assert (ledger.removed, ledger.removed_as_spam) == (1, 1)


async def test_deletions_and_approvals_from_phones_stand_in_the_record(play):  # noqa: F811
    async with play.open() as desk:
        message = await seen(play, RUDE)
        huda = play.world.add_user("Huda Sample").id
        play.world.request_join(huda)
        play.world.delete(play.samir, [message])
        play.world.decide_request(play.samir, huda, True)
        await looked(play)
        told = {(entry.by, entry.sentence, entry.message_id) for entry in await desk.record("in telegram")}
        assert ("Samir Sample", "Samir Sample deleted a post of Omar Sample in Telegram.", message) in told
        assert ("Samir Sample", "Samir Sample let Huda Sample in, in Telegram.", None) in told


# ---- whose deed it was


async def test_a_ban_from_a_phone_after_our_own_failed_is_the_phones(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        message = await seen(play, RUDE)

        async def wait(*_args, **_more):
            raise FloodWait(3600)

        play.gateway.ban = wait
        action = (await desk.carry_out((await desk.plan("remove", message, "conduct")).plan_id)).action_id
        play.clock.move(seconds=6)
        await play.until_status(action, "stopped")
        play.clock.move(minutes=2)
        play.world.ban(play.me, play.omar)
        await looked(play)
        assert [(ban.member, ban.by_me) for ban in await desk.phone_bans()] == [("Omar Sample", True)]
        assert len(await desk.record("removed omar telegram")) == 1


async def test_a_ban_from_a_phone_after_ours_was_taken_back_is_the_phones(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        message = await seen(play, RUDE)
        await done(play, await desk.plan("remove", message, "conduct"))
        play.clock.move(minutes=1)
        await desk.undo()
        play.clock.move(minutes=2)
        play.world.join(play.omar)
        play.clock.move(minutes=4)
        play.world.ban(play.samir, play.omar)
        play.clock.move(hours=1)
        await looked(play)
        assert [(ban.member, ban.by) for ban in await desk.phone_bans()] == [("Omar Sample", "Samir Sample")]


async def test_what_another_moderator_went_on_with_is_no_phones_deed(play):  # noqa: F811
    play.world.users[play.omar].accepts_private = False
    async with play.open() as desk:
        await looked(play)
        message = await seen(play, RUDE)
        action = (await desk.carry_out((await desk.plan("remove", message, "conduct")).plan_id)).action_id
        play.clock.move(seconds=6)
        await play.until_status(action, "stopped")
    play.me = play.samir
    async with play.open() as desk:
        await looked(play)
        await desk.skip_step(action, 1)
        await until(lambda: play.world.is_banned(play.omar))
        await looked(play)
        assert await desk.phone_bans() == []
        (entry,) = await desk.record("omar")
        assert "carried on by Samir Sample" in entry.outcome
