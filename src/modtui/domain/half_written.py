"""What a half-written reply is besides its text and files: kept with its draft, so that a crash loses nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modtui.domain.inquiry_states import ReplyKind


@dataclass(frozen=True, slots=True)
class HalfWritten:
    """What was said beforehand, and which snippets stand in the text; the names are those of ``Desk.reply``.

    ``settles``: the inquiry that a reply to a member's answer confirms or corrects.
    """

    kind: ReplyKind | None = None
    snippet_ids: tuple[str, ...] = ()
    settles: int | None = None
    also: tuple[int, ...] = ()
    begun_unanswered: bool = False

    def joined(self, later: HalfWritten) -> HalfWritten:
        """Two that became one text: this one stands before ``later``, whose kind was chosen last and holds."""
        return HalfWritten(
            later.kind or self.kind,
            (*self.snippet_ids, *(one for one in later.snippet_ids if one not in self.snippet_ids)),
            later.settles if later.settles is not None else self.settles,
            later.also or self.also,
            self.begun_unanswered or later.begun_unanswered,
        )


def written_down(half: HalfWritten) -> dict[str, Any]:
    """As a store keeps it; empty for one of which nothing was said."""
    kept: dict[str, Any] = {
        "kind": half.kind.value if half.kind is not None else None,
        "snippets": list(half.snippet_ids),
        "settles": half.settles,
        "also": list(half.also),
        "begun_unanswered": half.begun_unanswered,
    }
    return {name: value for name, value in kept.items() if value}


def read_back(kept: Mapping[str, Any]) -> HalfWritten:
    """The reverse; what another version wrote and this one does not know is left out."""
    kind = kept.get("kind")
    settles = kept.get("settles")
    return HalfWritten(
        ReplyKind(kind) if kind in set(ReplyKind) else None,
        tuple(str(one) for one in kept.get("snippets") or ()),
        int(settles) if settles is not None else None,
        tuple(int(one) for one in kept.get("also") or ()),
        bool(kept.get("begun_unanswered")),
    )
