"""Reads a folder of snippets (`answers/`, `referrals/`, `notices/`), keeps the good ones and names
every fault."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from modtui.snippets.check import MOST_BYTES, Severity, SnippetProblem, make_snippet
from modtui.snippets.library import FileStamp, SnippetLibrary, duplicate_sentence
from modtui.snippets.model import Kind, Snippet
from modtui.text.yaml12 import YamlError, load

FOLDERS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"answers": Kind.ANSWER, "referrals": Kind.REFERRAL, "notices": Kind.NOTICE}
)
SUFFIXES: Final = (".yaml", ".yml")
GLOSSARY_NAME: Final = "glossary.yaml"

_NOT_SNIPPETS: Final = frozenset({GLOSSARY_NAME, "glossary.yml"})


def load_library(root: Path, previous: SnippetLibrary | None = None) -> SnippetLibrary:
    """All snippets under `root`. Never raises for what lies there: every fault is a `SnippetProblem`.

    With `previous` (the same folder, read before) unchanged files are not read again.
    """
    steps = load_steps(root, previous)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            library: SnippetLibrary = done.value
            return library


def load_steps(root: Path, previous: SnippetLibrary | None = None) -> Generator[int, None, SnippetLibrary]:
    """As `load_library`, one file at a time: yields how many files were read, so that others can run
    between."""
    reading = _Reading(root, previous)
    if not root.is_dir():
        reading.note(root, f"The snippets folder {root} is not there; make it, or copy the samples to it.")
    for count, path in enumerate(reading.files(), 1):
        reading.take(path)
        yield count
    return reading.library()


def read_snippet(
    path: Path, folder_kind: Kind | None = None
) -> tuple[Snippet | None, tuple[SnippetProblem, ...]]:
    """One snippet file: the snippet, or None where it cannot be used, and what is wrong with it."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None, (SnippetProblem(path, 1, "This is no plain file, so it is not read."),)
        if status.st_size > MOST_BYTES:
            return None, (SnippetProblem(path, 1, _too_large(status.st_size)),)
        raw = path.read_bytes()
    except OSError as error:
        return None, (SnippetProblem(path, 1, f"The file cannot be read: {error.strerror or error}."),)
    if len(raw) > MOST_BYTES:
        return None, (SnippetProblem(path, 1, _too_large(len(raw))),)
    return parse_snippet(raw, path, folder_kind)


def parse_snippet(
    raw: bytes, path: Path, folder_kind: Kind | None = None
) -> tuple[Snippet | None, tuple[SnippetProblem, ...]]:
    """As `read_snippet`, from the bytes of the file; `path` is only for naming it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (SnippetProblem(path, line, _not_utf8(raw, error.start)),)
    try:
        document = load(text)
    except YamlError as error:
        return None, tuple(
            SnippetProblem(path, one.line, f"The YAML is wrong: {one.message.rstrip('.')}.")
            for one in error.problems
        )
    return make_snippet(document.data, document.line, path, folder_kind)


def _too_large(size: int) -> str:
    return f"The file has {size:,} bytes; a snippet may have {MOST_BYTES:,}. Shorten it, or attach a file."


def _not_utf8(raw: bytes, at: int) -> str:
    """Names the offending byte and the encoding it probably is."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "The file is UTF-16; save it as UTF-8."
    guess = "Windows-1256" if sum(byte >= 0xC0 for byte in raw) > len(raw) // 5 else "Windows-1252"
    return f"The byte 0x{raw[at]:02X} is not UTF-8 (the file looks like {guess}); save it as UTF-8."


@dataclass(slots=True)
class _Reading:
    root: Path
    previous: SnippetLibrary | None
    snippets: dict[str, Snippet] = field(default_factory=dict)
    problems: list[SnippetProblem] = field(default_factory=list)
    stamps: dict[Path, FileStamp] = field(default_factory=dict)
    known: dict[Path, Snippet] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.previous is not None:
            # A file with any problem is read again: its problems are not kept by file.
            troubled = {problem.path for problem in self.previous.problems}
            for snippet in self.previous:
                if snippet.path is not None and snippet.path not in troubled:
                    self.known[snippet.path] = snippet

    def note(self, path: Path, sentence: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(SnippetProblem(path, 1, sentence, severity))

    def files(self) -> Iterator[Path]:
        """Every snippet file under the root in a steady order; links are followed, but never twice to
        one folder."""
        waiting: list[tuple[Path, frozenset[str]]] = [(self.root, frozenset())]
        while waiting:
            folder, above = waiting.pop()
            real = os.path.realpath(folder)
            if real in above:
                self.note(folder, "This link leads back to a folder above it, so it is not followed.")
                continue
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                if folder != self.root or self.root.is_dir():
                    self.note(folder, f"The folder cannot be read: {error.strerror or error}.")
                continue
            below: list[tuple[Path, frozenset[str]]] = []
            for entry in entries:
                if entry.name.startswith((".", "~")):
                    continue
                path = Path(entry.path)
                if self.is_folder(entry, path):
                    below.append((path, above | {real}))
                elif path.suffix.lower() in SUFFIXES and not (
                    folder == self.root and entry.name in _NOT_SNIPPETS
                ):
                    yield path
            waiting.extend(reversed(below))

    def is_folder(self, entry: os.DirEntry[str], path: Path) -> bool:
        try:
            return entry.is_dir()
        except OSError as error:
            self.note(path, f"The link leads nowhere: {error.strerror or error}.")
            return False

    def take(self, path: Path) -> None:
        try:
            status = path.stat()
        except OSError as error:
            self.note(path, f"The file cannot be read: {error.strerror or error}.")
            return
        stamp = FileStamp(status.st_mtime_ns, status.st_size)
        snippet = self.known.get(path)
        if snippet is None or self.previous is None or self.previous.stamps.get(path) != stamp:
            snippet, problems = read_snippet(path, self.folder_kind(path))
            self.problems.extend(problems)
        self.stamps[path] = stamp
        if snippet is None:
            return
        first = self.snippets.setdefault(snippet.id, snippet)
        if first is not snippet:
            line = 1
            self.problems.append(
                SnippetProblem(path, line, duplicate_sentence(snippet.id, first.path or Path(first.id), path))
            )
            return
        self.attachments(snippet, path)

    def attachments(self, snippet: Snippet, path: Path) -> None:
        """An attachment is a file beside the snippet and inside the root: a snippet must not send
        /etc/passwd."""
        root = os.path.realpath(self.root)
        for name in snippet.attachments:
            real = os.path.realpath(path.parent / name)
            if os.path.commonpath((root, real)) != root:
                self.note(path, f"The attachment {name} lies outside the snippets folder; copy it there.")
            elif not os.path.isfile(real):
                self.note(path, f"The attachment {name} is not there.")

    def folder_kind(self, path: Path) -> Kind | None:
        parts = path.relative_to(self.root).parts[:-1]
        return next((FOLDERS[part] for part in parts if part in FOLDERS), None)

    def library(self) -> SnippetLibrary:
        order = sorted(self.problems, key=lambda problem: (str(problem.path), problem.line))
        return SnippetLibrary(MappingProxyType(self.snippets), tuple(order), MappingProxyType(self.stamps))
