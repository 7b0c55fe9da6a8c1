"""Colours: two calm ones of ours, one with strong contrast, and the terminal's own palette."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

# Backgrounds are nearly grey, so that 256-colour terminals take them from their grey ramp. What else these make of a
# colour is tested (tests/tui/test_few_colours.py); for terminals with fewer, few_colours.py has looks of its own.

DARK = Theme(
    name="modtui-dark",
    primary="#7aa2c8",
    secondary="#8fb0a9",
    accent="#d9b27c",
    warning="#e0af68",
    error="#e58e8e",
    success="#93c193",
    foreground="#d5d9e0",
    background="#16181c",
    surface="#1c1f25",
    panel="#262b32",
    boost="#2e343d",
    dark=True,
    variables={"select": "#2f353f", "rule": "#3b424c", "faint": "#98a1ae"},
)

LIGHT = Theme(
    name="modtui-light",
    primary="#2c5d8a",
    secondary="#3f6b63",
    accent="#8a5a12",
    warning="#8a5a00",
    error="#a3282e",
    success="#2c6b33",
    foreground="#22262c",
    background="#fbfaf7",
    surface="#f3f2f0",
    panel="#eae9e6",
    boost="#e8e7e4",
    dark=False,
    variables={"select": "#dcecf5", "rule": "#c9c4b8", "faint": "#555a63"},
)

CONTRAST = Theme(
    name="modtui-contrast",
    primary="#6cc6ff",
    secondary="#a0ffe0",
    accent="#ffd75f",
    warning="#ffd75f",
    error="#ff9c9c",
    success="#87ff87",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    boost="#262626",
    dark=True,
    variables={"select": "#002d78", "rule": "#6c6c6c", "faint": "#c6c6c6"},
)


def _terminal(name: str, base: Theme, select: str, rule: str, faint: str) -> Theme:
    """The terminal's own sixteen colours under a name of ours."""
    return Theme(
        name=name,
        ansi=True,
        primary=base.primary,
        secondary=base.secondary,
        warning=base.warning,
        error=base.error,
        success=base.success,
        accent=base.accent,
        foreground=base.foreground,
        background=base.background,
        surface=base.surface,
        panel=base.panel,
        boost=base.boost,
        dark=base.dark,
        variables={**base.variables, "select": select, "rule": rule, "faint": faint},
    )


TERMINAL_DARK = _terminal(
    "terminal", BUILTIN_THEMES["ansi-dark"], "ansi_black", "ansi_bright_black", "ansi_bright_black"
)
TERMINAL_LIGHT = _terminal(
    "terminal-light", BUILTIN_THEMES["ansi-light"], "ansi_white", "ansi_white", "ansi_bright_black"
)

THEMES = (DARK, LIGHT, CONTRAST, TERMINAL_DARK, TERMINAL_LIGHT)


def theme_names() -> list[str]:
    """The themes that can be chosen, ours first."""
    return [*(theme.name for theme in THEMES), *BUILTIN_THEMES]


def missing_variables(theme: Theme) -> dict[str, str]:
    """What our styles ask of a theme and Textual's own do not have: without it their stylesheet ends the program."""
    if theme.ansi:
        return dict((TERMINAL_DARK if theme.dark else TERMINAL_LIGHT).variables)
    generated = theme.to_color_system().generate()
    named = {"select": "panel", "rule": "panel-lighten-2", "faint": "foreground"}
    return {name: generated[instead] for name, instead in named.items()}
