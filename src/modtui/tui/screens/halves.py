"""What a half-written reply is besides its text: out of the reply box, into it again, and kept with its draft."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from modtui.domain.half_written import HalfWritten
from modtui.tui.widgets.composer import Target

if TYPE_CHECKING:
    from modtui.desk.views_snippets import AttachedFile
    from modtui.tui.screens.desk_view import DeskView
    from modtui.tui.widgets.composer import Composer

NOTHING_SAID: Final = HalfWritten()


@dataclass(frozen=True, slots=True)
class Half:
    """What was said of it; the files and the doubts as the screen shows them."""

    said: HalfWritten = NOTHING_SAID
    doubts: Mapping[str, str] = field(default_factory=dict)
    files: tuple[AttachedFile, ...] = ()


def half_of(composer: Composer) -> Half:
    """What the reply box holds besides the text."""
    target = composer.target or Target(None)
    said = HalfWritten(
        composer.kind, composer.snippet_ids, target.settles, target.also, composer.begun_unanswered
    )
    return Half(said, dict(composer.doubts), composer.files)


def put_half(composer: Composer, half: Half) -> None:
    """Into the reply box again. What the target says of itself stays."""
    said = half.said
    composer.kind, composer.snippet_ids, composer.doubts = said.kind, said.snippet_ids, dict(half.doubts)
    composer.files, composer.begun_unanswered = half.files, said.begun_unanswered
    target = composer.target
    if target is not None and target.settles is None and not target.also:
        composer.target = dataclasses.replace(target, settles=said.settles, also=said.also)


async def fetch_half(screen: DeskView, message_id: int | None) -> None:
    """What is kept with this target's draft, to what was said since the box was opened."""
    composer = screen.composer
    kept = await screen.desk.draft_half(message_id)
    now = composer.target
    if kept == NOTHING_SAID or now is None or now.message_id != message_id:
        return
    half = half_of(composer)
    new = [one for one in kept.snippet_ids if one not in half.said.snippet_ids]
    doubts = dict(half.doubts) | dict(screen.desk.doubts_about(new))
    put_half(composer, Half(kept.joined(half.said), doubts, half.files))
