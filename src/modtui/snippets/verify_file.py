"""Writes who verified a snippet into its file, and leaves every other line of it as its author wrote it."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from modtui.snippets.load import parse_snippet
from modtui.snippets.model import Snippet, Verified
from modtui.snippets.write import quoted

_KEY: Final = re.compile(r"(verified|expires)[ \t]*:(?:[ \t]|$)")
_END_COMMENT: Final = re.compile(r"\}[ \t]*(#.*)$")
_COMMENT_LINE: Final = re.compile(r"[ \t]*#")


class CannotVerify(ValueError):
    """The file cannot be changed; one sentence says why and what to do."""


def write_verified(path: Path, verified: Verified) -> Snippet:
    """Write a verification into the file at `path`; returns the snippet as it is then.

    An `expires` of its own that is not after the new date belonged to the old verification and goes; a later
    one stays. The file is replaced as a whole, so that nobody reads half of it. Raises `CannotVerify`
    (nothing was changed), or `OSError`.
    """
    real = Path(os.path.realpath(path))
    raw = real.read_bytes()
    before, problems = parse_snippet(raw, path)
    if before is None:
        raise CannotVerify(f"{path.name} cannot be read ({problems[0].sentence}) Mend it first.")
    newline = "\r\n" if b"\r\n" in raw else "\n"
    text = raw.decode("utf-8").replace("\r\n", "\n")
    drop_expiry = before.expires is not None and before.expires <= verified.date
    made = with_verified(text, verified, drop_expiry=drop_expiry).replace("\n", newline).encode("utf-8")
    after, _ = parse_snippet(made, path)
    wanted = replace(before, verified=verified, expires=None if drop_expiry else before.expires)
    if after != wanted:
        line = _flow(verified)
        raise CannotVerify(f"{path.name} is laid out in a way of its own; write into it by hand: {line}")
    _replace(real, made)
    return after


def with_verified(text: str, verified: Verified, *, drop_expiry: bool = False) -> str:
    """The text of a file with its `verified` replaced or added; comments, order and style stay."""
    lines = text.split("\n")
    out: list[str] = []
    at, found = 0, False
    while at < len(lines):
        match = _KEY.match(lines[at])
        if match is None:
            out.append(lines[at])
            at += 1
            continue
        end = _end_of_value(lines, at)
        own = lines[at:end]
        at = end
        if match.group(1) == "verified":
            found = True
            out += _renewed(own, verified)
        elif not drop_expiry:
            out += own
    if not found:
        _insert(out, verified)
    return "\n".join(out)


def _end_of_value(lines: list[str], start: int) -> int:
    """The line after a top-level value: what follows is indented less, or empty up to the next key."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.strip() and not line[0].isspace() and line[0] not in "}":
            break
        if line.strip():
            end = number + 1
    return end


def _renewed(own: list[str], verified: Verified) -> list[str]:
    """The new lines in the style of the old ones, with the comments that stood among them."""
    rest = own[0].partition(":")[2].strip()
    comments = [line for line in own[1:] if _COMMENT_LINE.match(line)]
    if rest.startswith("{") or (own[1:] and not rest and own[1].strip().startswith("{")):
        tail = _END_COMMENT.search(own[-1])
        return [_flow(verified) + (f"  {tail.group(1)}" if tail else ""), *comments]
    if rest and not rest.startswith("#"):
        return [_flow(verified), *comments]  # `verified: null` and its like
    indent = next((line[: len(line) - len(line.lstrip())] for line in own[1:] if line.strip()), "  ")
    head = own[0] if rest else "verified:"
    return [head, *comments, *(f"{indent}{line}" for line in _pairs(verified))]


def _insert(out: list[str], verified: Verified) -> None:
    """Put it after a commented-out `verified` (as `snippets new` writes one), else before `expires`, else at the end."""
    for number, line in enumerate(out):
        if re.match(r"#\s*verified\s*:", line):
            out.insert(number + 1, _flow(verified))
            return
    for number, line in enumerate(out):
        if re.match(r"expires[ \t]*:", line):
            out.insert(number, _flow(verified))
            return
    while out and not out[-1].strip():
        out.pop()
    out += [_flow(verified), ""]


def _pairs(verified: Verified) -> list[str]:
    pairs = [f"date: {verified.date.isoformat()}"]
    if verified.by:
        pairs.append(f"by: {quoted(verified.by, in_list=True)}")
    if verified.source:
        pairs.append(f"source: {quoted(verified.source, in_list=True)}")
    return pairs


def _flow(verified: Verified) -> str:
    return f"verified: {{{', '.join(_pairs(verified))}}}"


def today_or(day: date | None, today: date) -> date:
    """The day somebody verified a snippet on: today where none is said. Raises `CannotVerify` for a day to come."""
    if day is not None and day > today:
        raise CannotVerify(f"{day.isoformat()} is still to come; a verification is of today or earlier.")
    return day or today


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename: a reader sees the old file or the new one. The name starts with a dot, so that
    the loader never takes the half-written one for a snippet."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(path.stat().st_mode & 0o777)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
