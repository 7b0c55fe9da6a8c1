"""Grapheme clusters, their widths in terminal cells, truncation and wrapping.

A cluster is what a reader takes for one character: a letter with its tashkeel, a flag, a family emoji. It
is never cut. Widths are those that Textual lays out with (`rich.cells`), so that a line wrapped here fits
there. Text is expected sanitised (`modtui.text.safe`), though nothing here raises on any.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from modtui.text.marks import BASIC_MARKS, MARKS

Span = tuple[int, int]
"""First index and the one after the last."""

# Without a cell of their own by `rich.cells`, beside the marks: joiners, direction marks, Hangul vowels and
# final consonants, skin tones.
_BASIC_TRAILING: Final = (
    "\u200b\u200c\u200e\u200f\u1160-\u11ff\ud7b0-\ud7ff\u061c\u202a-\u202e\u2060-\u206f\ufeff"
)
_SINGLES: Final = re.compile(
    f"[{_BASIC_TRAILING}{BASIC_MARKS}\u200d\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U00010100-\U00011fff"
    "\U00016a00-\U0001efff\U000e0000-\U000e0fff]"
)
# Arabic letters, joined and not, its digits and marks of a sentence: one cell each, and no table has to be asked.
_ONE_CELL_EACH: Final = re.compile(
    "[ -~\u060c\u061b\u061f\u0621-\u063a\u0640-\u064a\u0660-\u0669\u0671-\u06d3\ufb50-\ufbb1\ufe80-\ufefc]*"
)
# Where a line may break; not at U+00A0, U+2007 and U+202F, which are blanks that hold together.
_BLANKS: Final = " \t\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u3000"
_TOKEN: Final = re.compile(f"[{_BLANKS}]+|[^{_BLANKS}]+")


@cache
def _cluster_pattern() -> re.Pattern[str]:
    trailing = f"[{_BASIC_TRAILING}{MARKS}\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]*"
    flag = "[\U0001f1e6-\U0001f1ff]{2}"
    return re.compile(f"(?:{flag}|.){trailing}(?:\u200d.{trailing})*\u200d?", re.DOTALL)


def is_single(text: str) -> bool:
    """Whether each character of `text` is a grapheme cluster by itself."""
    return text.isascii() or not _SINGLES.search(text)


def clusters(text: str) -> list[Span]:
    """Return the grapheme clusters of `text` in order; together they cover it."""
    if is_single(text):
        return [(index, index + 1) for index in range(len(text))]
    return [match.span() for match in _cluster_pattern().finditer(text)]


def cell_width(s: str) -> int:
    """Return how many terminal cells `s` takes."""
    if (s.isascii() and s.isprintable()) or _ONE_CELL_EACH.fullmatch(s):
        return len(s)
    return _measure()(s)


@cache
def _measure() -> Callable[[str], int]:
    from rich.cells import (
        cell_len,
    )  # late: `--help` and `export` measure nothing; it keeps a cache of its own

    return cell_len


def truncate_cells(s: str, width: int, ellipsis: str = "…") -> str:
    """Return one line cut to at most `width` cells, ending in `ellipsis` if anything was cut."""
    if cell_width(s) <= width:
        return s
    room = width - cell_width(ellipsis)
    if room < 0:
        return ""
    end = 0
    for start, stop in clusters(s):
        room -= cell_width(s[start:stop])
        if room < 0:
            break
        end = stop
    return s[:end].rstrip() + ellipsis


def wrap_cells(text: str, width: int) -> list[Span]:
    """Wrap `text` to `width` cells and return each line's place in it.

    Lines break at newlines, else at blanks, else (a word longer than a line, or a script written with wide
    characters) between clusters. What lies between two lines is the newline or the blanks they broke at. A
    line is wider than `width` only if it is a single cluster. An empty text is one empty line.
    """
    width = max(1, width)
    lines: list[Span] = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        if len(paragraph) <= width and cell_width(paragraph) <= width:
            lines.append((start, end))
        else:
            lines.extend(_wrap_paragraph(text, start, end, width))
        start = end + 1
    return lines


def _wrap_paragraph(text: str, start: int, end: int, width: int) -> Iterator[Span]:
    line_start = line_end = start  # the end leaves out blanks that may yet be the place of a break
    used = 0
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        size = cell_width(word)
        if word[0] in _BLANKS:
            used += size
            continue
        if used + size > width and not (size > width and used < width and _is_wide(word)):
            if line_end > line_start:
                yield line_start, line_end
            line_start, used = match.start(), 0
        if used + size <= width:
            used += size
            line_end = match.end()
            continue
        for first, stop in clusters(word):
            cell = cell_width(word[first:stop])
            if used + cell > width and used > 0:
                if line_end > line_start:
                    yield line_start, line_end
                line_start, used = match.start() + first, 0
            used += cell
            line_end = match.start() + stop
    yield line_start, end if used <= width else line_end


def _is_wide(word: str) -> bool:
    """Say whether `word` is of a script that breaks between any two characters: Chinese, Japanese, emoji."""
    return cell_width(word[0]) > 1
