"""Members, joining, what was done from phones, the record, and what is held about one member."""

from datetime import timedelta

import pytest

from modtui.desk.errors import DeskError
from modtui.desk.views_members import MemberFilter, RecordSource
from modtui.domain.messages import Role
from modtui.telegram.gateway import NoRight
from tests.unit.desk.playing import ANSWER, MONDAY, WHERE, until
from tests.unit.desk.test_acting import ADVERT, RUDE, done, seen

OPENED = MONDAY + timedelta(days=21)


@pytest.fixture
def play(play):
    """A group that everybody joined weeks ago."""
    play.clock.move(days=21)
    return play


async def looked(play):
    """Until the desk has looked at the members again."""
    sync = play.desk._parts.fair.sync
    for _ in range(2):  # the first may have been under way before what is to be seen happened
        before = sync.looks
        await play.desk.refresh()
        await until(lambda before=before: sync.looks > before)


async def month(play):
    """The figures since the play began."""
    return await play.desk.membership(OPENED, play.clock() + timedelta(days=2))


# ---- the ledger


async def test_who_comes_and_goes_is_counted_once_whoever_tells(play):
    async with play.open() as desk:
        await looked(play)
        huda = play.world.add_user("Huda Sample").id
        nabil = play.world.add_user("Nabil Sample").id
        play.world.join(huda)
        play.world.join(nabil, by=play.samir)
        play.clock.move(minutes=30)
        play.world.leave(huda)
        play.clock.move(minutes=30)
        play.world.join(huda)
        play.world.ban(play.samir, nabil)
        await looked(play)
        play.clock.move(days=1)
        await looked(play)
        counted = await month(play)
        assert (counted.joined, counted.rejoined, counted.left, counted.removed_elsewhere) == (2, 1, 1, 1)
        assert counted.unexplained == 0
        page = await desk.member_page(huda)
        assert [move.kind.value for move in page.moves] == ["joined", "left", "joined"]
        assert page.row.present


async def test_what_no_message_tells_the_list_and_the_log_find(play):
    play.world.switches.join_messages = False
    play.world.switches.leave_messages = False
    async with play.open():
        await looked(play)
        huda = play.world.add_user("Huda Sample").id
        play.world.join(huda)
        play.clock.move(hours=5)
        play.world.leave(play.sara)
        play.clock.move(days=1)
        await looked(play)
        counted = await month(play)
        assert (counted.joined, counted.left, counted.unexplained) == (1, 1, 0)


async def test_without_the_admin_log_the_list_is_enough_and_it_is_said(play):
    play.world.switches.join_messages = False
    async with play.open():
        play.gateway.refuse_next("admin_log", NoRight("No right."))
        await looked(play)
        assert any("admin log" in notice for notice in play.notices())
        play.world.join(play.world.add_user("Huda Sample").id)
        play.gateway.refuse_next("admin_log", NoRight("No right."))
        play.clock.move(days=1)
        await looked(play)
        assert (await month(play)).joined == 1


async def test_the_ledger_survives_closing_and_reading_everything_again(play):
    async with play.open():
        await looked(play)
        play.world.join(play.world.add_user("Huda Sample").id)
        await looked(play)
        before = await month(play)
    async with play.open():
        await looked(play)
        assert await month(play) == before


# ---- from phones


async def test_what_was_done_from_phones_stands_in_the_record_with_who_did_it(play):
    async with play.open() as desk:
        message, other = await seen(play, RUDE), await seen(play, ADVERT, play.sara)
        play.world.ban(play.samir, play.omar)
        play.world.delete(play.samir, [message, other])
        await looked(play)
        entries = await desk.record()
        told = {(e.source, e.sentence) for e in entries}
        assert (RecordSource.TELEGRAM, "Samir Sample removed Omar Sample in Telegram.") in told
        assert (RecordSource.TELEGRAM, "Samir Sample deleted a post of Sara Sample in Telegram.") in told
        assert (await desk.member_page(play.omar)).row.removed
        assert [e.message_id for e in await desk.record("sara deleted")] == [other]


async def test_a_members_page_and_my_record_know_what_was_done_from_phones(play):
    async with play.open() as desk:
        play.world.mute(play.samir, play.sara)
        play.world.ban(play.samir, play.omar)
        await looked(play)
        page = await desk.member_page(play.sara)
        assert [entry.sentence for entry in page.elsewhere] == ["Samir Sample muted Sara Sample in Telegram."]
        told = await desk.my_record(play.sara, "en")
        assert "writing suspended; done in Telegram itself" in told
        assert "Nothing was ever decided" not in told
        assert "إيقاف الكتابة؛ نُفّذ في تيليغرام مباشرة" in await desk.my_record(play.sara, "ar")
        page = await desk.member_page(play.omar)
        assert (page.row.removed, page.may_return) == (True, False)
        play.clock.move(minutes=5)
        play.world.unban(play.samir, play.omar)
        await looked(play)
        page = await desk.member_page(play.omar)
        assert (page.row.removed, page.may_return) == (True, True)
        assert "allowed to come back" in await desk.my_record(play.omar, "en")


