"""What a moderator does in a shift, by keys, on the fake desk."""

from __future__ import annotations

from modtui.desk.views import SendState
from modtui.domain.inquiry_states import InquiryState, ReplyKind
from tests.tui.driving import driving
from tests.tui.fake_desk import FIRST_ID, FakeDesk


async def test_an_answer_in_two_keys():
    async with driving() as d:
        await d.press("1")
        assert d.screen.pane == "composer"
        assert "ServiceOntario" in d.screen.composer.text
        assert "as information" in d.text()
        await d.press("ctrl+s")
        assert d.commands() == [
            ("reply", FIRST_ID, d.desk.unsent[0].text, ReplyKind.INFORMATION, ("health-card-renewal",), None)
        ]
        assert d.screen.composer.text == ""
        assert FIRST_ID not in [row.inquiry_id for row in d.screen.queue.rows]
        assert "waits to be sent" in d.text()


async def test_the_screen_itself_says_how_to_answer():
    async with driving() as d:
        hints = d.rows()[-1]
        for words in ("1 suggestion", "a answer", "/ snippets", "w warn", "? help"):
            assert words in hints
        await d.press("1")
        assert "Ctrl+S send" in d.rows()[-1]


async def test_answer_by_hand_goes_to_the_selected_inquiry():
    async with driving() as d:
        await d.press("j", "a")
        assert "Marie Exemple" in d.screen.bar("composer-title").words
        await d.burst("Hello Marie")
        await d.press("enter")
        await d.burst("second line")
        await d.press("ctrl+s")
        assert d.commands()[0][:4] == ("reply", FIRST_ID + 3, "Hello Marie\nsecond line", None)


async def test_a_refused_reply_keeps_the_text():
    desk = FakeDesk()
    async with driving(desk) as d:
        desk.fail_next = "Somebody answered meanwhile."
        await d.press("1", "ctrl+s")
        assert "ServiceOntario" in d.screen.composer.text
        assert "Somebody answered meanwhile." in d.notices()
        assert d.screen.composer.kind is ReplyKind.INFORMATION


async def test_unresolved_placeholders_block_sending():
    async with driving() as d:
        await d.press("2", "ctrl+s")
        assert d.commands() == []
        assert any("{ask:date of the appointment}" in notice for notice in d.notices())
        await d.burst("2026-11-01")  # the placeholder is selected: typing replaces it
        await d.press("ctrl+s")
        assert "{ask" not in d.commands()[0][2]
        assert "2026-11-01" in d.commands()[0][2]


async def test_too_long_is_offered_as_several_before_sending():
    async with driving() as d:
        await d.press("a")
        d.screen.composer.insert_text("x" * 4000 + " " + "🎉" * 50)
        await d.press("ctrl+s")
        assert "This leaves as 2 messages" in d.text()
        assert d.commands() == []


async def test_drafts_are_kept_for_each_target():
    async with driving() as d:
        await d.press("a")
        await d.burst("half an answer")
        await d.press("escape")
        assert d.screen.pane == "queue"
        assert d.desk.drafts[FIRST_ID] == "half an answer"
        await d.press("j", "a")
        assert d.screen.composer.text == ""
        await d.burst("for Marie")
        await d.press("escape", "k", "a")
        assert d.screen.composer.text == "half an answer"
        assert d.desk.drafts[FIRST_ID + 3] == "for Marie"


async def test_a_draft_from_before_a_crash_comes_back_with_what_was_typed_since():
    desk = FakeDesk()
    desk.drafts[FIRST_ID] = "from yesterday "
    async with driving(desk) as d:
        await d.press("a", apart=0)
        await d.wait(0.1)
        await d.burst("today")
        assert d.screen.composer.text == "from yesterday today"


async def test_the_picker_narrows_and_inserts():
    async with driving() as d:
        await d.press("slash")
        assert "Renew a health card" in d.text()
        await d.burst("english")
        assert [choice.snippet_id for choice in d.app.screen.choices] == ["english-classes"]
        assert "needs to be verified again" in d.text()
        await d.press("enter")
        assert "Sample Learning Centre" in d.screen.composer.text
        assert d.screen.composer.kind is ReplyKind.REFERRAL
        assert d.screen.composer.target.message_id == FIRST_ID


