"""Embedding levels of one paragraph: the Unicode Bidirectional Algorithm, UAX #9, up to rule L1.

Names of rules (W1, N0, X5a...) are those of the annex. Everything is worked out on parallel lists: `types`
holds the bidirectional class of each character and changes as the rules go on, `levels` its level.
"""

from collections.abc import Sequence
from typing import Final
from unicodedata import bidirectional

from modtui.text.bidi_tables import CLOSING, OPENING

REMOVED: Final = -1
"""The level of a character that rule X9 takes out: it stands at no place of its own."""

_MAX_DEPTH: Final = 125
_MAX_OPEN_BRACKETS: Final = 63

_EMBEDDINGS: Final = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
_ISOLATES: Final = frozenset(("LRI", "RLI", "FSI"))
_TAKEN_OUT: Final = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "BN"))
_EXPLICIT: Final = _TAKEN_OUT | _ISOLATES | {"PDI", "B"}
_NEUTRAL: Final = frozenset(("B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"))
_TRAILING: Final = frozenset(("WS", "LRI", "RLI", "FSI", "PDI"))
_WEAK: Final = frozenset(("NSM", "EN", "AL", "ES", "ET", "CS", "AN"))
_STRONG: Final = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}

# Classes of code points that are not assigned yet (DerivedBidiClass): first, last, class.
_UNASSIGNED: Final = (
    (0x0590, 0x05FF, "R"), (0x0600, 0x07BF, "AL"), (0x07C0, 0x085F, "R"), (0x0860, 0x08FF, "AL"),
    (0x20A0, 0x20CF, "ET"), (0xFB1D, 0xFB4F, "R"), (0xFB50, 0xFDCF, "AL"), (0xFDD0, 0xFDEF, "BN"),
    (0xFDF0, 0xFDFF, "AL"), (0xFE70, 0xFEFE, "AL"), (0x10800, 0x10CFF, "R"), (0x10D00, 0x10D3F, "AL"),
    (0x10D40, 0x10EBF, "R"), (0x10EC0, 0x10EFF, "AL"), (0x10F00, 0x10F2F, "R"), (0x10F30, 0x10F6F, "AL"),
    (0x10F70, 0x10FFF, "R"), (0x1E800, 0x1EC6F, "R"), (0x1EC70, 0x1ECBF, "AL"), (0x1ECC0, 0x1ECFF, "R"),
    (0x1ED00, 0x1ED4F, "AL"), (0x1ED50, 0x1EDFF, "R"), (0x1EE00, 0x1EEFF, "AL"), (0x1EF00, 0x1EFFF, "R"),
    (0xE0000, 0xE0FFF, "BN"),
)  # fmt: skip


def bidi_class(char: str) -> str:
    """Return the bidirectional class of one character, unassigned ones included."""
    known = bidirectional(char)
    if known:
        return known
    code = ord(char)
    if code & 0xFFFE == 0xFFFE:
        return "BN"
    return next((name for first, last, name in _UNASSIGNED if first <= code <= last), "L")


def resolve_levels(text: str, base_level: int, isolated: Sequence[tuple[int, int]] = ()) -> list[int]:
    """Return the level of each character of one paragraph: even runs left to right, odd right to left.

    `base_level` is 0 or 1 (see `modtui.text.direction.base_direction`). The whole text counts as one line:
    blanks at its end take the base level (rule L1); `trim_line_end` does the same for parts of it. A
    character taken out by rule X9 has the level `REMOVED`. The spans in `isolated` hold no controls and count
    as left-to-right isolates (rule HL3): see `modtui.text.ltr_runs`.
    """
    original = list(map(bidirectional, text))
    present = frozenset(original)
    if "" in present:
        original = list(map(bidi_class, text))
        present = frozenset(original)
    types = original.copy()
    for start, end in isolated:
        types[start:end] = ["WS"] * (end - start)
    if present.isdisjoint(_EXPLICIT):
        levels = [base_level] * len(types)
        direction = "R" if base_level else "L"
        _resolve_sequence(text, list(range(len(types))), types, original, levels, direction, direction)
    else:
        matches = _match_isolates(types)
        levels = _explicit_levels(types, original, base_level, matches)
        explicit = levels.copy()
        for sequence in _isolating_runs(explicit, original, matches):
            sos, eos = _edges(sequence, explicit, original, matches, base_level)
            _resolve_sequence(text, sequence, types, original, levels, sos, eos)
    for start, end in isolated:
        levels[start:end] = [level + level % 2 for level in levels[start:end]]
    _trim(original, levels, base_level)
    return levels


def trim_line_end(text: str, levels: list[int], start: int, end: int, base_level: int) -> list[int]:
    """Return the levels of the line [start, end) of a paragraph, its last blanks at the base level (L1)."""
    line = levels[start:end]
    for index in range(end - 1, start - 1, -1):
        name = bidi_class(text[index])
        if name in _TRAILING:
            line[index - start] = base_level
        elif name not in _TAKEN_OUT:
            break
    return line


