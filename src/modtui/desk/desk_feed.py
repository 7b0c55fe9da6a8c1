"""The desk's commands about the feed, gathered: see :mod:`modtui.desk.api_feed`."""

from __future__ import annotations

from modtui.desk.desk_find import FindCommands


class FeedCommands(FindCommands):
    """Finding."""