async def test_the_picker_inserts_the_language_shown():
    async with driving() as d:
        await d.press("slash", "ctrl+l")
        assert "ar" in d.app.screen.query_one("#preview-title").words
        await d.press("enter")
        assert "مرحباً" in d.screen.composer.text


async def test_a_slow_search_never_blocks_and_the_latest_wins():
    import asyncio

    desk = FakeDesk()
    async with driving(desk) as d:
        await d.press("slash")
        desk.search_gate = asyncio.Event()
        for key in "sch":
            await d.pilot.press(key)
        assert d.app.screen.query_one("#query").value == "sch"
        assert len(d.app.screen.choices) == 4
        desk.search_gate.set()
        await d.until(lambda: len(d.app.screen.choices) == 1)
        assert d.app.screen.choices[0].snippet_id == "school-registration"


async def test_escape_from_the_picker_changes_nothing():
    async with driving() as d:
        await d.press("slash")
        await d.burst("health")
        await d.press("escape")
        assert d.screen.composer.text == ""
        assert d.screen.composer.target is None


async def test_mark_dismiss_tag_and_undo():
    async with driving() as d:
        await d.press("tab", "tab")  # detail, feed
        assert d.screen.pane == "feed"
        await d.press("k", "k", "k", "k", "k", "k", "k")
        assert d.screen.feed.item.name == "Amina Sample"
        await d.press("m")
        number = d.screen.feed.item.message_id
        assert d.commands() == [("mark", number)]
        await d.press("n")
        assert d.commands()[-1] == ("dismiss", number)
        await d.press("u")
        assert d.commands()[-1] == ("undo",)
        assert any("list the inquiry again" in notice for notice in d.notices())


async def test_tag_a_reply_sent_from_a_phone():
    desk = FakeDesk()
    desk.states = {FIRST_ID: InquiryState.ANSWERED_UNCONFIRMED}
    async with driving(desk) as d:
        assert "answered from a phone" in d.text()
        await d.press("t")
        assert "holding reply" in d.text()
        await d.press("4")
        assert d.commands() == [("tag", FIRST_ID, ReplyKind.HOLDING)]


async def test_explain_shows_the_reasons_and_hides_them_again():
    async with driving() as d:
        await d.press("i")
        assert "No day was skipped" in d.text()
        await d.press("i")
        assert "No day was skipped" not in d.text()


async def test_everything_is_on_the_menu_with_its_key():
    async with driving() as d:
        await d.press("enter")
        shown = d.text()
        for words in (
            "a answer",
            "w warn the member",
            "x remove the member",
            "n not an inquiry",
            "t say what",
        ):
            assert all(part in shown for part in words.split(" ", 1))
        await d.press("down", "enter")  # answer, suggestion 1
        assert "ServiceOntario" in d.screen.composer.text


async def test_a_menu_key_acts_on_what_the_menu_was_opened_on():
    async with driving() as d:
        await d.press("j", "enter", "n")
        assert d.commands() == [("dismiss", FIRST_ID + 3)]


async def test_outbox_problems_can_be_retried_and_taken_back():
    async with driving() as d:
        await d.press("1", "ctrl+s")
        outbox = d.desk.unsent[0].outbox_id
        d.desk.failed(outbox, "the network is away", SendState.FAILED)
        await d.until(lambda: "the network is away" in d.text())
        assert "1 not sent (o)" in d.rows()[0]
        await d.press("o", "r")
        assert ("retry", outbox) in d.commands()
        await d.press("c")
        assert ("cancel", outbox) in d.commands()
        assert "ServiceOntario" in d.screen.composer.text


async def test_a_post_asks_for_its_type():
    async with driving() as d:
        await d.press("p")
        await d.burst("Job fair on Friday (sample)")
        await d.press("ctrl+s")
        assert "monthly figures" in d.text()
        await d.press("3")
        assert d.commands() == [("reply", None, "Job fair on Friday (sample)", None, (), "event")]


