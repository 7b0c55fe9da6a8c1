"""Containers that nothing is seen of: what they hold covers them, so they are not drawn line by line each time."""

from __future__ import annotations

from textual.containers import Horizontal, Vertical


class Rows(Vertical):
    """One above the other, with no border or padding of its own."""

    BLANK = True


class Columns(Horizontal):
    """Side by side, with no border or padding of its own."""

    BLANK = True