async def test_our_own_removal_and_its_lifting_stand_once_on_the_page(play):
    async with play.open() as desk:
        await done(play, await desk.plan("ban", await seen(play, RUDE)))
        play.clock.move(minutes=5)
        await done(play, await desk.plan_member("readmit", play.omar))
        await looked(play)
        page = await desk.member_page(play.omar)
        assert [(action.kind, action.by) for action in page.actions] == [
            ("readmit", "Layla Sample"),
            ("remove", "Layla Sample"),
        ]
        assert page.elsewhere == ()
        assert page.may_return


async def test_a_moderators_deletion_from_a_phone_is_no_withdrawal(play):
    async with play.open() as desk:
        inquiry = await play.asked(play.omar, WHERE)
        play.world.delete(play.samir, [inquiry])
        await looked(play)
        assert (await desk.inquiry(inquiry)).row.state.value != "withdrawn"


async def test_our_own_actions_are_not_told_twice(play):
    async with play.open() as desk:
        await done(play, await desk.plan("ban", await seen(play, RUDE)))
        action = await done(play, await desk.plan("mute", await seen(play, "x", play.sara)), text="")
        await desk.undo_action(action.action_id)
        await looked(play)
        assert {e.source for e in await desk.record()} == {RecordSource.HERE}


# ---- the record


async def test_the_record_says_who_when_why_on_which_message_and_how_it_ended(play):
    play.world.users[play.omar].accepts_private = False
    async with play.open() as desk:
        message = await seen(play, RUDE)
        plan = await desk.plan("warn", message, "conduct")
        action = await desk.carry_out(plan.plan_id)
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "stopped")
        (entry,) = await desk.record("omar conduct")
        assert (entry.by, entry.by_me, entry.category) == ("Layla Sample", True, "conduct")
        assert (entry.message_id, entry.member) == (message, "Omar Sample")
        assert "do not let you write" in entry.outcome
        assert await desk.record("omar advertising") == []
        assert await desk.record(member_id=play.sara) == []
        assert await desk.record(since=play.clock() + timedelta(hours=1)) == []


async def test_a_warning_is_voided_with_a_reason_and_the_record_keeps_both(play):
    async with play.open() as desk:
        action = await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        with pytest.raises(DeskError, match="why"):
            await desk.void_warning(action.action_id, " ")
        await desk.void_warning(action.action_id, "It was a quote of somebody else")
        assert (await desk.member(play.omar)).warnings == 0
        (entry,) = await desk.record("quote")
        assert "voided the warning of Omar" in entry.sentence
        (shown,) = (await desk.member_page(play.omar)).actions
        assert shown.standing == "voided"
        with pytest.raises(DeskError, match="no warning"):
            await desk.void_warning(action.action_id, "again")
        assert "counts again" in await desk.undo()
        assert (await desk.member(play.omar)).warnings == 1


# ---- complaints


async def test_a_complaint_waits_for_another_moderator(play):
    async with play.open() as desk:
        action = await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        complaint = await desk.record_complaint(play.omar, "I was only joking", action_id=action.action_id)
        (shown,) = await desk.complaints()
        assert (shown.member, shown.text, shown.may_review) == ("Omar Sample", "I was only joking", False)
        with pytest.raises(DeskError, match="another moderator"):
            await desk.decide_complaint(complaint, upheld=True, text="He is right")
        plan = await desk.plan("warn", await seen(play, RUDE + "!"), "conduct")
        assert any("complaint" in line for line in plan.fairness)
    play.me, play.samir = play.samir, play.me
    async with play.open() as desk:
        assert [c.may_review for c in await desk.complaints()] == [True]
        await desk.decide_complaint(complaint, upheld=True, text="He was quoting")
        assert await desk.complaints() == []
        (closed,) = await desk.complaints(open_only=False)
        assert (closed.upheld, closed.recorded_by, closed.decided_by, closed.reason) == (
            True,
            "Layla Sample",
            "Samir Sample",
            "He was quoting",
        )
        assert "    reason: He was quoting" in (await desk.my_record(play.omar, "en")).splitlines()
        with pytest.raises(DeskError, match="decided already"):
            await desk.decide_complaint(complaint, upheld=False, text="no")
        assert "found for the member" in (await desk.record("quoting"))[0].sentence


