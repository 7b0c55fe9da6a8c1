"""From what a YAML document holds to typed settings, with every problem noted and none stopping the others.

The schema is read off the structs' own annotations; a value that is wrong gives way to its default, so that
what comes after it is still looked at.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from modtui.config_values import (
    WRITE_DAY,
    Day,
    Secret,
    parse_day,
    parse_duration,
    parse_opening_hours,
)
from modtui.domain.policy import Hours

S = TypeVar("S", bound=msgspec.Struct)
Path = tuple[str | int, ...]

_WRONG: Final = object()
_LONGEST_SHOWN: Final = 60
_LIKE_A_SECRET: Final = re.compile(r"[\w+/=-]{20,}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, and where: the path of keys, and whether its key or its value is meant."""

    path: Path
    message: str
    at_key: bool = False


@dataclass(slots=True)
class SettingsReader:
    """Reads structs; `findings` fills up as it goes."""

    findings: list[Finding] = field(default_factory=list)

    def read(self, schema: type[S], value: object) -> S:
        """The settings that `value` holds; where they are wrong, the schema's defaults."""
        found = self._struct(schema, {} if value is None else value, ())
        return schema() if found is _WRONG else cast("S", found)

    def _note(self, path: Path, value: object, write: str) -> object:
        self.findings.append(Finding(path, f"found {shown(value)}; write {write}"))
        return _WRONG

    def _value(self, kind: Any, value: object, path: Path) -> Any:
        """`value` as a `kind`, or _WRONG with the finding noted."""
        if kind == Hours:
            return self._parsed(parse_opening_hours, value, path)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._ranged(arguments[0], arguments[1], value, path)
        if origin is Union or origin is types.UnionType:
            return self._one_of(arguments, value, path)
        if origin is Literal:
            return value if value in arguments else self._note(path, value, _choices(arguments, value))
        if origin is tuple:
            return self._list(arguments[0], value, path)
        if origin is dict:
            return self._mapping(arguments[0], arguments[1], value, path)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._struct(kind, value, path)
        return self._plain(kind, value, path)

    def _plain(self, kind: Any, value: object, path: Path) -> Any:
        if kind is timedelta:
            return self._parsed(parse_duration, value, path)
        if kind is Day:
            return self._parsed(parse_day, value, path)
        if kind is Secret:
            return self._secret(value, path)
        if type(value) is kind:
            return value
        if kind is bool:
            return self._note(path, value, "true or false")
        if kind is int:
            return self._note(path, value, "a whole number, without quotes")
        if isinstance(value, dict | list) or value is None:
            return self._note(path, value, "a text")
        written = str(value).lower() if isinstance(value, bool) else value
        return self._note(path, value, f'a text, that is with quotes: "{written}"')

    def _secret(self, value: object, path: Path) -> object:
        if isinstance(value, str) and value:
            return Secret(value)
        # What was found is not shown: it may be most of the secret.
        self.findings.append(Finding(path, "found no text; write the secret in quotes"))
        return _WRONG

    def _parsed(self, parse: Callable[[object], object], value: object, path: Path) -> object:
        try:
            return parse(value)
        except ValueError as error:
            return self._note(path, value, str(error))

    def _ranged(self, kind: Any, meta: msgspec.Meta, value: object, path: Path) -> Any:
        if type(value) is int and (
            (meta.ge is None or value >= meta.ge) and (meta.le is None or value <= meta.le)
        ):
            return value
        limits = f" from {meta.ge} to {meta.le}" if meta.le is not None else f" of at least {meta.ge}"
        return self._note(path, value, f"a whole number{limits}, without quotes")

    def _one_of(self, kinds: tuple[Any, ...], value: object, path: Path) -> Any:
        if value is None and type(None) in kinds:
            return None
        others = tuple(kind for kind in kinds if kind is not type(None))
        if len(others) == 1:
            return self._value(others[0], value, path)
        if Day in others:  # a day or a holiday's name: no holiday is called by a number
            dated = not isinstance(value, str) or value[:1].isdigit()
            return self._value(Day if dated else str, value, path)
        if (type(value) is int and value != 0) or (isinstance(value, str) and value.strip()):
            return value
        return self._note(path, value, 'the chat\'s id, its "@username" in quotes, or its title')

    def _list(self, kind: Any, value: object, path: Path) -> Any:
        if not isinstance(value, list):
            return self._note(path, value, "a list: [one, two], or a line with a dash for each")
        read = [self._value(kind, item, (*path, at)) for at, item in enumerate(value)]
        return tuple(item for item in read if item is not _WRONG)

    def _mapping(self, key_kind: Any, kind: Any, value: object, path: Path) -> Any:
        if not isinstance(value, dict):
            return self._note(path, value, "a mapping: a line with `name: value` for each")
        read: dict[Any, Any] = {}
        for name, item in value.items():
            key: Any = name
            if key_kind is Day:
                try:
                    key = parse_day(name)
                except ValueError:
                    self.findings.append(
                        Finding((*path, name), f"found {shown(name)}; write {WRITE_DAY}", True)
                    )
                    continue
            elif not isinstance(name, str):
                self.findings.append(
                    Finding((*path, name), f'found {shown(name)} as a name; put it in quotes: "{name}"', True)
                )
                continue
            if (taken := self._value(kind, item, (*path, name))) is not _WRONG:
                read[key] = taken
        return read

    def _struct(self, schema: type[msgspec.Struct], value: object, path: Path) -> Any:
        fields = {entry.name: entry for entry in msgspec.structs.fields(schema)}
        if value is None and not any(entry.required for entry in fields.values()):
            return schema()  # a section whose lines are all commented out
        if not isinstance(value, dict):
            return self._note(path, value, f"a section with {_some(list(fields))}")
        for name in value:
            if name not in fields:
                self.findings.append(Finding((*path, name), unknown_key(name, list(fields)), True))
        hints = get_type_hints(schema, include_extras=True)
        read: dict[str, Any] = {}
        complete = True
        for name, entry in fields.items():
            if name in value:
                taken = self._value(hints[name], value[name], (*path, name))
                if taken is not _WRONG:
                    read[name] = taken
                complete = complete and (taken is not _WRONG or not entry.required)
            elif entry.required:
                self.findings.append(Finding((*path, name), "is missing; it has no default, so write it"))
                complete = False
        return schema(**read) if complete else _WRONG


def shown(value: object) -> str:
    """What was found, for an error: short, on one line, with nothing in it that a terminal would obey."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and _LIKE_A_SECRET.match(value):
        return f"a text of {len(value)} characters"  # an api_hash in the wrong line, perhaps
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def unknown_key(name: object, known: list[str]) -> str:
    """What to say of a key that there is not: the nearest one that there is, or all of them."""
    near = nearest(str(name), known)
    advice = f'did you mean "{near}"?' if near else f"the keys here are {', '.join(known)}"
    return f"there is no such setting; {advice}"


def nearest(name: str, known: list[str]) -> str | None:
    """The known name that `name` was most likely meant to be, if one is near enough."""
    from difflib import get_close_matches  # late: only mistakes need it

    found = get_close_matches(name.casefold().replace("-", "_"), known, n=1, cutoff=0.6)
    return found[0] if found else None


def _choices(choices: tuple[str, ...], value: object) -> str:
    near = nearest(str(value), list(choices)) if isinstance(value, str) else None
    return f"one of {', '.join(choices)}" + (f' (nearest: "{near}")' if near else "")


def _some(names: list[str]) -> str:
    return "lines such as " + ", ".join(f"{name}: ..." for name in names[:3])
