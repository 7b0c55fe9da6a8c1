"""The keys for finding one's way in the feed: search, a day, the quoted message and back, what it said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.text.catalogue import say
from modtui.tui.screens.selection import no_message

if TYPE_CHECKING:
    from modtui.desk.views import FeedItem
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.screens.selection import Selection

FIND_MENU = ("find", "find_from", "go_to_day", "quoted", "go_back", "versions", "read_here")
"""Their places in the menu."""


class FeedKeys:
    """The ``do_`` methods of these keys, mixed into DeskActions."""

    _screen: DeskView

    # ---- finding

    def do_find(self, selection: Selection) -> None:
        """Search the stored messages."""
        self._find("")

    def do_find_from(self, selection: Selection) -> None:
        """Search what the member wrote who is selected."""
        self._screen.spawn(lambda: self._find_from(selection), "find")

    async def _find_from(self, selection: Selection) -> None:
        item = await self.item_of(selection)
        if item is None or item.sender_id is None:
            self._screen.modtui.tell(no_message(selection), "warning")
            return
        self._find(f"from:{item.sender_id} ")

    async def item_of(self, selection: Selection) -> FeedItem | None:
        """The selected message, read where the queue knows only its id."""
        if selection.item is not None or selection.message_id is None:
            return selection.item
        return next(iter(await self._screen.desk.feed_items([selection.message_id])), None)

    def _find(self, query: str) -> None:
        from modtui.tui.screens.find import FindDialog

        screen = self._screen

        def chosen(message_id: int | None) -> None:
            if message_id is not None:
                screen.spawn(lambda: screen.reader.jump(message_id), "page")

        screen.app.push_screen(
            FindDialog(screen.painter, screen.settings, screen.desk, screen.zone, query), chosen
        )

    def do_go_to_day(self, selection: Selection) -> None:
        """The first message of a day."""
        from modtui.tui.screens.ask_line import AskLine

        screen = self._screen

        async def go(day: str) -> None:
            await screen.reader.jump(await screen.desk.message_at(day))

        def typed(day: str | None) -> None:
            if day:
                screen.spawn(lambda: go(day), "page")

        screen.app.push_screen(
            AskLine(
                screen.painter, screen.settings, say("find.day_title"), say("find.day_placeholder"),
                hints=say("find.day_hints"),
            ),
            typed,
        )  # fmt: skip

    # ---- quotes

    def do_quoted(self, selection: Selection) -> None:
        """The message that the selected one replies to."""
        self._screen.spawn(lambda: self._quoted(selection), "page")

    async def _quoted(self, selection: Selection) -> None:
        item, screen = await self.item_of(selection), self._screen
        if item is None or item.quote is None:
            screen.modtui.tell(say("feed.no_quote"), "warning")
        elif item.quote.gone:
            screen.modtui.tell(say("feed.quote_gone"), "warning")
        else:
            await screen.reader.jump(item.quote.message_id)

    def do_go_back(self, selection: Selection) -> None:
        """Where the last jump began."""
        self._screen.spawn(self._screen.reader.jump_back, "page")

    # ---- what it said before

    def do_versions(self, selection: Selection) -> None:
        """Every version of an edited message."""
        self._screen.spawn(lambda: self._versions(selection), "find")

    async def _versions(self, selection: Selection) -> None:
        from modtui.tui.screens.versions import VersionsDialog

        screen = self._screen
        versions = await screen.desk.versions_of(selection.message_id or 0)
        if len(versions) < 2:
            screen.modtui.tell(say("versions.one"))
            return
        screen.app.push_screen(
            VersionsDialog(screen.painter, screen.settings, versions, selection.name, screen.zone)
        )

    # ---- the unread marker

    def do_read_here(self, selection: Selection) -> None:
        """Everything down to the selected message is read: the marker goes under it."""
        feed = self._screen.feed
        read_to = feed.mark_read(feed.selected if self._screen.last_list == "feed" else None)
        self._screen.spawn(lambda: self._screen.desk.mark_read_to(read_to), "read")
        self._screen.modtui.tell(say("feed.read_marked"))
