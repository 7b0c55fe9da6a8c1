"""From what a snippet file says to a `Snippet`, with every fault as one sentence and its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from modtui.snippets.model import LANGUAGES, Kind, Snippet, Use, Verified, frozen_texts
from modtui.snippets.placeholders import parse

KEYS: Final = (
    "id",
    "kind",
    "use",
    "category",
    "title",
    "aliases",
    "tags",
    "body",
    "verified",
    "expires",
    "organization",
    "phone",
    "address",
    "hours",
    "languages",
    "eligibility",
    "url",
    "attachments",
)
"""Every key a snippet file can have."""

MOST_BYTES: Final = 256 * 1024
"""A larger file is not read at all."""

MOST_SENT: Final = 4096
"""Telegram cuts a message after this many characters."""

_REFERRAL_TEXTS: Final = ("organization", "phone", "address", "hours", "eligibility", "url")
_ID: Final = re.compile(r"[^\W_][\w.-]{0,79}\Z")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")


class Severity(StrEnum):
    """`error`: the file must be mended, and where it cannot be used at all it is left out; `warning`:
    look at it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class SnippetProblem:
    """One thing wrong with one file: 1-based line, and a sentence that says what to write instead."""

    path: Path
    line: int
    sentence: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.sentence}"


def make_snippet(
    data: Any, line_of: Callable[[tuple[str | int, ...]], int], path: Path, folder_kind: Kind | None = None
) -> tuple[Snippet | None, tuple[SnippetProblem, ...]]:
    """The snippet that `data` (a loaded YAML document) describes, and what is wrong with it.

    `line_of` gives the 1-based line of a value by its path of keys; `folder_kind` is the kind that the
    file's folder
    stands for (`answers/` ...). The snippet is None where the file cannot be used; a snippet with
    faults that do not
    change what would be sent is returned with them.
    """
    made = _Maker(line_of, path)
    return made.snippet(data, folder_kind), tuple(made.problems)


