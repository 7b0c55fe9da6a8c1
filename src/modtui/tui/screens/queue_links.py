"""What staff, members and askers wrote besides: linking it, confirming it, following it up (RULES 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.domain.inquiry_states import ReplyKind
from modtui.text.catalogue import say
from modtui.tui.keys import BY_ID
from modtui.tui.screens.queue_life import QueueLife
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modtui.desk.views import FeedItem, QueueRow
    from modtui.tui.screens.selection import Selection

ANSWERS = (("1", ReplyKind.INFORMATION), ("2", ReplyKind.REFERRAL), ("3", ReplyKind.BOTH))
LATER = "later"
TAGS = (*ANSWERS, ("4", ReplyKind.HOLDING), ("5", ReplyKind.ASKED_BACK), ("6", ReplyKind.NOT_A_REPLY))
POINTER, SILENT = "pointer", "silent"
"""Answered in private: said so in the group, or only here (RULES 2)."""


class QueueLinks(QueueLife):
    """The ``do_`` methods of these keys, mixed into DeskActions."""

    # ---- members' answers and follow-ups

    def do_member_answer(self, selection: Selection) -> None:
        """Thank who answered: confirm it, or correct it; the reply settles the inquiry."""
        self._screen.spawn(lambda: self._member_answer(selection), "insert")

    async def _member_answer(self, selection: Selection) -> None:
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen = self._screen
        row = self._row(selection)
        if row is None or row.member_answer is None:
            screen.modtui.tell(say("member_answer.none"), "warning")
            return
        item = next(iter(await screen.desk.feed_items([row.member_answer])), None)
        if item is None:
            screen.modtui.tell(say("member_answer.none"), "warning")
            return
        target = Target(
            item.message_id, item.name, item.text.split("\n")[0], row.inquiry_id, settles=row.inquiry_id
        )
        thanks = await screen.desk.notices("thanks", item.message_id)
        if len(thanks) < 2:
            if thanks:
                await self.writing.insert(thanks[0], target, thanks[0].language)
            else:
                self.writing.open(target)
                screen.composer.kind = ReplyKind.INFORMATION
            return
        choices = [Choice(one.snippet_id, str(n), one.title) for n, one in enumerate(thanks[:9], start=1)]

        def chosen(answer: str | None) -> None:
            one = next((each for each in thanks if each.snippet_id == answer), None)
            if one is not None:
                screen.spawn(lambda: self.writing.insert(one, target, one.language), "insert")

        dialog = ChoiceDialog(
            screen.painter, screen.settings, BY_ID["member_answer"].words, choices,
            about=(item.name, item.text, item.direction),
        )  # fmt: skip
        screen.app.push_screen(dialog, chosen)

    def settle_follow_up(self, row: QueueRow, *, asks: bool) -> None:
        """``m`` and ``n`` on a row whose asker wrote again."""
        words = say("follow_up.asks" if asks else "follow_up.no_reply")
        self._decide(lambda: self._screen.desk.settle_follow_up(row.inquiry_id, asks=asks), words)

    def do_follow_up(self, selection: Selection) -> None:
        """A message of the asker asks again though detection did not see it."""
        from modtui.tui.screens.pick import Pick, PickDialog

        screen, item = self._screen, selection.item
        if item is None or item.sender_id is None:
            screen.modtui.tell(say("error.needs.message"), "warning")
            return
        message_id = item.message_id
        own: dict[int, tuple[str, str]] = {
            row.inquiry_id: (row.first_line, row.direction)
            for row in screen.queue.all_rows
            if row.asker_id == item.sender_id and not row.private and row.inquiry_id < message_id
        }
        for other in screen.feed.model.items:
            if (
                other.sender_id == item.sender_id
                and other.inquiry_id is not None
                and 0 < other.message_id < message_id
            ):
                own.setdefault(other.inquiry_id, (other.text, other.direction))
        if not own:
            screen.modtui.tell(say("follow_up.none"), "warning")
            return

        def chosen(ids: tuple[int, ...] | None) -> None:
            if ids:
                self._decide(lambda: screen.desk.mark_follow_up(ids[0], message_id), say("follow_up.asks"))

        if len(own) == 1:
            chosen(tuple(own))
            return
        picks = [Pick(key, item.name, line, way) for key, (line, way) in sorted(own.items(), reverse=True)]
        title = say("follow_up.title")
        screen.app.push_screen(
            PickDialog(screen.painter, screen.settings, title, picks, about=self._about(selection)), chosen
        )

    # ---- linking

    def do_link(self, selection: Selection) -> None:
        """From a question: which staff message answered it. From a staff message: which questions it answers."""
        item = selection.item
        if item is not None and item.role.is_staff:
            self._link_to_inquiries(selection, item)
        elif selection.inquiry_id is not None:
            self._screen.spawn(lambda: self._link_candidates(selection), "link")
        else:
            self._screen.modtui.tell(say("link.staff_only"), "warning")

    def _link_to_inquiries(self, selection: Selection, item: FeedItem) -> None:
        from modtui.tui.screens.pick import Pick, PickDialog

        screen = self._screen
        rows = [
            row
            for row in screen.queue.all_rows
            if row.asked_at <= item.sent_at and not row.private and row.state.waits_for_staff
        ]
        picks = [Pick(row.inquiry_id, row.asker, row.first_line, row.direction) for row in rows]

        def chosen(ids: tuple[int, ...] | None) -> None:
            if ids:
                self._link_as(item.message_id, ids, selection)

        dialog = PickDialog(
            screen.painter, screen.settings, say("link.title_inquiries"), picks,
            about=self._about(selection), several=True, none=say("merge.none"),
        )  # fmt: skip
        screen.app.push_screen(dialog, chosen)

    async def _link_candidates(self, selection: Selection) -> None:
        from modtui.tui.screens.pick import Pick, PickDialog

        screen, inquiry_id = self._screen, selection.inquiry_id or 0
        found = await screen.desk.link_candidates(inquiry_id)
        if not found:
            screen.modtui.tell(say("link.none"), "warning")
            return
        picks = [
            Pick(item.message_id, item.name, item.text.split("\n")[0], item.direction,
                 self._moment(item.sent_at))
            for item in found
        ]  # fmt: skip

        def chosen(ids: tuple[int, ...] | None) -> None:
            if ids:
                self._link_as(ids[0], (inquiry_id,), selection)

        dialog = PickDialog(
            screen.painter, screen.settings, say("link.title"), picks, about=self._about(selection)
        )
        screen.app.push_screen(dialog, chosen)

    def _link_as(self, message_id: int, inquiry_ids: Sequence[int], selection: Selection) -> None:
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen = self._screen
        choices = [Choice(kind.value, key, say(f"kind.{kind.value}")) for key, kind in ANSWERS]
        choices.append(Choice(LATER, "0", say("link.later")))

        def chosen(answer: str | None) -> None:
            if answer is not None:
                kind = None if answer == LATER else ReplyKind(answer)
                self._decide(lambda: screen.desk.link_reply(message_id, inquiry_ids, kind), say("link.done"))

        screen.app.push_screen(
            ChoiceDialog(
                screen.painter, screen.settings, say("link.kind"), choices, about=self._about(selection)
            ),
            chosen,
        )

    # ---- what the reply was

    def do_tag(self, selection: Selection) -> None:
        """What the staff reply was; also that it was given in private."""
        self._screen.spawn(lambda: self._tag(selection), "tag")

    async def _tag(self, selection: Selection) -> None:
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen, inquiry_id = self._screen, selection.inquiry_id or 0
        choices = [
            Choice(kind.value, key, f"{say(f'kind.{kind.value}')}: {say(f'kind.{kind.value}.long')}")
            for key, kind in TAGS
        ]
        try:
            pointer = await screen.desk.private_pointer(inquiry_id)
        except DeskError:
            pointer = ""  # private answers are switched off, or this is not to be pointed to
        if pointer:
            line = screen.painter.one_line(pointer, 30)
            choices.append(Choice(POINTER, "7", say("private.tag", pointer=line)))
            choices.append(Choice(SILENT, "8", say("private.tag_silent")))

        def chosen(kind: str | None) -> None:
            if kind in (POINTER, SILENT):
                self._privately(selection, kind == POINTER)
            elif kind is not None:
                screen.spawn(lambda: screen.desk.tag_reply(inquiry_id, ReplyKind(kind)), "decide")

        screen.app.push_screen(
            ChoiceDialog(
                screen.painter, screen.settings, say("tag.title"), choices, about=self._about(selection)
            ),
            chosen,
        )

    def _privately(self, selection: Selection, pointed: bool) -> None:
        from modtui.tui.screens.menu import Choice, ChoiceDialog

        screen, inquiry_id = self._screen, selection.inquiry_id or 0
        choices = [Choice(kind.value, key, say(f"kind.{kind.value}")) for key, kind in ANSWERS]

        def chosen(answer: str | None) -> None:
            if answer is None:
                return
            kind = ReplyKind(answer)
            if pointed:
                self._decide(
                    lambda: screen.desk.point_to_private(inquiry_id, kind), say("private.pointer_queued")
                )
            else:
                self._decide(lambda: screen.desk.answered_in_private(inquiry_id, kind), say("private.tagged"))

        screen.app.push_screen(
            ChoiceDialog(
                screen.painter, screen.settings, say("link.kind"), choices, about=self._about(selection)
            ),
            chosen,
        )
