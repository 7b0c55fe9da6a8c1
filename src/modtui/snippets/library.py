"""All the snippets of a folder, as they were at one moment, with what is wrong among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from modtui.snippets.check import Severity, SnippetProblem
from modtui.snippets.model import Kind, Snippet, Use


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells that a file has not changed since it was read: modification time in nanoseconds, and
    bytes."""

    mtime_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class SnippetLibrary:
    """An immutable collection of snippets, in the order of their files."""

    by_id: Mapping[str, Snippet]
    problems: tuple[SnippetProblem, ...] = ()
    stamps: Mapping[Path, FileStamp] = field(default_factory=dict, compare=False, repr=False)
    """The files that were read, for a quick reload."""

    @classmethod
    def of(cls, snippets: Iterable[Snippet], problems: Iterable[SnippetProblem] = ()) -> SnippetLibrary:
        """A library of snippets made in memory. Of two with one id the first stays, and the other is a
        problem."""
        by_id: dict[str, Snippet] = {}
        found = list(problems)
        for snippet in snippets:
            if (first := by_id.setdefault(snippet.id, snippet)) is not snippet:
                where = snippet.path or Path(snippet.id)
                found.append(
                    SnippetProblem(
                        where, 1, duplicate_sentence(snippet.id, first.path or Path(first.id), where)
                    )
                )
        return cls(MappingProxyType(by_id), tuple(found))

    def __len__(self) -> int:
        return len(self.by_id)

    def __iter__(self) -> Iterator[Snippet]:
        return iter(self.by_id.values())

    @property
    def answers(self) -> tuple[Snippet, ...]:
        """The snippets that inform."""
        return self.of_kind(Kind.ANSWER)

    @property
    def referrals(self) -> tuple[Snippet, ...]:
        """The snippets that send somebody on to an organisation."""
        return self.of_kind(Kind.REFERRAL)

    @property
    def errors(self) -> tuple[SnippetProblem, ...]:
        """The problems that must be mended."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    def of_kind(self, kind: Kind) -> tuple[Snippet, ...]:
        """The snippets of one kind, in the order of their files."""
        return tuple(snippet for snippet in self if snippet.kind is kind)

    def notices(
        self, use: Use | None = None, language: str | None = None, category: str | None = None
    ) -> tuple[Snippet, ...]:
        """The notices for a use; those that have a body in `language` first, each group in the order
        of the files.

        `category` narrows warnings and their like: `extraneous-religious` is met by a notice of that
        category, or
        else by one of `extraneous`, or else by one of no category.
        """
        found = [snippet for snippet in self.of_kind(Kind.NOTICE) if use is None or snippet.use is use]
        if category is not None:
            wider = category.split("-", 1)[0]
            for wanted in dict.fromkeys((category, wider, None)):
                if narrowed := [snippet for snippet in found if snippet.category == wanted]:
                    found = narrowed
                    break
            else:
                found = []
        if language is not None:
            found.sort(key=lambda snippet: language not in snippet.body)
        return tuple(found)


def duplicate_sentence(snippet_id: str, first: Path, second: Path) -> str:
    """Says which two files share an id, and which of them counts."""
    return f"The id `{snippet_id}` stands in {first} and in {second}; the first is used, rename the other."