async def test_a_complaint_about_ones_own_ban_from_a_phone_waits_for_another_moderator(play):
    async with play.open() as desk:
        await seen(play, RUDE)
        play.world.ban(play.me, play.omar)
        await looked(play)
        await desk.record_complaint(play.omar, "It was not me")
        assert [c.may_review for c in await desk.complaints()] == [False]


# ---- members


async def test_the_list_is_searched_and_filtered(play):
    async with play.open() as desk:
        await looked(play)
        huda = play.world.add_user("هدى", username="huda").id
        play.world.join(huda)
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        play.world.ban(play.samir, play.sara)
        play.clock.move(days=1)
        await looked(play)

        async def ids(query="", show=MemberFilter.ALL):
            return {row.member_id for row in await desk.member_list(query, show=show)}

        assert {play.omar, play.sara, huda, play.me} <= await ids()
        assert await ids("هدي") == {huda}
        assert await ids("@huda") == {huda}
        assert await ids(str(huda)) == {huda}
        assert await ids(show=MemberFilter.WARNED) == {play.omar}
        assert await ids(show=MemberFilter.NEW) >= {huda}
        assert huda in await ids(show=MemberFilter.SILENT)
        assert play.omar not in await ids(show=MemberFilter.SILENT)
        assert await ids(show=MemberFilter.STAFF) == {play.me, play.samir}
        assert await ids(show=MemberFilter.REMOVED) == {play.sara}


async def test_one_members_page(play):
    async with play.open() as desk:
        inquiry = await play.asked(play.omar, WHERE)
        await desk.reply(inquiry, ANSWER)
        await play.until_sent()
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        await desk.add_note(play.omar, "Speaks with his hands")
        page = await desk.member_page(play.omar)
        assert (page.row.messages, page.row.warnings, page.row.inquiries) == (2, 1, 1)
        (asked,) = page.inquiries
        assert (asked.inquiry_id, asked.met) == (inquiry, True)
        assert [a.standing for a in page.actions] == ["in force"]
        assert [n.text for n in page.notes] == ["Speaks with his hands"]
        assert len(page.private_messages) == 1
        assert page.row.noted
        await desk.remove_note(page.notes[0].note_id)
        assert (await desk.member_page(play.omar)).notes == ()
        assert await play.facts("SELECT text FROM journal_private WHERE text LIKE '%hands%'") == []
        with pytest.raises(DeskError):
            await desk.member_page(424242)


async def test_a_role_set_here_holds_whatever_the_configuration_says(play):
    async with play.open() as desk:
        await looked(play)
        await desk.set_role(play.sara, Role.PARTNER)
        assert (await desk.member(play.sara)).role is Role.PARTNER
        with pytest.raises(DeskError, match="own role"):
            await desk.set_role(play.me, Role.MEMBER)
        with pytest.raises(DeskError, match="staff"):
            await desk.plan("warn", await seen(play, RUDE, play.sara), "conduct")
    async with play.open() as desk:
        assert (await desk.member(play.sara)).role is Role.PARTNER
        await desk.set_role(play.sara, Role.MEMBER)
        assert "as it was" in await desk.undo()
        assert (await desk.member(play.sara)).role is Role.PARTNER


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["a warning (Disrespect, off purpose); counts until 2027-10-26", "in private 1 time"]),
        ("ar", ["تنبيه", "ساري", "راسلناك على الخاص مرة واحدة"]),
        ("fr", ["un avertissement", "en vigueur"]),
    ],
)
async def test_what_is_held_about_a_member_in_their_language(play, language, words):
    async with play.open() as desk:
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        text = await desk.my_record(play.omar, language)
        assert "Omar Sample" in text
        assert str(play.omar) in text
        for word in words:
            assert word in text


# ---- joining


async def test_requests_are_a_queue_and_who_is_let_in_is_welcomed_in_their_language(play):
    async with play.open_with_snippets(welcome="private") as desk:
        huda = play.world.add_user("هدى", language="ar").id
        nabil = play.world.add_user("Nabil Sample", language="en").id
        play.world.request_join(huda, "وصلت الشهر الماضي")
        play.world.request_join(nabil)

        async def waiting():
            return len(await desk.join_requests()) == 2

        await until(waiting)
        rows = await desk.join_requests()
        assert {(r.member_id, r.about, r.direction) for r in rows} == {
            (huda, "وصلت الشهر الماضي", "rtl"),
            (nabil, "", "ltr"),
        }
        views = await desk.decide_join([huda, nabil], approve=True)
        assert all(row.deciding for row in await desk.join_requests())
        play.clock.move(seconds=6)
        for view in views:
            await play.until_status(view.action_id, "done")
        assert {huda, nabil} <= set(play.world.in_group().members)
        assert "أهلاً" in play.private_texts(huda)[0]
        assert "Welcome Nabil" in play.private_texts(nabil)[0]
        assert await desk.join_requests() == []
        assert [how for _, how in (await desk.member_page(huda)).guidelines] == ["private"]
        assert await desk.newcomers() == []


