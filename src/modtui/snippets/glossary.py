"""The glossary: meanings with their words in English, Arabic, French and Arabizi."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from modtui.snippets.check import MOST_BYTES, SnippetProblem
from modtui.text.yaml12 import YamlError, load

LANGUAGES: Final = ("en", "ar", "fr", "arabizi")
_COMMA: Final = re.compile(r"\s*[,،;؛\n]\s*")
_HOME: Final = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning: its phrases by language, and the names of meanings that often answer the same question."""

    name: str
    phrases: Mapping[str, tuple[str, ...]]
    near: tuple[str, ...] = ()
    is_general: bool = False
    """It goes with many questions and tells little about any of them ("free", "child")."""

    def label(self, language: str | None = None) -> str:
        """A word for this meaning to show to a person, in `language` if there is one."""
        for wanted in (language, "en", "ar", "fr"):
            if wanted is not None and self.phrases.get(wanted):
                return self.phrases[wanted][0]
        return self.name


@dataclass(frozen=True, slots=True)
class Glossary:
    """An immutable list of meanings; the position of a meaning in it is its number in an index."""

    concepts: tuple[Concept, ...] = ()

    def __len__(self) -> int:
        return len(self.concepts)

    def merged(self, other: Glossary) -> Glossary:
        """This glossary with another one's words added, name by name; new meanings come last."""
        found = {concept.name: concept for concept in self.concepts}
        for concept in other.concepts:
            known = found.get(concept.name)
            if known is None:
                found[concept.name] = concept
                continue
            phrases = {
                language: tuple(
                    dict.fromkeys((*known.phrases.get(language, ()), *concept.phrases.get(language, ())))
                )
                for language in LANGUAGES
            }
            near = tuple(dict.fromkeys((*known.near, *concept.near)))
            is_general = known.is_general or concept.is_general
            found[concept.name] = Concept(known.name, phrases, near, is_general)
        return Glossary(tuple(found.values()))


def samples_folder() -> Path:
    """Where the samples and the shipped glossary lie: in the installed package, or in the source tree."""
    packed = _HOME.parent / "_samples"
    return packed if packed.is_dir() else _HOME.parents[2] / "snippets"


def load_glossary(folders: Iterable[Path] = ()) -> tuple[Glossary, tuple[SnippetProblem, ...]]:
    """The shipped glossary with the `glossary.yaml` of each of the folders added, and what is wrong in them.

    Never raises: a file that cannot be read or understood is a problem, and the others count.
    """
    glossary = Glossary()
    problems: list[SnippetProblem] = []
    seen: set[Path] = set()
    for folder in (samples_folder(), *folders):
        path = folder / "glossary.yaml"
        if not path.is_file() or path.resolve() in seen:
            continue
        seen.add(path.resolve())
        read, wrong = read_glossary(path)
        glossary = glossary.merged(read)
        problems.extend(wrong)
    return glossary, tuple(problems)


def read_glossary(path: Path) -> tuple[Glossary, tuple[SnippetProblem, ...]]:
    """One glossary file; a meaning that is wrong is a problem and is left out."""
    try:
        raw = path.read_bytes()
        if len(raw) > 16 * MOST_BYTES:
            return Glossary(), (
                SnippetProblem(path, 1, f"The glossary has {len(raw):,} bytes, which is too many."),
            )
        document = load(raw.decode("utf-8"))
    except OSError as error:
        return Glossary(), (SnippetProblem(path, 1, f"The file cannot be read: {error.strerror or error}."),)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Glossary(), (SnippetProblem(path, line, "The glossary is not UTF-8; save it as UTF-8."),)
    except YamlError as error:
        return Glossary(), tuple(
            SnippetProblem(path, one.line, f"The YAML is wrong: {one.message.rstrip('.')}.")
            for one in error.problems
        )
    if document.data is None:
        return Glossary(), ()
    if not isinstance(document.data, dict):
        return Glossary(), (
            SnippetProblem(path, 1, "A glossary is a list of names with words, such as `doctor:`."),
        )
    concepts: list[Concept] = []
    problems: list[SnippetProblem] = []
    for name, value in document.data.items():
        if not isinstance(value, dict):
            sentence = f"`{name}` needs words by language, such as `en: doctor, physician`."
            problems.append(SnippetProblem(path, document.line((name,)), sentence))
            continue
        for key in value:
            if key not in (*LANGUAGES, "near", "general"):
                sentence = f"`{name}` has the key `{key}`; known are {', '.join(LANGUAGES)}, near, general."
                problems.append(SnippetProblem(path, document.line((name, key)), sentence))
        phrases = {language: _words(value.get(language)) for language in LANGUAGES if value.get(language)}
        is_general = value.get("general") is True
        concepts.append(Concept(str(name), phrases, _words(value.get("near")), is_general))
    return Glossary(tuple(concepts)), tuple(problems)


def _words(said: Any) -> tuple[str, ...]:
    parts: list[str] = []
    for one in said if isinstance(said, list) else [said]:
        if isinstance(one, str | int | float):
            parts.extend(part for part in _COMMA.split(str(one).strip()) if part)
    return tuple(dict.fromkeys(parts))
