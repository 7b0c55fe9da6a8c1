"""Every text in every theme of ours can be read: WCAG's ratio of 4.5 on each background it may stand on."""

from __future__ import annotations

import pytest
from textual.color import Color

from modtui.tui.roles import ROLES, role_styles
from modtui.tui.themes import THEMES
from tests.tui.driving import driving

LEAST = 4.5
BACKGROUNDS = ("background", "surface", "panel", "select")
LINES = {"rule"}
"""Roles that draw lines and no letters."""


def _light(colour: Color) -> float:
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """WCAG 2's contrast ratio."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_wcag_s():
    assert contrast(Color.parse("#fff"), Color.parse("#000")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [theme for theme in THEMES if not theme.ansi], ids=lambda theme: theme.name)
async def test_every_role_reads_on_every_background(theme):
    async with driving(theme=theme.name) as d:
        variables = d.app.theme_variables
        styles = role_styles(variables)
        poor = []
        for role in ROLES:
            if role in LINES:
                continue
            colour = styles[role].color
            assert colour is not None, role
            for name in BACKGROUNDS:
                ratio = contrast(Color.from_rich_color(colour), Color.parse(variables[name]))
                if ratio < LEAST:
                    poor.append((role, name, round(ratio, 2)))
        assert not poor


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme.ansi], ids=lambda theme: theme.name)
async def test_the_terminal_s_own_palette_names_no_colour_of_ours(theme):
    async with driving(theme=theme.name) as d:
        styles = role_styles(d.app.theme_variables)
        for role in ROLES:
            colour = styles[role].color
            assert colour is None or colour.triplet is None, (role, colour)


async def test_what_is_pressing_has_a_sign_besides_its_colour():
    async with driving(size=(80, 24)) as d:
        late = next(row for row in d.rows() if "over" in row)
        assert "!" in late
        selected = [row for row in d.rows() if "▌" in row]
        assert selected
