"""The house keeps its shape: rooms a reader can hold, and two libraries behind their doors."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "modtui"
FILES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 400


def names(files):
    return [str(path.relative_to(SOURCE)) for path in files]


def imported(path):
    """Every top-level package that a file imports, late imports and those for types included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_a_file_is_no_longer_than_a_reader_can_hold(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{lines} lines: it wants a second room"


def test_only_the_telethon_files_of_the_telegram_room_name_telethon():
    there = [path for path in FILES if "telethon" in imported(path)]
    assert [
        path for path in there if path.parent.name != "telegram" or not path.stem.startswith("telethon")
    ] == []


def test_only_the_screen_names_textual():
    there = [path for path in FILES if "textual" in imported(path)]
    assert [path for path in there if "tui" not in path.relative_to(SOURCE).parts] == []


def test_the_clock_is_an_argument_of_the_pure_rooms():
    """`now()` and `today()` of the machine appear nowhere in text and domain."""
    asked = []
    for path in FILES:
        if path.relative_to(SOURCE).parts[0] in {"text", "domain"}:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    owner = node.func.value
                    of_clock = isinstance(owner, ast.Name) and owner.id in {"datetime", "date", "time"}
                    if of_clock and node.func.attr in {"now", "utcnow", "today", "time", "monotonic"}:
                        asked.append(f"{path.name}:{node.lineno}")
    assert asked == []
