"""What commands share: the settings and places that the arguments mean, and how data is written."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from modtui.config_load import LoadedConfig, load_config
from modtui.console import UsageError
from modtui.paths import Paths, config_path, paths
from modtui.text.safe import safe_text

# JSON lets these through as they are, and some terminals obey them.
_NOT_FOR_TERMINALS: Final = re.compile(
    "[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def settings(args: argparse.Namespace) -> LoadedConfig:
    """The settings that the arguments mean. Raises ConfigError."""
    return load_config(config_path(args.config), must_exist=args.config is not None)


def places(args: argparse.Namespace, loaded: LoadedConfig) -> Paths:
    """The data folder: --data-dir, or else the settings', or else the user's."""
    return paths(args.data_dir or loaded.config.data_dir)


def refuse_if_read_only(args: argparse.Namespace) -> None:
    """For commands that do nothing but write. Raises UsageError."""
    if args.read_only:
        raise UsageError("This command writes, so it cannot be run with --read-only.")


def json_text(data: Any) -> str:
    """`data` as one line of JSON: Arabic stays readable, what a terminal would obey is escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    return _NOT_FOR_TERMINALS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def put(line: str) -> None:
    """One line of data on stdout, made safe for a terminal."""
    sys.stdout.write(safe_text(line) + "\n")


def put_json(data: Any) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json_text(data) + "\n")


def queries(lines: Iterable[str]) -> Iterator[str]:
    """One query a line: plain, or a JSON string where the line is one. Empty lines are queries too."""
    for line in lines:
        line = line.rstrip("\r\n")
        if line.startswith('"'):
            try:
                said = json.loads(line)
            except ValueError:
                said = line
            yield said if isinstance(said, str) else line
        else:
            yield line


def read_lines(name: str) -> Iterator[str]:
    """The lines of a file (UTF-8), or of stdin for "-"."""
    if name == "-":
        yield from sys.stdin
        return
    with Path(name).open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
        yield from file
