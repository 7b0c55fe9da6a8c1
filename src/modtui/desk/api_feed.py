"""The desk as a screen sees it, continued: everything about the feed beside showing a page of it."""

from __future__ import annotations

from typing import Protocol

from modtui.desk.api_find import FindApi


class FeedApi(FindApi, Protocol):
    """Finding."""
