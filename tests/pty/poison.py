"""Every text a desk hands to the screen, replaced by one that tries to command the terminal.

Whatever a view holds in words (names, titles, sentences, file names, poll options, topics, reactions ...) is
poisoned, field by field and however deep, so that a new view or field is covered on the day it is written.
"""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

from modtui.desk.private_views import PrivateAsk
from modtui.desk.views import ActionView, DeskChange, FeedItem, PlanStep, SendState
from modtui.desk.views_queue import SheetQuestion
from modtui.desk.views_snippets import AskedOften, RecallRow, SnippetFault
from modtui.domain.messages import Role
from tests.tui.fake_members import applicants

MARK = "7777"
"""No sequence of ours has this number: seen after an escape, a member's own was obeyed."""
ATTACK = "".join(
    (
        f"\x1b[{MARK}m\x1b]2;renamed\x07\x1b]52;c;ZXZpbA==\x07\x9b{MARK}J\x90q$x\x9c[@click=app.bell]x[/][/foo]",
        "\u202e\u2066\u2028\x00\x08\x7f\r\n\ud800\U000e0041\ufeff",
        "e" + "\u0301" * 64,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    )
)

# What the program reads rather than shows.
CODES = frozenset(
    {
        "direction", "language", "other_language", "zone", "kind", "status", "level", "outcome", "code", "key", "query",
        "theme", "mode", "use", "where", "field", "path", "counted_as", "letter", "state", "reply_kind", "what",
        "guidelines", "standing", "answered_as",
    }
)  # fmt: skip


def poisoned(value: Any, name: str = "", deep: int = 0) -> Any:
    """The same view with hostile text in every word of it."""
    if type(value) is str:
        is_code = name in CODES or name.endswith("_id") or name in ("id", "ids")
        return value if is_code or not value else ATTACK + value
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and deep < 6:
        changed = {
            field.name: poisoned(getattr(value, field.name), field.name, deep + 1)
            for field in dataclasses.fields(value)
            if field.init
        }
        return dataclasses.replace(value, **changed)
    if type(value) in (list, tuple) and not name.endswith("_ids"):
        return type(value)(poisoned(each, name, deep + 1) for each in value)
    return value


def furnish(desk: Any) -> None:
    """Something for the screens that are empty on a quiet morning."""
    now = desk.now()
    first = next(item.message_id for item in desk.items if item.inquiry is not None)
    desk.known_partners = [("Sample Legal Clinic", 2)]
    desk.sheet_questions = [SheetQuestion(1, first, now, now, "May my landlord keep it?", "en", "")]
    desk.asks = [PrivateAsk(7, "Huda Sample", now, 2, "Is this chat the service's, or personal?")]
    desk.recall_rows = [RecallRow(first, "health-card-renewal", "Renew", "Omar", "How?", now, 5, "v1", "v2")]
    desk.faults = [SnippetFault("answers/card.yaml", 7, "The date 2026-13-01 is none.")]
    desk.often = [AskedOften((1, 2, 3), "Where is the pool?", "en", ("pool",), 55)]
    desk.requests = applicants(now)
    askers = {item.sender_id for item in desk.items if item.inquiry is not None}
    desk.members += [dataclasses.replace(desk.members[0], member_id=asker) for asker in askers]
    desk.unfinished = [
        ActionView("act-9", "warn", "conduct", 501, "Omar", now, "stopped",
                   (PlanStep(1, "Delete the post.", "failed", "It is gone."),), can_undo=True, summary="Warned Omar")
    ]  # fmt: skip
    desk.unsent = [
        FeedItem(0, 1, "Sara", Role.MODERATOR, now, "Not sent", own=True, outbox_id="out-0",
                 send_state=SendState.FAILED, send_note="The line broke.")
    ]  # fmt: skip


class PoisonedDesk:
    """A desk whose answers are poisoned; what it is asked and told passes as it is."""

    def __init__(self, desk: Any) -> None:
        self.__dict__["_desk"] = desk
        self.__dict__["asked"] = set()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._desk, name)
        if (
            name.startswith("_")
            or not callable(found)
            or name in ("now", "subscribe", "start", "stop", "countdown")
        ):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            self.asked.add(name)
            answer = found(*args, **kwargs)
            if not inspect.isawaitable(answer):
                return poisoned(answer, name)

            async def later() -> Any:
                return poisoned(await answer, name)

            return later()

        return call

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._desk, name, value)

    def shout(self) -> None:
        """A sentence of the desk's with hostile text in it, as a notice."""
        for listener in list(self._desk.listeners):
            listener(DeskChange(notice=ATTACK, severity="warning"))