@dataclass(slots=True)
class _Maker:
    line_of: Callable[[tuple[str | int, ...]], int]
    path: Path
    problems: list[SnippetProblem] = field(default_factory=list)

    def note(self, keys: Iterable[str | int], sentence: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(SnippetProblem(self.path, self.line_of(tuple(keys)), sentence, severity))

    def snippet(self, data: Any, folder_kind: Kind | None) -> Snippet | None:
        if not isinstance(data, dict):
            what = "is empty" if data is None else "is no list of keys and values"
            self.note((), f"The file {what}; a snippet starts with a line such as `id: health-card`.")
            return None
        self.unknown_keys(data)
        kind = self.kind(data, folder_kind)
        snippet_id = self.id(data)
        body = self.texts(data, "body")
        if "body" not in data:
            self.note((), "There is no `body`; write at least one language, such as `body: {en: ...}`.")
        elif not body and not any(
            problem.severity is Severity.ERROR and problem.sentence.startswith("`body")
            for problem in self.problems
        ):
            self.note(
                ("body",), "The `body` is empty; write at least one language, such as `body: {en: ...}`."
            )
        title = self.texts(data, "title")
        if not title:
            self.note(
                ("title",), "There is no `title`, so the id stands in for it; write `title: {en: ...}`."
            )
        use = self.use(data, kind)
        if kind is None or snippet_id is None or not body or (kind is Kind.NOTICE and use is None):
            return None
        self.bodies(body)
        referral = {name: self.text(data, name) for name in _REFERRAL_TEXTS}
        if kind is Kind.REFERRAL and not referral["organization"]:
            self.note(("organization",), "A referral needs an `organization`.")
        verified = self.verified(data)
        return Snippet(
            id=snippet_id,
            kind=kind,
            use=use,
            category=self.text(data, "category") or None,
            title=frozen_texts(title),
            body=frozen_texts(body),
            aliases=self.words(data, "aliases"),
            tags=self.words(data, "tags"),
            verified=verified,
            expires=self.date(data.get("expires"), ("expires",)),
            languages=self.words(data, "languages"),
            attachments=self.words(data, "attachments"),
            path=self.path,
            **referral,
        )

    def unknown_keys(self, data: Mapping[Any, Any]) -> None:
        for key in data:
            if key not in KEYS:
                near = difflib.get_close_matches(str(key).lower(), KEYS, n=1, cutoff=0.5)
                hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(KEYS)}."
                self.note((key,), f"The key `{_short(key)}` is not known; {hint}")

    def kind(self, data: Mapping[str, Any], folder_kind: Kind | None) -> Kind | None:
        said = data.get("kind")
        if said is None:
            if folder_kind is None:
                self.note((), "There is no `kind`; write `kind: answer`, `kind: referral` or `kind: notice`.")
            return folder_kind
        try:
            kind = Kind(said)
        except ValueError:
            self.note(("kind",), f"The kind `{_short(said)}` is not known; write answer, referral or notice.")
            return None
        if folder_kind is not None and kind is not folder_kind:
            self.note(
                ("kind",),
                f"The kind is `{kind}` but the file lies among the {folder_kind}s; move or mend it.",
                Severity.WARNING,
            )
        return kind

    def id(self, data: Mapping[str, Any]) -> str | None:
        said = data.get("id")
        if said is None:
            self.note((), "There is no `id`; write a short name of its own, such as `id: health-card`.")
            return None
        if not isinstance(said, str) or not _ID.match(said):
            self.note(
                ("id",),
                f"The id `{_short(said)}` cannot be used; write at most 80 letters, digits, dashes, dots.",
            )
            return None
        return said

    def use(self, data: Mapping[str, Any], kind: Kind | None) -> Use | None:
        said = data.get("use")
        if said is None:
            if kind is Kind.NOTICE:
                self.note((), f"A notice needs a `use`: one of {', '.join(Use)}.")
            return None
        try:
            use = Use(said)
        except ValueError:
            near = difflib.get_close_matches(str(said).lower(), list(Use), n=1, cutoff=0.5)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(Use)}."
            self.note(("use",), f"The use `{_short(said)}` is not known; {hint}")
            return None
        if kind is not None and kind is not Kind.NOTICE:
            self.note(("use",), f"Only a notice has a `use`; this is a {kind}.", Severity.WARNING)
        return use

    def texts(self, data: Mapping[str, Any], key: str) -> dict[str, str]:
        """A text by language; a plain text is taken for Arabic where it has Arabic letters, else for
        English."""
        said = data.get(key)
        if said is None:
            return {}
        if isinstance(said, str):
            return {"ar" if _ARABIC.search(said) else "en": said.strip()} if said.strip() else {}
        if not isinstance(said, dict):
            self.note(
                (key,), f"`{key}` must be a text for each language, such as `{key}: {{en: ..., ar: ...}}`."
            )
            return {}
        found: dict[str, str] = {}
        for language, text in said.items():
            if language not in LANGUAGES:
                self.note(
                    (key, language),
                    f"`{key}` has the language `{_short(language)}`; known are {', '.join(LANGUAGES)}.",
                )
            elif text is None or (isinstance(text, str) and not text.strip()):
                self.note((key, language), f"`{key}` is empty in `{language}`.", Severity.WARNING)
            elif isinstance(text, str):
                found[language] = text.strip()
            elif isinstance(text, int | float) and not isinstance(text, bool):
                found[language] = str(text)
            else:
                self.note((key, language), f"`{key}` in `{language}` must be a text, not a list or keys.")
        return found

    def text(self, data: Mapping[str, Any], key: str) -> str:
        said = data.get(key)
        if said is None:
            return ""
        if isinstance(said, str):
            return said.strip()
        if isinstance(said, int | float) and not isinstance(said, bool):
            if key == "phone":
                self.note((key,), "Write the phone number in quotes, so that no digit of it is lost.")
            return str(said)
        if key == "phone" and isinstance(said, list) and all(isinstance(one, str) for one in said):
            return ", ".join(one.strip() for one in said)
        self.note((key,), f"`{key}` must be a text.")
        return ""

    def words(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        said = data.get(key)
        if said is None:
            return ()
        if isinstance(said, str):
            said = [said]
        if not isinstance(said, list):
            self.note((key,), f"`{key}` must be a list, such as `{key}: [one, two]`.")
            return ()
        found: list[str] = []
        for at, one in enumerate(said):
            if isinstance(one, str | int | float) and not isinstance(one, bool):
                if str(one).strip():
                    found.append(str(one).strip())
            elif one is not None:
                self.note((key, at), f"`{key}` must hold texts only.")
        return tuple(dict.fromkeys(found))

    def verified(self, data: Mapping[str, Any]) -> Verified | None:
        said = data.get("verified")
        if said is None:
            return None
        if not isinstance(said, dict):
            self.note(
                ("verified",),
                "`verified` must say when, by whom and how: `{date: 2026-10-01, by: ..., source: ...}`.",
            )
            return None
        for key in said:
            if key not in ("date", "by", "source"):
                self.note(("verified", key), f"`verified` has date, by and source, not `{_short(key)}`.")
        if said.get("date") is None:
            self.note(("verified",), "`verified` has no date, so the snippet counts as not verified.")
            return None
        day = self.date(said["date"], ("verified", "date"))
        if day is None:
            return None
        by, source = (self.text({key: said.get(key)}, key) for key in ("by", "source"))
        return Verified(day, by, source)

    def date(self, said: Any, keys: tuple[str, ...]) -> date | None:
        if said is None:
            return None
        if isinstance(said, str) and _DATE.match(said.strip()):
            try:
                return date.fromisoformat(said.strip())
            except ValueError:
                self.note(keys, f"`{said.strip()}` in `{'.'.join(keys)}` is a day that does not exist.")
                return None
        self.note(keys, f"`{_short(said)}` in `{'.'.join(keys)}` is no date; write it as 2026-10-01.")
        return None

    def bodies(self, body: Mapping[str, str]) -> None:
        names: dict[str, set[str]] = {}
        for language, text in body.items():
            parsed = parse(text)
            for fault in parsed.faults:
                self.note(("body", language), f"In the body ({language}): {fault.sentence}.")
            names[language] = {one.name for one in parsed.placeholders if not one.is_question}
            if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MOST_SENT:
                self.note(
                    ("body", language),
                    f"The body ({language}) has {len(text)} characters; one message takes {MOST_SENT}.",
                    Severity.WARNING,
                )


def _short(said: Any) -> str:
    """What was found, short enough for a sentence and on one line."""
    text = " ".join(str(said).split())
    return text if len(text) <= 40 else text[:39] + "…"
