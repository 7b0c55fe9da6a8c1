"""A QR code for the terminal: black on white whatever the terminal's own colours are, and small enough for 80x24."""

from __future__ import annotations

from typing import Final

#: White margin round the code, in modules: scanners want some, a small terminal has little.
MARGIN: Final = 2

# Fixed entries of the 256-colour palette: a code with its colours the other way round is read by few phones.
_ON: Final = "\x1b[38;5;16;48;5;231m"
_OFF: Final = "\x1b[0m"
#: (upper module is dark, lower module is dark) -> what is drawn in one cell, in black on white.
_CELLS: Final = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def qr_lines(text: str) -> list[str]:
    """The code as lines of terminal text, two rows of modules a line."""
    import segno

    code = segno.make(text, error="l", boost_error=False, micro=False)
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=MARGIN)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [
        _ON + "".join(_CELLS[pair] for pair in zip(upper, lower, strict=True)) + _OFF
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
