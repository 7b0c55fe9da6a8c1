"""The settings in the desk's own terms, and in the screen's."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from modtui.config_load import ConfigError, ConfigProblem, LoadedConfig
from modtui.config_policy import moderation_categories, service_policy
from modtui.config_protocol import emergency_protocol
from modtui.config_reader import Finding, nearest
from modtui.desk.settings import DeskSettings
from modtui.domain.messages import Role
from modtui.snippets.glossary import samples_folder
from modtui.terminals import keep, reading
from modtui.tui.settings import UiSettings

#: A month as warnings expire: RULES 3 speaks of months, the ladder of days.
_MONTH = timedelta(days=365.25 / 12)


def desk_settings(loaded: LoadedConfig, *, read_only: bool) -> DeskSettings:
    """What the desk is told. Raises ConfigError, for example for overlapping hours."""
    config = loaded.config
    year = datetime.now(UTC).year
    return DeskSettings(
        group=str(config.group),
        # Last year's inquiries are still explained, and a deadline may fall into the year after next.
        policy=service_policy(loaded, range(year - 1, year + 3)),
        categories=moderation_categories(config.moderation),
        staff=tuple((person.id, Role(person.role)) for person in config.staff),
        snippet_dirs=tuple(Path(folder) for folder in config.snippets.dirs) or (samples_folder(),),
        stale_after=config.snippets.stale_after,
        warning_expiry=config.moderation.warning_expiry_months * _MONTH,
        stage=timedelta(seconds=config.moderation.one_key.stage_seconds),
        undo=timedelta(seconds=config.moderation.undo_seconds),
        repost_after=timedelta(hours=config.moderation.description_repost_hours),
        read_back=timedelta(days=config.sync.read_back_days),
        sync_interval=timedelta(minutes=config.sync.interval_minutes),
        due_soon=config.service.due_soon,
        protocol=emergency_protocol(loaded),
        private=config.private.enabled,
        read_only=read_only,
        welcome=config.moderation.welcome,
        remind_guidelines=timedelta(days=config.moderation.guidelines_reminder_days) or None,
    )


def screen_problems(loaded: LoadedConfig) -> tuple[ConfigProblem, ...]:
    """What is wrong with the keys and the theme, which only the screen knows."""
    from modtui.tui.keymap import read_keymap
    from modtui.tui.themes import theme_names

    ui = loaded.config.ui
    findings = [
        Finding(
            ("ui", "send_key") if fault.key_id == "send_key" else ("ui", "keymap", fault.key_id),
            fault.message,
            fault.at_id,
        )
        for fault in read_keymap(ui.keymap, ui.layout, ui.send_key)[1]
    ]
    names = theme_names()
    if ui.theme not in names:
        near = nearest(ui.theme, names)
        advice = f'did you mean "{near}"?' if near else f"write one such as {', '.join(names[:5])}"
        findings.append(Finding(("ui", "theme"), f'there is no theme "{ui.theme}"; {advice}'))
    return tuple(loaded.problem(finding) for finding in findings)


def ui_settings(
    loaded: LoadedConfig, terminals: Path | None = None, *, keeps: bool = True, plain: bool = False
) -> UiSettings:
    """What the screen is told. Raises ConfigError for keys that clash or do not exist.

    ``terminals``: where it is kept which line of Arabic reads right in a terminal; ``keeps`` False: nothing is.
    """
    if problems := screen_problems(loaded):
        raise ConfigError(*problems)
    ui, notifications = loaded.config.ui, loaded.config.notifications
    laid_out = reading(ui.bidi, os.environ, terminals)
    keeper = partial(keep, terminals, laid_out.kind) if terminals is not None and keeps else None
    return UiSettings(
        theme=ui.theme,
        # The plain mode keeps the letters in the order they were written, unless told otherwise in the settings.
        bidi=ui.bidi if ui.plain or plain else laid_out.mode,
        ask_bidi=laid_out.ask and keeper is not None,
        keep_bidi=keeper,
        layout=ui.layout,
        keymap=tuple(ui.keymap.items()),
        send_key=ui.send_key,
        plain=ui.plain or plain,
        bell=notifications.bell,
        desktop=notifications.desktop,
        urgent_off_duty=notifications.urgent_off_duty,
    )