def _trim(original: list[str], levels: list[int], base_level: int) -> None:
    """Apply rule L1 in place: separators, and blanks before one or at the end, take the base level."""
    trailing = True
    for index in range(len(original) - 1, -1, -1):
        name = original[index]
        if name in ("B", "S"):
            trailing = True
            levels[index] = base_level
        elif name in _TRAILING:
            if trailing:
                levels[index] = base_level
        elif name not in _TAKEN_OUT:
            trailing = False


# --- Explicit levels: X1 to X10 ---


def _match_isolates(types: list[str]) -> dict[int, int]:
    """Return each isolate's beginning and end, both ways (BD9); those without a partner are absent."""
    matches: dict[int, int] = {}
    waiting: list[int] = []
    for index, name in enumerate(types):
        if name in _ISOLATES:
            waiting.append(index)
        elif name == "PDI" and waiting:
            start = waiting.pop()
            matches[start] = index
            matches[index] = start
        elif name == "B":
            waiting.clear()
    return matches


def _first_strong_level(types: list[str], start: int, end: int, matches: dict[int, int]) -> int:
    """Return 1 if the first strong character of [start, end) outside isolates is right-to-left (P2, P3)."""
    index = start
    while index < end:
        name = types[index]
        if name == "L":
            return 0
        if name in ("R", "AL"):
            return 1
        if name in _ISOLATES:
            index = matches.get(index, end)
        index += 1
    return 0


def _explicit_levels(
    types: list[str], original: list[str], base_level: int, matches: dict[int, int]
) -> list[int]:
    """Apply X1 to X9: return the explicit levels; overrides replace entries of `types`."""
    levels = [base_level] * len(types)
    # Level, override ("L", "R" or ""), and whether it is an isolate.
    stack: list[tuple[int, str, bool]] = [(base_level, "", False)]
    too_deep_isolates = too_deep_embeddings = valid_isolates = 0
    for index, name in enumerate(original):
        level, override, _ = stack[-1]
        if name in _EMBEDDINGS:
            levels[index] = REMOVED
            odd, forced = _EMBEDDINGS[name]
            deeper = _next_level(level, odd)
            if deeper <= _MAX_DEPTH and not too_deep_isolates and not too_deep_embeddings:
                stack.append((deeper, forced, False))
            elif not too_deep_isolates:
                too_deep_embeddings += 1
        elif name in _ISOLATES:
            levels[index] = level
            types[index] = override or name
            odd = int(name == "RLI")
            if name == "FSI":
                odd = _first_strong_level(original, index + 1, matches.get(index, len(types)), matches)
            deeper = _next_level(level, odd)
            if deeper <= _MAX_DEPTH and not too_deep_isolates and not too_deep_embeddings:
                valid_isolates += 1
                stack.append((deeper, "", True))
            else:
                too_deep_isolates += 1
        elif name == "PDI":
            if too_deep_isolates:
                too_deep_isolates -= 1
            elif valid_isolates:
                too_deep_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid_isolates -= 1
            level, override, _ = stack[-1]
            levels[index] = level
            types[index] = override or name
        elif name == "PDF":
            levels[index] = REMOVED
            if too_deep_isolates:
                continue
            if too_deep_embeddings:
                too_deep_embeddings -= 1
            elif len(stack) > 1 and not stack[-1][2]:
                stack.pop()
        elif name == "BN":
            levels[index] = REMOVED
        elif name == "B":
            del stack[1:]
            too_deep_isolates = too_deep_embeddings = valid_isolates = 0
        else:
            levels[index] = level
            types[index] = override or name
    return levels


def _next_level(level: int, odd: int) -> int:
    """Return the least level above `level` that is odd (`odd` 1) or even (`odd` 0)."""
    return level + 1 if (level + 1) % 2 == odd else level + 2


def _isolating_runs(levels: list[int], original: list[str], matches: dict[int, int]) -> list[list[int]]:
    """Return the isolating run sequences (BD13), each a list of the indices of its characters."""
    runs: list[list[int]] = []
    for index, level in enumerate(levels):
        if level == REMOVED:
            continue
        if runs and levels[runs[-1][-1]] == level:
            runs[-1].append(index)
        else:
            runs.append([index])
    by_first = {run[0]: run for run in runs}
    sequences: list[list[int]] = []
    for run in runs:
        if original[run[0]] == "PDI" and run[0] in matches:
            continue  # goes on from the run that holds its isolate's beginning
        sequence = run.copy()
        while original[sequence[-1]] in _ISOLATES and sequence[-1] in matches:
            sequence += by_first[matches[sequence[-1]]]
        sequences.append(sequence)
    return sequences


def _edges(
    sequence: list[int], levels: list[int], original: list[str], matches: dict[int, int], base_level: int
) -> tuple[str, str]:
    """Return the directions at the sequence's start and end (X10: sos, eos)."""
    level = levels[sequence[0]]
    before = base_level
    for index in range(sequence[0] - 1, -1, -1):
        if levels[index] != REMOVED:
            before = levels[index]
            break
    after = base_level
    last = sequence[-1]
    if original[last] not in _ISOLATES or last in matches:
        for index in range(last + 1, len(levels)):
            if levels[index] != REMOVED:
                after = levels[index]
                break
    return "LR"[max(level, before) % 2], "LR"[max(level, after) % 2]


