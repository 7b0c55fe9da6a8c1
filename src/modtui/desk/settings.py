"""What the desk has to be told at its start: the configuration in its own terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from modtui.domain.messages import Role
from modtui.domain.moderation import Category
from modtui.domain.policy import ServicePolicy


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Settings of one desk. ``group`` names the group as configured, so that the store is found before connecting."""

    group: str
    policy: ServicePolicy
    categories: tuple[Category, ...]
    staff: tuple[tuple[int, Role], ...] = ()
    snippet_dirs: tuple[Path, ...] = ()
    stale_after: timedelta = timedelta(days=365)
    warning_expiry: timedelta = timedelta(days=365)
    stage: timedelta = timedelta(seconds=5)  # a warning can be taken back for so long
    undo: timedelta = timedelta(seconds=5)  # a confirmed removal waits for so long
    repost_after: timedelta = timedelta(hours=12)
    read_back: timedelta = timedelta(days=30)
    sync_interval: timedelta = timedelta(minutes=3)
    due_soon: timedelta = timedelta(hours=2)
    welcome: str = "private"  # where newcomers are welcomed: private | group | off
    remind_guidelines: timedelta | None = None  # how often posting the guidelines is proposed
    protocol: tuple[tuple[str, str], ...] = ()  # the organisation's for emergencies: (language, text)
    private: bool = True  # questions asked in private are served (RULES 2)
    read_only: bool = False
    demo: bool = False
    languages: tuple[str, ...] = field(default=("ar", "en", "fr"))
