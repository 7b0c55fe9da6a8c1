"""`modtui import FILE`: one group of Telegram Desktop's result.json into the store, streamed.

Twice gives nothing twice; stopped halfway, what is stored stays and the next run goes on. What is imported
never enters the queue.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

from modtui.commands.common import places, put, put_json, settings
from modtui.config_load import LoadedConfig
from modtui.config_policy import service_policy
from modtui.console import DONE, FAILED, UsageError, say
from modtui.desk.context import DeskContext
from modtui.desk.observe import observe
from modtui.desk.settings import DeskSettings
from modtui.desk.telegram_clock import TelegramClock
from modtui.domain.detection import DETECTOR_VERSION
from modtui.domain.inquiries import fold_policies
from modtui.domain.journal import POLICY_SUBJECT, Event, Kind, member_subject
from modtui.domain.messages import Message, Role
from modtui.domain.policy import ServicePolicy
from modtui.domain.wall_time import load_zone
from modtui.locks import hold
from modtui.paths import Paths
from modtui.store import journal, observed
from modtui.store.database import Database, Transaction, from_ms, new_uuid
from modtui.store.derived import refold_older
from modtui.store.faults import fault_point
from modtui.telegram.desktop_export import Export, ExportError, ExportTruncated, read_export
from modtui.text.counting import counted

#: Messages to a transaction: enough to be quick, few enough that little is read again after a crash.
PAGE: Final = 500
#: Telegram began in 2013: no message of it is older, so these years' holidays are enough.
FIRST_YEAR: Final = 2013
_BAR: Final = 30


@dataclass(slots=True)
class Tally:
    """What an import has done so far."""

    messages: int = 0
    new: int = 0
    changed: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def count(self, page: list[Message]) -> None:
        """Count a page of messages as read."""
        self.messages += len(page)
        for message in page:
            self.first = min(self.first or message.sent_at, message.sent_at)
            self.last = max(self.last or message.sent_at, message.sent_at)


def run(args: argparse.Namespace) -> int:
    """Import; exit status 1 where the file cannot be used or breaks off, 4 where a desk is at the store."""
    if args.read_only:
        raise UsageError("import writes to the store; it cannot be done with --read-only.")
    loaded = settings(args)
    staff = staff_roles(args.staff, loaded)
    where = places(args, loaded)
    where.prepare()
    now = datetime.now(UTC)
    progress = _Progress()
    export = read_export(
        Path(args.file).expanduser(),
        chat=args.chat,
        zone=load_zone(loaded.config.service.zone),
        progress=progress.bytes_read,
    )
    if not staff:
        say(
            "No staff ids were given (--staff, or staff in the settings): nobody's replies will count as answers."
        )
    policy = service_policy(loaded, range(FIRST_YEAR, now.year + 3))
    with hold(where.store_lock, "store", "modtui import", now):
        return asyncio.run(_import(args, where, export, policy, staff, progress))


def staff_roles(written: str | None, loaded: LoadedConfig) -> dict[int, Role]:
    """Roles by user id: those of the settings, and moderators for the ids of --staff. Raises UsageError."""
    roles = {person.id: Role(person.role) for person in loaded.config.staff}
    for word in (written or "").replace(",", " ").split():
        number = word.removeprefix("user")  # as the export itself writes it: "from_id": "user123"
        if not number.isascii() or not number.isdigit() or int(number) == 0:
            raise UsageError(
                f"--staff: {word!r} is no user id; write numbers with commas, such as 1000001,1000002."
            )
        roles.setdefault(int(number), Role.MODERATOR)
    return roles


async def _import(
    args: argparse.Namespace,
    where: Paths,
    export: Export,
    policy: ServicePolicy,
    staff: dict[int, Role],
    progress: _Progress,
) -> int:
    if export.chat.id is None:
        raise ExportError(
            f"This export does not say the id of {export.chat.name or 'the chat'}; export it again."
        )
    db = await Database.open(where.store, same_thread=True)
    tally = Tally()
    broken: ExportTruncated | None = None
    try:
        ctx = await _context(db, export, policy, staff)
        try:
            for page in _pages(export):
                await _store(ctx, page, tally)
                progress.show(tally.messages)
                await asyncio.sleep(0)  # nothing else here lets go, and an interrupt waits for that
        except ExportTruncated as error:
            broken = error
        except (KeyboardInterrupt, asyncio.CancelledError):
            progress.end()
            say(
                f"{counted(tally.messages, 'message is', 'messages are')} stored; run the same again to go on."
            )
            raise
        progress.end()
        if tally.new or tally.changed:
            await ctx.decide(_done(ctx, tally))
        _tell(args, export, tally, await _inquiries(ctx))
    finally:
        progress.end()
        await db.close()
    if broken is not None:
        say(str(broken))
        return FAILED
    return DONE


def _pages(export: Export) -> Iterator[list[Message]]:
    """The messages in pages; what came before a break is given first."""
    messages = iter(export)
    broken: ExportTruncated | None = None
    while broken is None:
        page: list[Message] = []
        try:
            page.extend(itertools.islice(messages, PAGE))
        except ExportTruncated as error:
            broken = error
        if page:
            yield page
        elif broken is None:
            return
    raise broken


async def _store(ctx: DeskContext, page: list[Message], tally: Tally) -> None:
    async with ctx.db.transaction() as tx:
        recorded = await observe(ctx, tx, page, imported=True)
    fault_point("import.page-stored")
    tally.count(page)
    tally.new += len(recorded.new)
    tally.changed += len(recorded.changed)


async def _context(
    db: Database, export: Export, policy: ServicePolicy, staff: dict[int, Role]
) -> DeskContext:
    """What `observe` needs to know, with roles and a policy in force for the time of the export."""
    ctx = DeskContext(
        db=db,
        gateway=cast("Any", None),  # nothing is asked of Telegram
        settings=DeskSettings(group=str(export.chat.id), policy=policy, categories=()),
        clock=TelegramClock(lambda: datetime.now(UTC)),
        client_id=await _client_id(db),
    )
    assert export.chat.id is not None
    async with db.transaction() as tx:
        ctx.chat_key = await observed.ensure_chat(tx, export.chat.id, title=export.chat.name)
        events = [*await _policy_events(ctx, tx), *await _role_events(ctx, tx, staff)]
        if events:
            await ctx.write(tx, *events)
    await refold_older(db, ctx.rules)
    return ctx


async def _client_id(db: Database) -> str:
    known = await db.get_meta("client_id")
    if known is None:
        known = new_uuid()
        await db.set_meta("client_id", known)
    return known


async def _policy_events(ctx: DeskContext, tx: Transaction) -> list[Event]:
    """The configured policy for the time before the first one that a desk adopted; that one stays from then on."""
    adopted = fold_policies(await journal.of_kinds(tx, Kind.POLICY_ADOPTED)).adopted
    if adopted and adopted[0][0] == from_ms(0):
        return []
    policy = ctx.settings.policy
    payload = {"since": from_ms(0).isoformat(), "version": policy.version, "policy": policy.to_dict()}
    return [ctx.event(Kind.POLICY_ADOPTED, POLICY_SUBJECT, payload)]


async def _role_events(ctx: DeskContext, tx: Transaction, staff: dict[int, Role]) -> list[Event]:
    """A role for all of the past for everybody who never had one. Nobody is taken a role from."""
    known = (await ctx.rules.get(tx)).roles.changes
    events = []
    for user_id, role in staff.items():
        ref = await observed.member_ref(tx, user_id)
        if ref not in known:
            payload = {"member": ref, "role": role.value, "since": from_ms(0).isoformat()}
            events.append(ctx.event(Kind.ROLE_SET, member_subject(ref), payload))
    return events


def _done(ctx: DeskContext, tally: Tally) -> Event:
    return ctx.event(
        Kind.IMPORT_DONE,
        f"import:{ctx.chat()}",
        {
            "chat": ctx.chat(),
            "messages": tally.messages,
            "new": tally.new,
            "changed": tally.changed,
            "first": tally.first.isoformat() if tally.first else None,
            "last": tally.last.isoformat() if tally.last else None,
            "detector": DETECTOR_VERSION,
        },
    )


async def _inquiries(ctx: DeskContext) -> int:
    row = await ctx.db.one(
        "SELECT count(*) FROM inquiry WHERE chat_key = ? AND imported AND state NOT IN ('possible', 'dismissed')",
        (ctx.chat(),),
    )
    return int(row[0]) if row else 0


def _tell(args: argparse.Namespace, export: Export, tally: Tally, inquiries: int) -> None:
    if args.json:
        put_json(
            {
                "chat": export.chat.id,
                "name": export.chat.name,
                "messages": tally.messages,
                "new": tally.new,
                "changed": tally.changed,
                "skipped": export.skipped,
                "first": tally.first.isoformat() if tally.first else None,
                "last": tally.last.isoformat() if tally.last else None,
                "inquiries": inquiries,
            }
        )
        return
    read = counted(tally.messages, "message")
    put(f"{export.chat.name}: {read} read, {tally.new} new, {tally.changed} changed.")
    if export.skipped:
        put(f"Skipped, without an id or a date: {counted(export.skipped, 'entry', 'entries')}.")
    if tally.first is not None and tally.last is not None:
        found = counted(inquiries, "imported inquiry", "imported inquiries")
        put(f"From {tally.first:%Y-%m-%d} to {tally.last:%Y-%m-%d}; {found} found so far.")
        put("What is found so is estimated and does not enter the queue: modtui stats --month YYYY-MM")


@dataclass(slots=True)
class _Progress:
    """A bar on stderr that is written over, where stderr is a terminal."""

    shown: bool = field(default_factory=lambda: sys.stderr.isatty())
    begun: float = field(default_factory=time.monotonic)
    told: float = 0.0
    share: float = 0.0

    def bytes_read(self, done: int, total: int) -> None:
        """Called while the file is read."""
        self.share = done / total if total else 1.0

    def show(self, messages: int) -> None:
        """Draw the bar, a few times a second at most."""
        now = time.monotonic()
        if not self.shown or now - self.told < 0.1:
            return
        self.told = now
        full = round(self.share * _BAR)
        rate = messages / max(now - self.begun, 0.001)
        bar = "#" * full + "." * (_BAR - full)
        sys.stderr.write(
            f"\r[{bar}] {100 * self.share:3.0f} %  {counted(messages, 'message')}, {rate:.0f} a second "
        )
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the bar's line, once."""
        if self.shown and self.told:
            sys.stderr.write("\n")
            self.shown = False