# --- One isolating run sequence: W1 to I2 ---


def _resolve_sequence(
    text: str,
    sequence: list[int],
    types: list[str],
    original: list[str],
    levels: list[int],
    sos: str,
    eos: str,
) -> None:
    """Apply W1 to W7, N0 to N2, I1 and I2 to the characters at `sequence`, changing `types` and `levels`."""
    if not sequence:
        return
    embedding = levels[sequence[0]]
    names = [types[index] for index in sequence]
    if not _WEAK.isdisjoint(names):
        _resolve_weak(names, sos)
    if not _NEUTRAL.isdisjoint(names):
        toward = "LR"[embedding % 2]
        _resolve_brackets(text, sequence, names, original, toward, sos)
        _resolve_neutrals(names, toward, sos, eos)
    odd = embedding % 2
    level_of = {
        "L": embedding + odd,
        "R": embedding + 1 - odd,
        "EN": embedding + 2 - odd,
        "AN": embedding + 2 - odd,
    }
    resolved = [level_of[name] for name in names]
    if len(sequence) == len(levels):  # the whole paragraph
        levels[:] = resolved
        return
    for index, level in zip(sequence, resolved, strict=True):
        levels[index] = level


def _resolve_weak(names: list[str], sos: str) -> None:
    """Apply W1 to W7 in place: marks, numbers and what stands between and beside numbers."""
    present = frozenset(names)
    if "NSM" in present or ("EN" in present and "AL" in present):
        last_strong = before = sos
        for place, name in enumerate(names):  # W1 and W2
            if name == "NSM":
                name = "ON" if before in _ISOLATES or before == "PDI" else before
            before = name  # as it is after W1 only
            if name == "EN" and last_strong == "AL":
                name = "AN"
            elif name in ("L", "R", "AL"):
                last_strong = name
            names[place] = name
    if "ES" in present or "CS" in present or "ET" in present:
        _resolve_number_signs(names)
    last_strong = sos
    for place, name in enumerate(names):  # W3, which only W2 had to go before, and W7
        if name == "AL":
            names[place] = last_strong = "R"
        elif name in ("L", "R"):
            last_strong = name
        elif name == "EN" and last_strong == "L":
            names[place] = "L"


def _resolve_number_signs(names: list[str]) -> None:
    """Apply W4 to W6 in place: separators and terminators beside numbers."""
    for place in range(1, len(names) - 1):  # W4
        if names[place] in ("ES", "CS"):
            left, right = names[place - 1], names[place + 1]
            if left == right and (left == "EN" or (left == "AN" and names[place] == "CS")):
                names[place] = left
    place = 0
    while place < len(names):  # W5 and W6
        name = names[place]
        if name == "ET":
            end = place
            while end < len(names) and names[end] == "ET":
                end += 1
            beside = (place > 0 and names[place - 1] == "EN") or (end < len(names) and names[end] == "EN")
            names[place:end] = ["EN" if beside else "ON"] * (end - place)
            place = end
        else:
            if name == "ES" or name == "CS":
                names[place] = "ON"
            place += 1


def _bracket_pairs(text: str, sequence: list[int], names: list[str]) -> list[tuple[int, int]]:
    """Return the places of paired brackets in the order of their openings (BD16)."""
    if OPENING.keys().isdisjoint(text):
        return []
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, index in enumerate(sequence):
        if names[place] != "ON":
            continue
        char = text[index]
        if char in OPENING:
            if len(waiting) == _MAX_OPEN_BRACKETS:
                return []  # too many open ones: the rule gives up on the whole sequence
            waiting.append((OPENING[char], place))
        elif char in CLOSING:
            wanted = CLOSING[char]
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == wanted:
                    pairs.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _resolve_brackets(
    text: str, sequence: list[int], names: list[str], original: list[str], toward: str, sos: str
) -> None:
    """Apply N0 in place: brackets take the direction of what they hold, or of what goes before."""
    for opening, closing in _bracket_pairs(text, sequence, names):
        inside = {_STRONG[name] for name in names[opening + 1 : closing] if name in _STRONG}
        if not inside:
            continue
        if toward in inside:
            direction = toward
        else:
            context = next((_STRONG[name] for name in reversed(names[:opening]) if name in _STRONG), sos)
            direction = context if context != toward else toward
        for place in (opening, closing):
            names[place] = direction
            follower = place + 1
            while follower < len(names) and original[sequence[follower]] == "NSM":
                names[follower] = direction
                follower += 1


def _resolve_neutrals(names: list[str], toward: str, sos: str, eos: str) -> None:
    """Apply N1 and N2 in place: neutrals between two like directions take it, others the embedding's."""
    place = 0
    for end, name in enumerate((*names, "")):
        if name in _NEUTRAL:
            continue
        if end == place:
            place += 1
            continue
        left = _STRONG[names[place - 1]] if place else sos
        right = _STRONG[names[end]] if end < len(names) else eos
        names[place:end] = [left if left == right else toward] * (end - place)
        place = end + 1
