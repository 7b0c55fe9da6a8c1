"""The one sanitiser for text that members, or anybody else, wrote (RULES 6.7).

Everything that did not come out of this program passes through `safe_text` or `safe_line` before it
reaches a terminal, a file, a notification or a log. It is not an escape for markup: pass the result as
`Content(...)` or `Text(...)`, never as a markup string.

What happens to what:

=====================================  ==============================================================
tab                                    a space
CR LF, CR, VT, FF, NEL, U+2028, 2029   a newline (a space in a single line)
other C0 controls, DEL                 shown as their picture: ESC is `␛`
C1 controls, surrogates, noncharacters shown as `�`
overrides U+202D, U+202E               shown, not obeyed: `⇨` left-to-right, `⇦` right-to-left
embeddings, isolates and their ends    removed: phones put them round names and numbers in good faith
LRM, RLM                               kept: they only settle where a comma goes, and reach no other line
ALM U+061C                             becomes RLM, because terminals disagree about its width
ZWNJ                                   kept: Persian spells with it
ZWJ                                    kept between emoji, at most three in a row, and after a letter of a
                                       cursive script at a word's end; dropped elsewhere
tag characters                         removed (the flags of England, Scotland and Wales turn black)
other invisible characters             removed: ZWSP, BOM, soft hyphen, word joiner, Hangul fillers, ...
combining marks                        the first five on a letter stay; one without a letter gets `◌`
=====================================  ==============================================================
"""

import re
from functools import cache
from typing import Final, NamedTuple

from modtui.text.marks import BASIC_MARKS, MARKS

MAX_MARKS: Final = 5
"""Combining marks kept on one letter: tashkeel needs three, Burmese and Vietnamese four."""

MAX_JOINERS: Final = 3
"""Zero-width joiners kept in one emoji: the longest real one (a family of four) has three."""

