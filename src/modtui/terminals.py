"""What the user said of each terminal: who puts Arabic in order there. Kept in the data folder, not in the settings.

The answers are a convenience: a file that cannot be read counts as none, and the question is asked again.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modtui.paths import create_private
from modtui.text.direction import BidiMode, detect
from modtui.text.safe import safe_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NEITHER: Final = "neither"
"""No line reads right there: the guess stands, and nothing is asked again."""
ANSWERS: Final = ("visual", "terminal", NEITHER)


@dataclass(frozen=True, slots=True)
class Reading:
    """How Arabic is laid out in this terminal: `mode` is visual or terminal, `why` says where that is from.

    `ask`: it is a guess, and nobody was asked yet. `kind`: under which name an answer is kept.
    """

    mode: str
    why: str
    ask: bool
    kind: str


def reading(setting: str, env: Mapping[str, str], file: Path | None) -> Reading:
    """The layout for this terminal: the setting, else the answer given for it, else what it is known or guessed to be."""
    found = detect(env)
    kind = safe_line(found.kind, limit=60)
    if setting != BidiMode.AUTO.value:
        return Reading(setting, "ui.bidi says so", False, kind)
    answer = _read(file).get(kind) if file is not None else None
    if answer == NEITHER:
        return Reading(found.mode.value, f"a guess: neither line read right in {kind}", False, kind)
    if answer is not None:
        return Reading(answer, f"you chose it for {kind}; Ctrl+P in the desk asks again", False, kind)
    if found.sure:
        return Reading(found.mode.value, f"that is right for {kind}", False, kind)
    return Reading(found.mode.value, f"a guess for {kind}; the desk asks at its next start", True, kind)


def keep(file: Path, kind: str, answer: str) -> None:
    """Keep an answer, one of :data:`ANSWERS`, for this kind of terminal. Raises OSError."""
    answers = {**_read(file), kind: answer}
    beside = file.with_name(file.name + ".new")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    create_private(beside)
    beside.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, file)


def _read(file: Path) -> dict[str, str]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {kind: answer for kind, answer in data.items() if answer in ANSWERS}
