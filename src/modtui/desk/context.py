"""What the parts of the desk share: the store, the gateway, the clock, who we are, how changes are told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from modtui.desk.breaking_off import BreakableUpload
from modtui.desk.corrections import Corrections
from modtui.desk.errors import DeskError
from modtui.desk.first_name import first_name_of
from modtui.desk.settings import DeskSettings
from modtui.desk.telegram_clock import TelegramClock
from modtui.desk.views import DeskChange
from modtui.domain.inquiries import PolicyBook
from modtui.domain.journal import CURRENT_VERSION, LOCAL_KINDS, Event, Kind, Payload, Scope
from modtui.domain.messages import Account, GroupInfo
from modtui.store.database import Database, Transaction, new_uuid, to_ms
from modtui.store.derived import RulesCache, append_and_refold
from modtui.telegram.gateway import ConnectionState, Gateway, Link
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

log = logging.getLogger(__name__)

#: Background work that has not ended so long after it was told to is told again.
_ASK_AGAIN_S = 0.5


@dataclass(slots=True)
class DeskContext:
    """Shared by the desk's parts; none of them knows another."""

    db: Database
    gateway: Gateway
    settings: DeskSettings
    clock: TelegramClock
    client_id: str
    account: Account | None = None
    group: GroupInfo | None = None
    chat_key: int | None = None
    link: ConnectionState = field(default_factory=lambda: ConnectionState(Link.OFFLINE))
    rules: RulesCache = field(default_factory=RulesCache)
    corrections: Corrections = field(default_factory=Corrections)
    policies: PolicyBook = field(default_factory=lambda: PolicyBook(()))
    listeners: list[Callable[[DeskChange], None]] = field(default_factory=list)
    forgetters: list[Callable[[Set[int]], None]] = field(default_factory=list)
    background: set[asyncio.Task[None]] = field(default_factory=set)
    uploads: dict[str, int] = field(default_factory=dict)  # percent done, by outbox id
    upload: BreakableUpload = field(default_factory=BreakableUpload)
    closing: bool = False
    caught_up: bool = (
        False  # history has been read since the connection stands: we know what was said meanwhile
    )

    # ---- who and where

    def chat(self) -> int:
        """The group's key. Raises DeskError before the group was ever seen."""
        if self.chat_key is None:
            raise DeskError(say("desk.group_unknown"))
        return self.chat_key

    @property
    def connected(self) -> bool:
        """Whether messages can leave now."""
        return self.link.link is Link.CONNECTED

    # ---- deciding

    def event(self, kind: Kind, subject: str, payload: Payload, *, at: datetime | None = None) -> Event:
        """A new event by this moderator, in its envelope."""
        now = at or self.clock()
        return Event(
            uuid=new_uuid(to_ms(now)),
            scope=Scope.LOCAL if kind in LOCAL_KINDS else Scope.SHARED,
            author_id=self.account.id if self.account else 0,
            client_id=self.client_id,
            kind=kind,
            version=CURRENT_VERSION[kind],
            subject=subject,
            at_local=now,
            payload=payload,
        )

    async def decide(self, *events: Event) -> None:
        """Write decisions down, in one transaction with what follows from them."""
        async with self.db.transaction() as tx:
            await self.write(tx, *events)

    async def write(self, tx: Transaction, *events: Event) -> None:
        """Write decisions down within a transaction that does more."""
        await append_and_refold(tx, self.rules, events)

    # ---- telling

    def changed(self, change: DeskChange) -> None:
        """Tell the screens. A screen that fails is logged and does not stop the others."""
        if self.closing:
            return  # nothing new may begin while the store is being closed
        for listener in tuple(self.listeners):
            try:
                listener(change)
            except Exception:
                log.exception("a listener failed on %r", change)

    def blanked(self, ids: Set[int]) -> None:
        """The words of these messages went: whoever holds a copy lets go of it."""
        if ids:
            for forget in self.forgetters:
                forget(ids)
            self.changed(DeskChange(changed_messages=frozenset(ids), queue=True, status=True))

    def tell(self, sentence: str, severity: str = "information") -> None:
        """Show a sentence for a while."""
        self.changed(DeskChange(notice=sentence, severity=severity))

    # ---- background work

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run something beside the screen; an error in it is logged and told in one sentence, never lost."""
        task = asyncio.create_task(work, name=name)
        self.background.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.background.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("background work %s failed", task.get_name(), exc_info=error)
            self.tell(f"Something went wrong in {task.get_name()}; the log file has the details.", "error")

    async def end_background(self) -> None:
        """Cancel what runs beside the screen and wait for it to end."""
        self.closing = True
        while tasks := list(self.background):
            for task in tasks:
                task.cancel()
            # Asked again for as long as it takes: on Python 3.11 ``wait_for`` can swallow a cancellation
            # that comes in the moment its own wait is over, and who asked once would wait for ever.
            done, _ = await asyncio.wait(tasks, timeout=_ASK_AGAIN_S)
            self.background.difference_update(done)


def about_us(ctx: DeskContext) -> dict[str, str]:
    """What `{group}` and `{moderator}` are filled with, as far as it is known yet."""
    found = {}
    if ctx.group is not None:
        found["group"] = safe_line(ctx.group.title)
    if ctx.account is not None:
        found["moderator"] = first_name_of(ctx.account.name)
    return found