_ZWNJ, _ZWJ, _LRM, _RLM = "\u200c", "\u200d", "\u200e", "\u200f"
_SKIN = "\U0001f3fb-\U0001f3ff"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_LINE_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_BASIC_INVISIBLE = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202c\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb"
)
_INVISIBLE = (
    _BASIC_INVISIBLE + "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROLS = "\x00-\x09\x0e-\x1f\x7f-\x84\x86-\x9f"
_BASIC_OTHER = "\ud800-\udfff\u061c\u202d\u202e"

# A joiner before ZWNJ is a letter's (see `_bounded`) and stays.
_EMOJI_DETAIL = re.compile(f"{_ZWJ}(?!{_ZWNJ})|[\ufe0e\ufe0f{_SKIN}]")
_BREAK = re.compile(f"\r\n|[{_LINE_BREAKS}]")
# The fast way for nearly every message: one search for anything that may need a second look.
_BASIC_HIDDEN = (
    f"{_CONTROLS}{_LINE_BREAKS}{_BASIC_OTHER}{_BASIC_INVISIBLE}\ufdd0-\ufdef\ufffe\uffff\u200c-\u200f"
)
_SUSPECT = re.compile(f"[{_BASIC_HIDDEN}{BASIC_MARKS}\U00010000-\U0010ffff]")


class _Patterns(NamedTuple):
    """What the slow ways look for; compiled when the first text needs them, not at every start."""

    hidden: re.Pattern[str]
    """Anything that is to go or to be looked at in its context; above U+3FFFD simply anything."""
    mark_runs: re.Pattern[str]
    """Too many marks on one character."""
    bare_mark: re.Pattern[str]
    """A mark after a blank."""
    foreign: re.Pattern[str]
    """What is shown as something else or removed, wherever it stands."""
    removed: re.Pattern[str]
    tail: re.Pattern[str]
    """What may trail a base character without a cell of its own."""


@cache
def _patterns() -> _Patterns:
    rare_marks = "\U00010100-\U00011fff\U00016a00-\U0001efff"
    marks = f"[{BASIC_MARKS}{rare_marks}]"
    return _Patterns(
        hidden=re.compile(
            f"[{_BASIC_HIDDEN}\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a{_SKIN}"
            "\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U0010ffff]"
        ),
        mark_runs=re.compile(f"{marks}{{{MAX_MARKS + 1}}}"),
        bare_mark=re.compile(f"\\s{marks}"),
        foreign=re.compile(f"[{_CONTROLS}{_BASIC_OTHER}{_INVISIBLE}{_NONCHARACTERS}]"),
        removed=re.compile(f"[{_INVISIBLE}]"),
        tail=re.compile(f"[{MARKS}{_SKIN}{_ZWNJ}{_ZWJ}{_LRM}{_RLM}]+"),
    )


_SHOWN: Final[dict[str, str]] = {
    "\t": " ",
    "\x7f": "␡",
    "\u061c": _RLM,
    "\u202d": "⇨",
    "\u202e": "⇦",
    **{chr(code): chr(0x2400 + code) for code in range(0x20) if code != 0x09},
    **{chr(code): "�" for code in range(0x80, 0xA0)},
}


def safe_text(s: str, *, newlines: bool = True, max_marks: int = MAX_MARKS) -> str:
    """Return `s` with nothing left in it that a terminal would obey or that would break a line's layout.

    With `newlines` false every line break, and the blanks round it, becomes one space. Applying it twice
    changes nothing. Never raises; see the module's table for what becomes of what (RULES 6.7).
    """
    if _is_plain(s) and max_marks == MAX_MARKS:
        clean = s
    else:
        clean = _BREAK.sub("\n", s)
        clean = _patterns().foreign.sub(_replacement, clean)
        clean = _bound_tails(clean, max_marks)
    if not newlines and "\n" in clean:
        clean = " ".join(part.strip() for part in clean.split("\n") if part.strip())
    return clean


def safe_line(s: str, limit: int | None = None) -> str:
    """Return `s` as one safe line without blanks at its ends: a name, a title, a file's name.

    `limit` is the greatest length in characters, an ellipsis included; no limit when None. To fit a width
    in cells use `modtui.text.cells.truncate_cells` on the result.
    """
    if limit is not None and len(s) > limit * 8 + 64:
        s = s[: limit * 8 + 64]  # cleaning a whole novel for one row would be wasted
    line = safe_text(s, newlines=False).strip()
    if limit is None or len(line) <= limit:
        return line
    if limit < 1:
        return ""
    end = limit - 1
    while end > 0 and _patterns().tail.match(line, end):
        end -= 1  # leave no letter without its marks
    return line[:end].rstrip() + "…"


def plain_emoji(s: str) -> str:
    """Return sanitised text with each emoji as its plain signs: 👩‍👩‍👧 becomes 👩👩👧, 👍🏽 becomes 👍.

    Many terminals (VTE, xterm) draw joined and coloured emoji as several, and so in more cells than layout
    counts, which pushes what stands to the right of them. Signs in a row take the same cells everywhere.
    """
    return s if s.isascii() else _EMOJI_DETAIL.sub("", s)


def is_safe(s: str) -> bool:
    """Say whether `safe_text` would return `s` unchanged."""
    return safe_text(s) == s


def _is_plain(s: str) -> bool:
    """Say whether `s` may stay as it is; never says so wrongly, and nearly always finds out in one look."""
    suspect = _SUSPECT.search(s)
    if suspect is None:
        return True
    look = _patterns()
    return not (
        look.hidden.search(s, suspect.start())
        or look.mark_runs.search(s, suspect.start())
        or look.bare_mark.search("\n" + s)
    )


def _replacement(match: re.Match[str]) -> str:
    char = match[0]
    shown = _SHOWN.get(char)
    if shown is not None:
        return shown
    return "" if _patterns().removed.match(char) else "�"


def _is_emoji(char: str) -> bool:
    """Say whether `char` may stand at either side of a joiner in an emoji; generous, never a letter."""
    return "\U0001f000" <= char <= "\U0001ffff" or "\u2190" <= char <= "\u2bff" or char in "©®‼⁉™ℹ〰〽㊗㊙"


def _is_cursive(char: str) -> bool:
    """Say whether `char` belongs to a script whose letters join: Arabic, Syriac, N'Ko, Mandaic, Mongolian."""
    return "\u0600" <= char <= "\u08ff" or "\u1800" <= char <= "\u18af" or "\ufb50" <= char <= "\ufefc"


def _bound_tails(s: str, max_marks: int) -> str:
    """Cap what hangs on each base character: marks, joiners, direction marks and skin tones."""
    out: list[str] = []
    done = 0
    joiners = 0
    for match in _patterns().tail.finditer(s):
        start, end = match.span()
        out.append(s[done:start])
        if start - done != 1:
            joiners = 0  # more than one base since the last tail: no longer the same emoji
        base = s[start - 1] if start else "\n"
        following = s[end] if end < len(s) else "\n"
        tail, joins = _bounded(match[0], base, following, max_marks, joiners < MAX_JOINERS)
        joiners = joiners + 1 if joins else 0
        out.append(tail)
        done = end
    out.append(s[done:])
    return "".join(out)


def _bounded(tail: str, base: str, following: str, max_marks: int, may_join: bool) -> tuple[str, bool]:
    """Return the part of `tail` that may stay after `base`, and whether it joins the emoji that follows."""
    kept: list[str] = []
    marks = 0
    seen: set[str] = set()
    for char in tail:
        if char == _ZWJ:
            continue
        if char in (_ZWNJ, _LRM, _RLM) or "\U0001f3fb" <= char <= "\U0001f3ff":
            kind = "tone" if char > "\uffff" else char
            if kind in seen or (kind == "tone" and not _is_emoji(base)):
                continue
            seen.add(kind)
        else:
            if marks == max_marks:
                continue
            if base.isspace() and not marks:
                kept.append("◌")
            marks += 1
        kept.append(char)
    result = "".join(kept)
    if _ZWJ not in tail:
        return result, False
    if _is_emoji(base) and tail[-1] == _ZWJ and _is_emoji(following) and may_join:
        return result + _ZWJ, True
    letter_follows = following.isalpha()
    if _is_cursive(base) and not letter_follows:
        # Layout engines take a joiner's successor for part of it; a non-joiner after it costs no cell.
        return result.replace(_ZWNJ, "") + _ZWJ + _ZWNJ, False
    return result, False
