"""YAML 1.2 core scalars on PyYAML's parser, with lines kept and every problem reported.

PyYAML itself resolves YAML 1.1: ``on`` becomes True, ``17:00`` becomes 1020 and the country ``NO`` becomes
False. Here only the core schema of YAML 1.2 counts (null, true, false, integers, floats); everything else,
dates and times included, stays the string that was written. No object but dict, list, str, int, float, bool
and None is ever made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml

MAX_DEPTH: Final = 100
"""Mappings and lists nested deeper than this are refused."""

MAX_NODES: Final = 200_000
"""Values in one text, each alias counted as often as it repeats them (an "alias bomb" ends here)."""

PathKey = str | int
Path = tuple[PathKey, ...]

_PARSER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL: Final = re.compile(r"(?:null|Null|NULL|~|)\Z")
_TRUE: Final = re.compile(r"(?:true|True|TRUE)\Z")
_FALSE: Final = re.compile(r"(?:false|False|FALSE)\Z")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL: Final = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITE: Final = re.compile(r"([-+]?)\.(?:inf|Inf|INF)\Z")
_NOT_A_NUMBER: Final = re.compile(r"\.(?:nan|NaN|NAN)\Z")
# A plain scalar that does not start with one of these is a string: most are, so most need no other pattern.
_MAY_RESOLVE: Final = frozenset("-+.0123456789nNtTfF~")
_MOST_DIGITS: Final = 4000

_STANDARD: Final = "tag:yaml.org,2002:"
_STRING_TAGS: Final = frozenset({_STANDARD + "str", "!"})
_PLAIN_TAGS: Final = frozenset(_STANDARD + name for name in ("null", "bool", "int", "float"))
_COLLECTION_TAGS: Final = frozenset({_STANDARD + "map", _STANDARD + "seq", "!"})


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """One thing wrong with a YAML text: 1-based line and column, and a sentence."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class YamlError(ValueError):
    """The text cannot be used; `problems` holds everything that is wrong, in the order of the lines."""

    def __init__(self, problems: tuple[YamlProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(slots=True)
class _Node:
    """A value, where it was written, and how many values it stands for."""

    value: Any
    line: int
    size: int = 1
    children: dict[PathKey, _Node] = field(default_factory=dict)
    key_lines: dict[PathKey, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML text says (`data`) and on which lines it says it."""

    data: Any
    _root: _Node

    def line(self, path: Path) -> int:
        """1-based line of the value at `path` (keys and list positions), or of its nearest ancestor."""
        node = self._root
        for key in path:
            child = node.children.get(key)
            if child is None:
                break
            node = child
        return node.line

    def key_line(self, path: Path) -> int:
        """1-based line of the key that holds the value at `path`; for list items, the item's own line."""
        node, line = self._root, self._root.line
        for key in path:
            child = node.children.get(key)
            if child is None:
                break
            line = node.key_lines.get(key, child.line)
            node = child
        return line


def load(text: str) -> Document:
    """Read one YAML document; an empty text holds None. Raises `YamlError` with all problems."""
    return _Builder().build(text.removeprefix("\ufeff"))


class _Unusable(Exception):
    """Reading cannot go on; the problem is already noted."""


class _Open:
    """A list or mapping that is being filled."""

    __slots__ = ("anchor", "is_mapping", "key", "key_line", "key_state", "node")

    def __init__(self, node: _Node, is_mapping: bool, anchor: str | None) -> None:
        self.node = node
        self.is_mapping = is_mapping
        self.anchor = anchor
        # "want" a key, "have" one, or "skip": the key was wrong and its value goes nowhere.
        self.key_state = "want"
        self.key: PathKey = ""
        self.key_line = 0


class _Builder:
    """Builds the values from the parser's events, with a stack of its own: so no depth to fear."""

    def __init__(self) -> None:
        self.problems: list[YamlProblem] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Node] = {}
        self.root: _Node | None = None
        self.nodes = 0

    def build(self, text: str) -> Document:
        try:
            for event in _events(text, self.problems):
                self.take(event)
        except _Unusable:
            pass
        if self.problems:
            raise YamlError(tuple(sorted(set(self.problems), key=lambda p: (p.line, p.column))))
        root = self.root if self.root is not None else _Node(None, 1)
        return Document(root.value, root)

    def note(self, event: Any, message: str) -> None:
        self.problems.append(YamlProblem(event.start_mark.line + 1, event.start_mark.column + 1, message))

    def give_up(self, event: Any, message: str) -> NoReturn:
        self.note(event, message)
        raise _Unusable

    def take(self, event: Any) -> None:
        line: int = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            node = _Node(self.scalar(event), line)
            self.count(event, 1)
            if event.anchor is not None:
                self.anchors[event.anchor] = node
            self.place(event, node)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.stack.pop()
            if done.anchor is not None:
                self.anchors[done.anchor] = done.node
            self.place(event, done.node)
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.give_up(event, "a second document starts here; keep one document to a file")

    def count(self, event: Any, values: int) -> None:
        self.nodes += values
        if self.nodes > MAX_NODES:
            self.give_up(event, f"more than {MAX_NODES} values, repeated ones included")

    def open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.give_up(event, f"nested more than {MAX_DEPTH} levels deep")
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self.note(event, f"the tag {event.tag} is not known here; take it out")
        self.count(event, 1)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)
        node = _Node({} if is_mapping else [], event.start_mark.line + 1)
        self.stack.append(_Open(node, is_mapping, event.anchor))

    def alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            inside = any(level.anchor == event.anchor for level in self.stack)
            reason = (
                "stands inside what it repeats" if inside else f"repeats &{event.anchor}, which is not there"
            )
            self.note(event, f"*{event.anchor} {reason}")
            node = _Node(None, event.start_mark.line + 1)
        self.count(event, node.size)
        self.place(event, node)

    def place(self, event: Any, node: _Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        into = parent.node
        into.size += node.size
        if not parent.is_mapping:
            into.children[len(into.value)] = node
            into.value.append(node.value)
        elif parent.key_state == "want":
            self.take_key(event, parent, node)
        else:
            if parent.key_state == "have":
                into.value[parent.key] = node.value
                into.children[parent.key] = node
                into.key_lines[parent.key] = parent.key_line
            parent.key_state = "want"

    def take_key(self, event: Any, parent: _Open, node: _Node) -> None:
        key, parent.key_state = node.value, "skip"
        if isinstance(key, dict | list):
            self.note(event, "a list or mapping cannot be a key")
        elif key in parent.node.value:
            first = parent.node.key_lines[key]
            self.note(event, f"the key {key!r} is here a second time (first on line {first}); keep one")
        else:
            parent.key, parent.key_line, parent.key_state = key, event.start_mark.line + 1, "have"

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.tag is None:
            return self.resolve(event, text) if event.implicit[0] else text
        if event.tag in _STRING_TAGS:
            return text
        if event.tag not in _PLAIN_TAGS:
            self.note(event, f"the tag {event.tag} is not known here; take it out")
            return text
        value = self.resolve(event, text)
        kind = event.tag.removeprefix(_STANDARD)
        if kind == "float" and type(value) is int:
            return float(value)
        if type(value).__name__ != {"null": "NoneType"}.get(kind, kind):
            self.note(event, f"tagged !!{kind}, but what follows is none")
        return value

    def resolve(self, event: Any, text: str) -> Any:
        """A plain scalar by the core schema of YAML 1.2 (section 10.3.2)."""
        if text and (text[0] not in _MAY_RESOLVE):
            return text
        if len(text) > _MOST_DIGITS:
            if _DECIMAL.match(text) or _HEXADECIMAL.match(text) or _OCTAL.match(text):
                self.note(event, f"a number of {len(text)} digits; in quotes it is a text")
            return text
        if _NULL.match(text):
            return None
        if _TRUE.match(text) or _FALSE.match(text):
            return text[0] in "tT"
        if _DECIMAL.match(text):
            return int(text)
        if _OCTAL.match(text) or _HEXADECIMAL.match(text):
            return int(text, 0)
        if _FLOAT.match(text):
            return float(text)
        if infinite := _INFINITE.match(text):
            return float(infinite[1] + "inf")
        return float("nan") if _NOT_A_NUMBER.match(text) else text


def _events(text: str, problems: list[YamlProblem]) -> Iterator[Any]:
    """The parser's events; what the parser refuses is noted, and ends them (it cannot go on after it)."""
    try:
        yield from yaml.parse(text, Loader=_PARSER)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        hint = _hint(text, line, column)
        problems.append(YamlProblem(line, column, f"not YAML: {said or 'it cannot be read'}{hint}"))
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        problems.append(_unprintable(text))


def _hint(text: str, line: int, column: int) -> str:
    """What to write instead, where the first character that cannot be read says what was meant."""
    rest = text.split("\n")[line - 1 : line]
    at = rest[0][column - 1 : column] if rest else ""
    if at == "\t":
        return "; indent with spaces, not with tabs"
    if at and at in "@`%":
        return f"; a text that begins with {at} needs quotes"
    return ""


def _unprintable(text: str) -> YamlProblem:
    """The first character that YAML does not allow, found by us: the parsers count in bytes."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = found.start() if found else 0
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    which = f"U+{ord(text[at]):04X} " if found else ""
    return YamlProblem(line, column, f"the character {which}is not allowed in YAML; take it out")
