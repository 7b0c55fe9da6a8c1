"""Looking for actions by what they do."""

from __future__ import annotations

import msgspec

from modtui.domain.actions import Action, ActionKind, StepKind
from modtui.store.journal import Reads


async def actions_of_kind(
    reads: Reads, chat_key: int, kind: ActionKind | StepKind, limit: int
) -> list[Action]:
    """The newest actions of this kind, or with a step of it, newest first, whatever else was done since."""
    rows = await reads.all(
        "SELECT body FROM action WHERE id IN (SELECT substr(subject, 8) FROM journal "
        "WHERE kind = 'action.planned' AND instr(payload, ?) AND json_extract(payload, '$.chat') = ? "
        "ORDER BY seq DESC LIMIT ?) ORDER BY planned_at DESC, id DESC",
        (f'"kind":"{kind.value}"', chat_key, limit),
    )
    return [msgspec.json.decode(row[0], type=Action) for row in rows]
