"""Every step of an inquiry's life beside answering it: one key each, undone by ``u`` (RULES 2)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from modtui.desk.views_status import QueueGroup
from modtui.domain.inquiry_states import InquiryState
from modtui.text.catalogue import say
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime
    from typing import Any

    from modtui.desk.views import QueueRow, SnippetChoice
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.desk_writing import DeskWriting
    from modtui.tui.screens.selection import Selection


class QueueLife:
    """The ``do_`` methods of these keys, mixed into DeskActions."""

    _screen: DeskView
    writing: DeskWriting

    # ---- what they share

    def _row(self, selection: Selection) -> QueueRow | None:
        return next(
            (row for row in self._screen.queue.all_rows if row.inquiry_id == selection.inquiry_id), None
        )

    def _about(self, selection: Selection) -> tuple[str, str, str]:
        return selection.name, selection.line, selection.direction

    def _decide(self, deed: Callable[[], Coroutine[Any, Any, Any]], words: str) -> None:
        """Have the desk write a decision down, then say so."""
        screen = self._screen

        async def decide() -> None:
            await deed()
            screen.modtui.tell(words)
            screen.show_undo()

        screen.spawn(decide, "decide")

    # ---- urgent

    def do_urgent(self, selection: Selection) -> None:
        """Above every deadline, with the card that says what to do; or not after all."""
        self._screen.spawn(lambda: self._urgent(selection), "decide")

    async def _urgent(self, selection: Selection) -> None:
        screen, inquiry_id = self._screen, selection.inquiry_id or 0
        row = self._row(selection)
        if (row is not None and row.urgent) or screen.status_view.read_only:
            await self.show_card(selection)
            return
        await screen.desk.set_urgent(inquiry_id, True)
        screen.modtui.tell(say("urgent.done"))
        screen.show_undo()
        await self.show_card(selection)

    async def show_card(self, selection: Selection) -> None:
        """The emergency card: verified contacts and the protocol."""
        from modtui.tui.screens.emergency import SEND, EmergencyCard

        screen = self._screen
        message_id = selection.message_id or selection.inquiry_id or 0
        notices = [
            dataclasses.replace(
                one, body=(await screen.desk.fill_snippet(one.snippet_id, message_id=message_id)).text
            )
            for one in await screen.desk.notices("emergency", message_id)
        ]
        card = EmergencyCard(
            screen.painter, screen.settings, notices, self._about(selection), screen.desk.protocol(),
            reading=screen.status_view.read_only,
        )  # fmt: skip

        def closed(answer: str | None) -> None:
            if answer is None:
                return
            if answer == "off":
                self._decide(
                    lambda: screen.desk.set_urgent(selection.inquiry_id or 0, False), say("urgent.off")
                )
                return
            chosen = next(one for one in notices if one.snippet_id == answer.removeprefix(SEND))
            target = Target(message_id, selection.name, selection.line, selection.inquiry_id)
            at_once = answer.startswith(SEND)
            screen.spawn(lambda: self._crisis_answer(chosen, target, at_once=at_once), "insert")

        screen.app.clear_notifications()  # none of them may lie over the keys that send
        screen.app.push_screen(card, closed)

    async def _crisis_answer(self, chosen: SnippetChoice, target: Target, *, at_once: bool) -> None:
        """Into the reply; and on its way, unless a draft, a blank or a doubt about the text asks for a look first."""
        screen = self._screen
        await self.writing.insert(chosen, target, chosen.language)
        if not at_once:
            return
        if screen.composer.text.strip() != chosen.body.strip():
            screen.modtui.tell(say("emergency.draft_first"), "warning")
            return
        self.writing.send()

    # ---- merging

    def do_merge(self, selection: Selection) -> None:
        """Choose the question that this one repeats: those alike come first."""
        from modtui.tui.screens.pick import Pick, PickDialog

        screen = self._screen
        mine = self._row(selection)
        alike = mine.similar if mine is not None else ()
        others = [
            row
            for row in screen.queue.all_rows
            if row.inquiry_id != selection.inquiry_id
            and not row.private
            and (row.state.waits_for_staff or row.state is InquiryState.POSSIBLE)
        ]
        others.sort(key=lambda row: row.inquiry_id not in alike)
        picks = [
            Pick(
                row.inquiry_id,
                row.asker,
                row.first_line,
                row.direction,
                say("merge.alike") if row.inquiry_id in alike else "",
            )
            for row in others
        ]

        def chosen(ids: tuple[int, ...] | None) -> None:
            if ids:
                self._decide(lambda: screen.desk.merge(selection.inquiry_id or 0, ids[0]), say("merge.done"))

        dialog = PickDialog(
            screen.painter, screen.settings, say("merge.title"), picks, about=self._about(selection),
            field=say("merge.field"), none=say("merge.none"),
        )  # fmt: skip
        screen.app.push_screen(dialog, chosen)

    # ---- notices as drafts

    def do_holding(self, selection: Selection) -> None:
        """A holding reply, to read over and send."""
        self._notice("holding", selection)

    def do_ask_back(self, selection: Selection) -> None:
        """A question back, to read over and send."""
        self._notice("asking-back", selection)

    def _notice(self, use: str, selection: Selection) -> None:
        screen = self._screen
        target = Target(selection.message_id, selection.name, selection.line, selection.inquiry_id)

        async def draft() -> None:
            filled = await screen.desk.notice(use, selection.message_id or 0)
            await self.writing.put(filled, target)

        screen.spawn(draft, "insert")

    # ---- putting off

    def do_partner(self, selection: Selection) -> None:
        """Which partner was asked, then when to be reminded."""
        self._screen.spawn(lambda: self._partner(selection), "partner")

    async def _partner(self, selection: Selection) -> None:
        from modtui.tui.screens.pick import Pick, PickDialog

        screen = self._screen
        row = self._row(selection)
        if row is not None and row.waiting_on and row.back_since is not None:
            self._remind(selection, row.waiting_on, again=True)
            return
        known = await screen.desk.partners()
        picks = [Pick(name, name, note=say("partner.count", count=count)) for name, count in known]

        def chosen(answer: tuple[str, ...] | str | None) -> None:
            if answer:
                self._remind(selection, answer if isinstance(answer, str) else answer[0])

        dialog = PickDialog(
            screen.painter, screen.settings, say("partner.title"), picks, about=self._about(selection),
            field=say("partner.field"), free=True,
        )  # fmt: skip
        screen.app.push_screen(dialog, chosen)

    def _remind(self, selection: Selection, partner: str, *, again: bool = False) -> None:
        """``again``: the reminder was due, and they have been asked once more."""
        desk = self._screen.desk

        def chosen(at: datetime | str | None) -> None:
            if at is not None:
                remind = None if isinstance(at, str) else at
                self._decide(
                    lambda: desk.wait_on_partner(selection.inquiry_id or 0, partner, remind),
                    say("partner.done", name=partner),
                )

        title = say("partner.again", name=partner) if again else say("partner.remind")
        note = say("partner.again_note") if again else ""
        self._ask_when(title, selection, chosen, never=say("partner.never"), note=note)

    def do_snooze(self, selection: Selection) -> None:
        """Out of the way until a moment."""
        screen = self._screen
        row = self._row(selection)
        note = ""
        if row is not None and row.state.waits_for_staff:
            passed = row.deadline.due <= screen.desk.now()
            at = self._moment(row.deadline.answer_by)
            note = say("snooze.overdue") if passed else say("snooze.due", at=at)

        def chosen(at: datetime | str | None) -> None:
            if at is not None and not isinstance(at, str):
                self._decide(
                    lambda: screen.desk.snooze(selection.inquiry_id or 0, at),
                    say("snooze.done", at=self._moment(at)),
                )

        self._ask_when(say("snooze.title"), selection, chosen, note=note)

    def do_check_back(self, selection: Selection) -> None:
        """Ask how it went, some day after the answer."""
        screen, inquiry_id = self._screen, selection.inquiry_id or 0

        def chosen(at: datetime | str | None) -> None:
            if isinstance(at, str):
                self._decide(lambda: screen.desk.check_back(inquiry_id, None), say("check_back.off"))
            elif at is not None:
                self._decide(
                    lambda: screen.desk.check_back(inquiry_id, at),
                    say("check_back.done", at=self._moment(at)),
                )

        self._ask_when(say("check_back.title"), selection, chosen, never=say("check_back.never"), later=True)

    def _ask_when(
        self,
        title: str,
        selection: Selection,
        chosen: Callable[[datetime | str | None], None],
        *,
        never: str = "",
        note: str = "",
        later: bool = False,
    ) -> None:
        from modtui.tui.moments import later_moments, soon_moments
        from modtui.tui.screens.when import WhenDialog

        screen = self._screen
        moments = later_moments if later else soon_moments
        offered = moments(screen.desk.now(), screen.zone, screen.desk.next_opening())
        dialog = WhenDialog(
            screen.painter, screen.settings, title, offered, screen.desk.now, screen.zone,
            about=self._about(selection), never=never, note=note,
        )  # fmt: skip
        screen.app.push_screen(dialog, chosen)

    def _moment(self, at: datetime) -> str:
        from modtui.tui.moments import in_words

        return in_words(at, self._screen.desk.now(), self._screen.zone)

    def do_resume(self, selection: Selection) -> None:
        """No longer snoozed nor waiting; who was to be asked how it went is asked no more."""
        inquiry_id = selection.inquiry_id or 0
        row = self._row(selection)
        if (
            row is not None
            and row.group in (QueueGroup.CHECK_BACK, QueueGroup.SNOOZED)
            and not row.state.is_listed
        ):
            self._decide(lambda: self._screen.desk.check_back(inquiry_id, None), say("check_back.off"))
            return
        self._decide(lambda: self._screen.desk.resume_inquiry(inquiry_id), say("resume.done"))
