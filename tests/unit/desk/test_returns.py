"""Complaints and coming back go before another moderator; what is taken back or voided stays in the record (RULES 3)."""

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.messages import Role
from tests.unit.desk.test_acting import ADVERT, RUDE, done, seen
from tests.unit.desk.test_members import looked


@pytest.fixture
def play(play):
    play.clock.move(days=21)
    return play


async def removed(play):
    plan = await play.desk.plan("remove", await seen(play, RUDE), "conduct")
    action = await done(play, plan)
    play.clock.move(hours=1)
    return action


async def let_back(play):
    plan = await play.desk.plan_member("readmit", play.omar)
    await done(play, plan)
    play.clock.move(hours=1)
    return plan


def other(play):
    play.me, play.samir = play.samir, play.me


async def test_who_had_removed_a_member_lets_them_back_in_and_another_looks_at_it(play):
    async with play.open() as desk:
        await looked(play)
        await removed(play)
        complaint = await desk.record_complaint(play.omar, "unfair", action_id=None)
        plan = await let_back(play)
        assert "another moderator looks at it, and at the complaint" in plan.proposal
        waiting = await desk.complaints()
        assert [(c.about_return, c.may_review) for c in waiting] == [(True, False), (False, False)]
        with pytest.raises(DeskError, match="another moderator"):
            await desk.decide_complaint(waiting[0].complaint_id, upheld=True, text="fine")
        assert "waits to be looked at by another moderator" in await desk.my_record(play.omar, "en")
    other(play)
    async with play.open() as desk:
        await desk.decide_complaint(waiting[0].complaint_id, upheld=True, text="He had said sorry")
        assert [c.complaint_id for c in await desk.complaints()] == [complaint]
        (entry,) = [e for e in await desk.record() if "looked at how" in e.sentence]
        assert (entry.by, entry.reason, entry.member) == ("Samir Sample", "He had said sorry", "Omar Sample")


async def test_another_moderator_who_lets_somebody_back_in_decides_the_complaint_by_it(play):
    async with play.open() as desk:
        await looked(play)
        await removed(play)
        await desk.record_complaint(play.omar, "unfair")
    other(play)
    async with play.open() as desk:
        plan = await let_back(play)
        assert "complaint that waits is decided by it" in plan.proposal
        assert await desk.complaints() == []
        (closed,) = await desk.complaints(open_only=False)
        assert (closed.upheld, closed.decided_by) == (True, "Samir Sample")
        assert not any("complaint" in line for line in (await desk.member_page(play.omar)).fairness)
        await desk.undo()
        assert [c.upheld for c in await desk.complaints()] == [None]


async def test_a_way_back_opened_from_the_phone_of_who_had_removed_them_is_looked_at_too(play):
    async with play.open() as desk:
        await looked(play)
        await removed(play)
        play.world.unban(play.me, play.omar)
        await looked(play)
        assert [(c.about_return, c.may_review) for c in await desk.complaints()] == [(True, False)]


async def test_a_way_back_opened_by_another_or_with_nobody_else_there_needs_no_second_look(play):
    async with play.open() as desk:
        await looked(play)
        await removed(play)
        play.world.unban(play.samir, play.omar)
        await looked(play)
        assert await desk.complaints() == []
    async with play.open(staff=((play.me, Role.MODERATOR),)) as desk:
        play.world.join(play.omar)
        await removed(play)
        await let_back(play)
        assert await desk.complaints() == []


async def test_who_carried_a_removal_on_is_no_judge_of_it(play):
    play.world.users[play.omar].accepts_private = False
    async with play.open() as desk:
        plan = await desk.plan("remove", await seen(play, RUDE), "conduct")
        action = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "stopped")
    other(play)
    async with play.open() as desk:
        await desk.skip_step(action.action_id, 1)
        await play.until_status(action.action_id, "done")
        await desk.record_complaint(play.omar, "unfair", action_id=action.action_id)
        assert [c.may_review for c in await desk.complaints()] == [False]


async def test_a_complaint_found_for_the_member_voids_the_warning_where_that_is_said(play):
    async with play.open() as desk:
        action = await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        complaint = await desk.record_complaint(play.omar, "I was quoting", action_id=action.action_id)
    other(play)
    async with play.open() as desk:
        assert [c.may_void for c in await desk.complaints()] == [True]
        await desk.decide_complaint(complaint, upheld=True, text="He was", void=True)
        assert (await desk.member(play.omar)).warnings == 0
        assert "voided, does not count" in await desk.my_record(play.omar, "en")
        assert (await desk.plan("warn", await seen(play, RUDE + "!"), "conduct")).proposal.startswith("First")


async def test_a_note_and_a_removal_can_be_voided_and_then_are_no_step_of_the_ladder(play):
    async with play.open() as desk:
        note = await done(play, await desk.plan("warn", await seen(play, ADVERT), "advertising"))
        play.clock.move(minutes=1)
        again = await seen(play, ADVERT + " again")
        before = (await desk.plan("warn", again, "advertising")).proposal
        (shown,) = (await desk.member_page(play.omar)).actions
        assert (shown.standing, shown.may_void) == ("no warning", True)
        await desk.void_warning(note.action_id, "a mistake")
        assert (await desk.plan("warn", again, "advertising")).proposal != before
        assert "voided the note to Omar Sample" in (await desk.record("mistake"))[0].sentence
        removal = await removed(play)
        await desk.void_warning(removal.action_id, "too hard")
        assert play.world.is_banned(play.omar)
        assert "voided the removal of Omar Sample" in (await desk.record("hard"))[0].sentence
        with pytest.raises(DeskError, match="no warning, note or removal"):
            await desk.void_warning(removal.action_id, "again")


async def test_a_void_that_is_taken_back_stays_in_the_record_and_so_does_taking_it_back(play):
    async with play.open() as desk:
        action = await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        await desk.void_warning(action.action_id, "a mistake")
        play.clock.move(minutes=1)
        await desk.undo()
        back, voided, _ = await desk.record()
        assert back.sentence == "Layla Sample took back: Layla Sample voided the warning of Omar Sample."
        assert (voided.sentence, voided.outcome, voided.reason) == (
            "Layla Sample voided the warning of Omar Sample.",
            "taken back",
            "a mistake",
        )
        await desk.set_role(play.sara, Role.PARTNER)
        await desk.undo()
        assert len(await desk.record("sara")) == 2


async def test_a_welcome_that_did_not_arrive_leaves_somebody_to_be_welcomed_and_staff_never_are(play):
    async with play.open_with_snippets(welcome="private") as desk:
        await looked(play)
        huda, sami = (play.world.add_user(name).id for name in ("Huda Sample", "Sami Sample"))
        play.world.users[huda].accepts_private = False
        play.world.join(huda)
        play.world.join(sami)
        await looked(play)
        await desk.set_role(sami, Role.MODERATOR)
        assert await desk.newcomers() == [huda]
        plan = await desk.plan_welcome([huda], "private")
        action = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "stopped")
        await desk.skip_step(action.action_id, 1)
        await play.until_status(action.action_id, "done")
        assert await desk.newcomers() == [huda]