async def test_declined_with_a_note_and_remembered_the_next_time(play):
    async with play.open() as desk:
        huda = play.world.add_user("Huda Sample").id
        play.world.request_join(huda)
        await until(lambda: _any(desk.join_requests()))
        (view,) = await desk.decide_join([huda], approve=False, note="An advertising account")
        play.clock.move(seconds=6)
        await play.until_status(view.action_id, "done")
        assert huda not in play.world.in_group().members
        (entry,) = await desk.record("advertising account")
        assert "was declined" in entry.sentence
        play.world.request_join(huda)
        await until(lambda: _any(desk.join_requests()))
        (row,) = await desk.join_requests()
        assert any("declined" in line for line in row.before)


async def test_somebody_else_decided_first(play):
    async with play.open(welcome="off") as desk:
        huda = play.world.add_user("Huda Sample").id
        play.world.request_join(huda)
        await until(lambda: _any(desk.join_requests()))
        (view,) = await desk.decide_join([huda], approve=True)
        play.world.decide_request(play.samir, huda, False)
        play.clock.move(seconds=6)
        stopped = await play.until_status(view.action_id, "stopped")
        assert "somebody else has decided" in stopped.summary
        assert huda not in play.world.in_group().members
        await looked(play)
        with pytest.raises(DeskError, match="any more"):
            await desk.decide_join([huda], approve=True)


async def test_a_decision_is_taken_back_within_its_seconds(play):
    async with play.open() as desk:
        huda = play.world.add_user("Huda Sample").id
        play.world.request_join(huda)
        await until(lambda: _any(desk.join_requests()))
        await desk.decide_join([huda], approve=True, welcome=False)
        await desk.undo()
        play.clock.move(seconds=60)
        await looked(play)
        assert huda not in play.world.in_group().members
        assert [row.deciding for row in await desk.join_requests()] == [False]


async def test_newcomers_are_welcomed_together_in_the_group(play):
    async with play.open_with_snippets(welcome="group") as desk:
        await looked(play)
        people = [play.world.add_user(name).id for name in ("Huda Sample", "Nabil Sample")]
        for person in people:
            play.world.join(person)
        await looked(play)
        assert set(await desk.newcomers()) == set(people)
        plan = await desk.plan_welcome(await desk.newcomers())
        assert plan.posted
        await done(play, plan)
        assert plan.text in play.group_texts
        assert await desk.newcomers() == []
        assert [how for _, how in (await desk.member_page(people[1])).guidelines] == ["group"]


async def test_newcomers_are_welcomed_one_by_one_in_private_each_in_their_language(play):
    async with play.open_with_snippets(welcome="private") as desk:
        await looked(play)
        lang = {play.world.add_user("هدى").id: "ar", play.world.add_user("Nour Exemple").id: "fr"}
        hello = {
            "ar": "مرحبا، وصلت من أسبوع",
            "fr": "Bonjour, je viens d'arriver avec ma famille, merci beaucoup",
        }
        for person, language in lang.items():
            play.world.join(person)
            await seen(play, hello[language], person)
        await looked(play)
        before = list(play.group_texts)
        first, second = await desk.newcomers()
        plan = await desk.plan_welcome([first, second])
        assert not plan.posted
        assert (plan.member_id, [step.sentence.endswith("in private.") for step in plan.steps]) == (
            first,
            [True],
        )
        assert plan.proposal.startswith("1 more waits to be welcomed")
        await done(play, plan)
        assert await desk.newcomers() == [second]
        plan = await desk.plan_welcome([second])
        assert plan.proposal == ""
        await done(play, plan)
        assert await desk.newcomers() == []
        assert list(play.group_texts) == before
        words = {"ar": "أهلاً", "fr": "Bienvenue"}
        for person, language in lang.items():
            assert words[language] in play.private_texts(person)[0]


async def test_requests_without_the_right_are_no_error(play):
    play.world.demote(play.creator, play.me)
    async with play.open() as desk:
        await looked(play)
        assert await desk.join_requests() == []


async def _any(rows):
    return bool(await rows)


