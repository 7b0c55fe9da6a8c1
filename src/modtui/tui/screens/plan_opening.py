"""Opening the plan of an action over any screen, and the lengths that a mute may have."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from modtui.text.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from modtui.desk.views import ActionPlan, ActionView, CategoryChoice
    from modtui.tui.gated import Gated

MUTES: tuple[tuple[str, timedelta | None], ...] = (
    ("hour", timedelta(hours=1)),
    ("day", timedelta(days=1)),
    ("three_days", timedelta(days=3)),
    ("week", timedelta(days=7)),
    ("lifted", None),
)
"""How long somebody may read and not write; None: until somebody lifts it."""


def mute_options() -> tuple[CategoryChoice, ...]:
    """The lengths of a mute as choices."""
    from modtui.desk.views import CategoryChoice

    return tuple(
        CategoryChoice(code, say(f"mute.{code}"), "", str(number))
        for number, (code, _) in enumerate(MUTES, start=1)
    )


def mute_span(option: CategoryChoice | None) -> timedelta | None:
    """How long the chosen mute lasts."""
    return dict(MUTES)[option.code] if option is not None else None


def open_plan(
    screen: Gated,
    desk: Any,
    kind: str,
    message_id: int,
    about: tuple[str, str, str],
    *,
    options: Sequence[CategoryChoice] | None = None,
    make: Callable[[CategoryChoice | None], Awaitable[ActionPlan]] | None = None,
    title: str = "",
    why: str = "",
    then: Callable[[ActionView], None] | None = None,
) -> None:
    """Show a plan over ``screen``; once carried out say how it stands, and call ``then``."""
    from modtui.tui.screens.plan import PlanDialog

    def done(action: ActionView | None) -> None:
        if action is None:
            return
        screen.modtui.staged.tell(action)
        screen.modtui.desk_screen.show_undo()
        if then is not None:
            then(action)

    dialog = PlanDialog(
        screen.modtui.painter, screen.settings, desk, kind, message_id, about,
        options=options, make=make, title=title, why=why,
    )  # fmt: skip
    screen.app.push_screen(dialog, done)