async def test_quit_asks_only_when_something_is_pending():
    async with driving() as d:
        await d.press("1", "ctrl+s", "q")
        assert "Still to be sent: 1" in d.text()
        await d.press("q")  # the same key again confirms nothing
        assert d.app.is_running
        await d.press("y")
        await d.until(lambda: d.app._exit)
    async with driving() as d:
        await d.press("q")
        await d.until(lambda: d.app._exit)


async def test_read_only_writes_nothing_and_says_so():
    async with driving(FakeDesk(read_only=True)) as d:
        await d.press("a", "1", "m", "n", "w", "x", "u", "p", "t")
        assert d.desk.calls == []
        assert d.app.screen is d.screen
        assert any("Read-only" in notice for notice in d.notices())
        await d.press("slash", "enter")
        assert d.screen.composer.text == ""
        assert "READ-ONLY" in d.rows()[0]


async def test_help_lists_every_key():
    from modtui.tui.keys import KEYS
    from modtui.tui.screens.lists import help_lines

    async with driving() as d:
        await d.press("question_mark")
        assert "An answer in a minute" in d.text()
        words = "\n".join(
            "".join(text for text, _ in line) for line in help_lines(d.app.painter, 90, d.app.settings.keys)
        )
        for key in KEYS:
            assert key.words in words
        await d.press("escape")
        assert d.app.screen is d.screen


async def test_a_failing_handler_is_one_sentence_and_the_program_lives():
    async with driving() as d:

        async def broken(*_args: object, **_kwargs: object) -> None:
            raise RuntimeError("secret details")

        d.desk.mark_inquiry = broken
        await d.press("m")
        assert any("Something went wrong" in notice for notice in d.notices())
        assert not any("secret" in notice for notice in d.notices())
        await d.press("j")
        assert d.screen.queue.selected == FIRST_ID + 3


async def test_a_query_typed_before_the_picker_is_up_is_not_lost():
    async with driving() as d:
        await d.press("slash", apart=0)
        d.clock.advance(0.07)
        d.screen.poll_gate()
        for character in "english":
            d.send(character)
        await d.settle()
        assert d.app.screen.query_one("#query").value == "english"
        assert [choice.snippet_id for choice in d.app.screen.choices] == ["english-classes"]


async def test_the_palette_opens_and_lists_the_actions():
    async with driving() as d:
        await d.press("ctrl+p")
        await d.until(lambda: "Theme" in d.text())
        await d.pilot.press(*"warn")
        await d.until(lambda: "warn the member who wrote this (w)" in d.text())
        await d.press("escape")
        await d.until(lambda: d.app.screen is d.screen)


async def test_leaving_a_dialog_does_not_cut_off_what_is_being_written_down():
    import asyncio

    async with driving() as d:
        gate = asyncio.Event()
        real = d.desk.carry_out

        async def slow(plan_id, *, text=None, **more):
            await gate.wait()
            return await real(plan_id, text=text, **more)

        d.desk.carry_out = slow
        await d.press("w", apart=0)
        await d.wait(1)
        await d.wait(1)
        await d.pilot.press("ctrl+s")
        await d.pilot.press("escape")
        gate.set()
        await d.settle()
        assert [call[0] for call in d.commands()] == ["carry_out"]
        assert d.app.screen is d.screen


async def test_quitting_waits_for_the_reply_that_is_being_written_down():
    import asyncio

    async with driving() as d:
        gate = asyncio.Event()
        real = d.desk.reply

        async def slow(*arguments, **named):
            await gate.wait()
            return await real(*arguments, **named)

        d.desk.reply = slow
        await d.press("1")
        await d.pilot.press("ctrl+s")
        await d.pilot.press("ctrl+q")
        await d.pilot.pause()
        assert d.app.is_running
        gate.set()
        await d.settle()
        assert d.commands()[0][0] == "reply"


async def test_the_hints_begin_with_what_this_inquiry_waits_for():
    desk = FakeDesk()
    desk.states = {FIRST_ID: InquiryState.ANSWERED_UNCONFIRMED, FIRST_ID + 11: InquiryState.POSSIBLE}
    async with driving(desk) as d:
        assert d.rows()[-1].strip().startswith("t tag reply")
        await d.press("j")
        assert d.rows()[-1].strip().startswith("m inquiry")
        await d.press("m")
        assert d.commands() == [("mark", FIRST_ID + 11)]