async def test_who_comes_back_is_shown_so_at_once(play):
    play.world.switches.join_messages = True
    async with play.open() as desk:
        await looked(play)
        await done(play, await desk.plan("ban", await seen(play, RUDE)))
        play.world.unban(play.samir, play.omar)
        play.clock.move(minutes=1)
        play.world.join(play.omar)

        async def back():
            return (await desk.member_page(play.omar)).row.present

        await until(back)
        assert not (await desk.member_page(play.omar)).row.removed


async def test_a_bot_that_was_first_named_by_its_number_is_one_bot(play):
    play.world.switches.join_messages = True
    async with play.open() as desk:
        await looked(play)
        bot = play.world.add_user("Helper (sample)", is_bot=True).id
        play.world.join(bot, by=play.samir)
        play.clock.move(days=1)
        await looked(play)
        (row,) = [row for row in await desk.member_list() if row.member_id == bot]
        assert (row.name, row.is_bot) == ("Helper (sample)", True)
        assert (await month(play)).joined == 0


async def test_the_record_says_until_when_how_slow_how_many_and_who_undid_it(play):
    async with play.open() as desk:
        message = await seen(play, RUDE)
        plan = await desk.plan("mute", message, until=play.clock() + timedelta(days=3))
        muted = await done(play, plan)
        for text in ("one", "two", "three"):
            await seen(play, text, play.sara)
        await done(play, await desk.plan_slow_mode(60))
        cleared = await desk.plan_clear([play.sara], ban=True, category="spam")
        (action,) = await desk.carry_out_clear(cleared.plan_id)
        play.clock.move(seconds=6)
        await play.until_status(action.action_id, "done")
        play.clock.move(days=1)
        await desk.undo_action(muted.action_id)
        (mute,) = await desk.record("omar mute")
        assert "until 2026-10-29 10:00" in mute.outcome
        assert "undone by Layla Sample at 2026-10-27 10:00:" in mute.outcome
        (slow,) = await desk.record("slow mode")
        assert "one message in 1 min" in slow.outcome
        (raid,) = await desk.record("sara posts")
        assert raid.sentence == "Sara Sample was removed and their posts were deleted."
        assert "3 posts" in raid.outcome


async def test_which_notice_was_sent_is_kept_with_its_version(play):
    async with play.open_with_snippets() as desk:
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        ((snippet, version),) = await play.facts(
            "SELECT payload ->> 'snippet', payload ->> 'snippet_version' FROM journal WHERE kind = 'action.planned'"
        )
        assert snippet in desk._shelf.library.by_id
        assert version == desk._shelf.library.by_id[snippet].version


async def test_my_record_names_the_reason_in_the_members_language(play):
    async with play.open() as desk:
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        assert "عدم احترام الآخرين" in await desk.my_record(play.omar, "ar")
        assert "manque de respect" in await desk.my_record(play.omar, "fr")
        decided = [line for line in (await desk.my_record(play.omar, "ar")).splitlines() if "تنبيه" in line]
        assert decided
        assert not [line for line in decided if "Disrespect" in line]


async def test_guidelines_posted_after_somebody_was_removed_did_not_reach_them(play):
    async with play.open_with_snippets() as desk:
        await looked(play)
        await done(play, await desk.plan("ban", await seen(play, RUDE)))
        play.clock.move(hours=1)
        await done(play, await desk.plan_guidelines())
        assert (await desk.member_page(play.omar)).guidelines == ()
        card = (await desk.member_page(play.omar)).fairness
        assert any("No record" in line for line in card)
        assert any("not since" in line for line in card)
        assert [how for _, how in (await desk.member_page(play.sara)).guidelines] == ["group"]


async def test_the_ledger_names_who_came_and_went_and_leaves_bots_out(play):
    async with play.open() as desk:
        await looked(play)
        play.clock.move(days=30)
        huda = play.world.add_user("Huda Sample").id
        play.world.join(huda)
        play.world.leave(play.sara)
        play.world.ban(play.samir, play.omar)
        play.clock.move(hours=1)
        await looked(play)
        ledger = await desk.ledger(play.clock())
        told = {(row.name, row.move.kind.value, row.by) for row in ledger.rows}
        assert told == {
            ("Huda Sample", "joined", ""),
            ("Sara Sample", "left", ""),
            ("Omar Sample", "banned_elsewhere", "Samir Sample"),
        }
        assert ledger.start <= play.clock() < ledger.end
        assert (ledger.figures.joined, ledger.figures.left, ledger.figures.unexplained) == (1, 1, 0)
        assert [row.at for row in ledger.rows] == sorted((row.at for row in ledger.rows), reverse=True)
        assert not (await desk.ledger(ledger.start - timedelta(days=1))).rows
