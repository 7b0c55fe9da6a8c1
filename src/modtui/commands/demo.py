"""`modtui demo`: the desk on a simulated group. No account, no settings, no network, nothing left behind."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from modtui.console import DONE, UsageError, require_terminal

if TYPE_CHECKING:
    from modtui.desk.api import DeskApi
    from modtui.desk.desk import Desk
    from modtui.desk.views import SyncProgress
    from modtui.paths import Paths
    from modtui.telegram.simulated_script import DemoGroup

PROTOCOL = (
    (
        "en",
        (
            "1. Say 911 first, in their language: Ctrl+S sends it.\n"
            "2. Call the person on duty, 613-555-0100 (invented), and stay with the member until help is there.\n"
            "3. Write down what was said, and when; pass it on to nobody else."
        ),
    ),
    (
        "ar",
        (
            "1. اذكر 911 أولاً بلغة الشخص: Ctrl+S يرسلها.\n"
            "2. اتصل بالمناوب 613-555-0100 (رقم وهمي) وابقَ مع العضو إلى أن تصل المساعدة.\n"
            "3. دوّن ما قيل ومتى قيل، ولا تنقله إلى أحد آخر."
        ),
    ),
)
"""A sample of an organisation's protocol for emergencies, in place of the settings'."""


def run(args: argparse.Namespace) -> int:
    """Play the demo until the user leaves."""
    require_terminal()
    with contextlib.ExitStack() as held:
        kept = _kept(Path(args.keep).expanduser().absolute(), held) if args.keep else None

        def place() -> Paths:
            """Where the demo's data lie and its log: made behind the first frame, gone when it ends."""
            import tempfile

            from modtui.log_file import close_log, open_log
            from modtui.paths import Paths

            folder = (
                held.enter_context(tempfile.TemporaryDirectory(prefix="modtui-demo-")) if not kept else ""
            )
            where = kept or Paths(Path(folder))
            held.callback(close_log, open_log(where.log))
            return where

        speed = float(getattr(args, "speed", None) or 1.0)
        plain = bool(getattr(args, "plain", False))
        return play(place, speed=speed, read_only=bool(args.read_only), plain=plain)


def _kept(folder: Path, held: contextlib.ExitStack) -> Paths:
    from datetime import UTC, datetime

    from modtui.locks import hold
    from modtui.paths import Paths

    if (folder / "modtui.db").exists():
        raise UsageError(f"{folder} holds a store already; a demo begins afresh, so give it an empty folder.")
    where = Paths(folder)
    where.prepare()
    held.enter_context(hold(where.store_lock, "store", "modtui demo", datetime.now(UTC)))
    return where


def play(place: Callable[[], Paths], *, speed: float, read_only: bool, plain: bool = False) -> int:
    """Build the simulated group and the desk on it, and run the screen."""
    from modtui.commands.late_desk import LateDesk, collect_later
    from modtui.tui.hangup import leave_when_told

    collect_later()
    from modtui.desk.views_status import StatusView
    from modtui.telegram.demo_clock import ZONE, DemoClock, demo_morning
    from modtui.tui.app import ModtuiApp
    from modtui.tui.settings import UiSettings

    # Its own morning, on a working day whatever today is: the countdowns should have something to count.
    clock = DemoClock(demo_morning(date.today()))  # noqa: DTZ011 (the user's own day is meant)
    before = StatusView(
        group="",
        account="",
        connection="",
        connection_ok=False,
        zone=ZONE,
        service_open=True,
        service="",
        read_only=read_only,
        demo=True,
    )

    def make() -> DeskApi:
        desk, group = build(place(), clock, speed=speed, read_only=read_only)
        return cast("DeskApi", PlayedDesk(desk, group))

    app = ModtuiApp(cast("DeskApi", LateDesk(make, before, clock)), settings=UiSettings(plain=plain))
    leave_when_told(app)
    app.run(mouse=not plain)
    return app.return_code or DONE


def _own_samples(folder: Path) -> Path:
    """The samples as the demo's own: what is made, verified or changed there is read again, and gone with the demo."""
    import shutil

    from modtui.snippets.glossary import samples_folder

    shutil.copytree(samples_folder(), folder, dirs_exist_ok=True)
    return folder


def build(
    where: Paths, clock: Callable[[], datetime] | None = None, *, speed: float = 1.0, read_only: bool = False
) -> tuple[Desk, DemoGroup]:
    """The desk and the group of a demo, not started yet."""
    from modtui.config import Moderation
    from modtui.config_policy import moderation_categories
    from modtui.desk.desk import Desk
    from modtui.desk.settings import DeskSettings
    from modtui.domain.policy import ServicePolicy
    from modtui.telegram.simulated_script import DemoClock, DemoGroup, demo_morning

    clock = clock or DemoClock(demo_morning(date.today()))  # noqa: DTZ011 (the user's own day is meant)
    group = DemoGroup(clock, speed=speed)
    told = DeskSettings(
        group="demo",
        policy=ServicePolicy(),
        categories=moderation_categories(Moderation()),
        staff=tuple(group.roles.items()),
        snippet_dirs=(_own_samples(where.data_dir / "snippets"),),
        protocol=PROTOCOL,
        read_back=timedelta(days=7),
        read_only=read_only,
        demo=True,
    )
    return Desk(where.store, group.gateway, told, clock=clock), group


if TYPE_CHECKING:
    _Base = Desk
else:
    _Base = object


class PlayedDesk(_Base):
    """A desk whose group lives as long as the desk is open."""

    def __init__(self, desk: Desk, group: DemoGroup) -> None:
        self._desk = desk
        self._group = group
        self._playing: asyncio.Task[None] | None = None

    async def start(self, progress: Callable[[SyncProgress], None] | None = None) -> None:
        """Open the desk, then let the morning begin."""
        await self._desk.start(progress)
        self._playing = asyncio.create_task(self._group.run(), name="the demo's morning")

    async def stop(self) -> None:
        """Stop the morning, close the desk."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)
        await self._desk.stop()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            return getattr(self._desk, name)
