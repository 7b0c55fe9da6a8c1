"""A snippet as the text of its file, and new files that never overwrite another."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from modtui.snippets.model import Kind, Snippet, Use, Verified
from modtui.snippets.placeholders import escape
from modtui.text.fold import fold_words

FOLDER_OF: Final[Mapping[Kind, str]] = {
    Kind.ANSWER: "answers",
    Kind.REFERRAL: "referrals",
    Kind.NOTICE: "notices",
}

_PLAIN: Final = re.compile(r"[A-Za-z\u0620-\u064a][\w \u0620-\u064a.()/'+&-]*\Z")
# Plain scalars that YAML, of one version or another, reads as something else than a text.
_MEANS_ELSE: Final = re.compile(r"(?:null|true|false|yes|no|on|off|y|n|nan|inf)\Z", re.IGNORECASE)
_UNWRITABLE: Final = re.compile(
    "[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def to_yaml(snippet: Snippet, comment: str = "") -> str:
    """The file of a snippet: every text quoted where it could be read as anything else."""
    lines = [f"# {line}" for line in comment.splitlines()]
    lines += [f"id: {quoted(snippet.id)}", f"kind: {snippet.kind}"]
    if snippet.use is not None:
        lines.append(f"use: {snippet.use}")
    if snippet.category is not None:
        lines.append(f"category: {quoted(snippet.category)}")
    lines.append("title:")
    lines += [f"  {language}: {quoted(text)}" for language, text in snippet.title.items()]
    for key, words in (("aliases", snippet.aliases), ("tags", snippet.tags)):
        if words:
            lines.append(f"{key}: [{', '.join(quoted(word, in_list=True) for word in words)}]")
    lines.append("body:")
    for language, text in snippet.body.items():
        lines += _block(f"  {language}", text, "    ")
    for key in ("organization", "phone", "address", "hours"):
        if value := getattr(snippet, key):
            lines.append(f"{key}: {quoted(value)}")
    if snippet.languages:
        lines.append(f"languages: [{', '.join(quoted(word, in_list=True) for word in snippet.languages)}]")
    for key in ("eligibility", "url"):
        if value := getattr(snippet, key):
            lines.append(f"{key}: {quoted(value)}")
    if snippet.attachments:
        lines.append(
            f"attachments: [{', '.join(quoted(word, in_list=True) for word in snippet.attachments)}]"
        )
    if snippet.verified is not None:
        lines += ["verified:", f"  date: {snippet.verified.date.isoformat()}"]
        if snippet.verified.by:
            lines.append(f"  by: {quoted(snippet.verified.by)}")
        if snippet.verified.source:
            lines.append(f"  source: {quoted(snippet.verified.source)}")
    if snippet.expires is not None:
        lines.append(f"expires: {snippet.expires.isoformat()}")
    return "\n".join(lines) + "\n"


def quoted(text: str, in_list: bool = False) -> str:
    """A text as a YAML scalar: plain where that is safe in every version of YAML, else in double quotes."""
    if (
        _PLAIN.match(text)
        and not _MEANS_ELSE.match(text)
        and text == text.strip()
        and not (in_list and "," in text)
    ):
        return text
    out = [_ESCAPES.get(char) or (_escaped(char) if _UNWRITABLE.match(char) else char) for char in text]
    return f'"{"".join(out)}"'


_ESCAPES: Final[Mapping[str, str]] = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _block(key: str, text: str, indent: str) -> list[str]:
    """A body as a literal block, which is what a person likes to edit; in quotes where a block cannot
    hold it."""
    lines = text.split("\n")
    awkward = _UNWRITABLE.search(text) or any(char in text for char in "\x85\u2028\u2029\t")
    if awkward or not lines[0].strip() or lines[0] != lines[0].lstrip() or text != text.strip():
        return [f"{key}: {quoted(text)}"]
    return [f"{key}: |", *(indent + line if line.strip() else "" for line in lines)]


def id_from(title: str, taken: Container[str] = ()) -> str:
    """An id made of a title's words, with a number behind it where it is taken; `snippet` where no
    word is there."""
    words = fold_words(title)[:8]
    base = "-".join(words)[:60].strip("-") or "snippet"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found


def write_new(snippet: Snippet, root: Path, comment: str = "") -> Path:
    """Write a snippet's file into the folder of its kind. Raises `FileExistsError` rather than
    overwrite, `OSError`."""
    folder = root / FOLDER_OF[snippet.kind]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{snippet.id}.yaml"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(to_yaml(snippet, comment))
    return path


def from_answer(
    text: str, language: str, title: str, taken: Container[str], use: Use | None = None
) -> Snippet:
    """Make a snippet of an answer that was sent: unverified until somebody verifies it; braces in the
    text mean themselves."""
    return Snippet(
        id=id_from(title, taken),
        kind=Kind.NOTICE if use is not None else Kind.ANSWER,
        use=use,
        title={language: title},
        body={language: escape(text.strip())},
    )


def verified_now(snippet: Snippet, verified: Verified) -> Snippet:
    """The snippet with a new verification; its own `expires` is dropped, as it belonged to the old one."""
    return replace(snippet, verified=verified, expires=None)
