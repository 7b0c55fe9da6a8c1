"""The moderator's own editor: the terminal is handed over, and the text comes back whatever becomes of the editor.

The text lies in a file of the private data folder, readable by its owner only, as long as the editor has it. One
that is still there at the next start (the machine went down meanwhile) is found by :func:`left_behind`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.app import SuspendNotSupported

from modtui.text.catalogue import say
from modtui.text.safe import safe_line

if TYPE_CHECKING:
    from modtui.tui.host import Host

VARIABLES: Final = ("VISUAL", "EDITOR")
LARGEST: Final = 1 << 20
"""Bytes read back at most: two hundred messages; a larger file is not a reply."""

_PREFIX: Final = "editing-"


class EditorError(Exception):
    """The editor cannot be used; ``str()`` is one sentence saying why and what to do."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What came back: the text, and a sentence when something about it has to be said."""

    text: str
    remark: str = ""


def editor_command(env: Mapping[str, str]) -> list[str]:
    """The editor to run, with its arguments: VISUAL, else EDITOR. Raises EditorError with a sentence."""
    for name in VARIABLES:
        value = env.get(name, "").strip()
        if not value:
            continue
        try:
            command = shlex.split(value)
        except ValueError as error:
            raise EditorError(say("editor.unreadable", name=name, value=safe_line(value))) from error
        if command and shutil.which(command[0], path=env.get("PATH")) is None:
            raise EditorError(say("editor.missing", name=name, value=safe_line(command[0])))
        if command:
            return command
    raise EditorError(say("editor.none"))


async def edit_outside(
    app: Host, folder: Path, target: int, text: str, env: Mapping[str, str] | None = None
) -> Edited:
    """Let the moderator's editor change `text`; the screen is the editor's meanwhile, and the desk goes on behind it.

    `target` (0: a post) names the file, so that it is known whose text it was. Raises EditorError.
    """
    command = editor_command(os.environ if env is None else env)
    path = folder / f"{_PREFIX}{target}.txt"
    try:
        _write(path, text)
    except OSError as error:
        raise EditorError(say("editor.no_file", path=path, why=error.strerror)) from error
    status = 0
    try:
        with app.handed_over(), _ctrl_c_is_the_editors():
            status = await _run([*command, str(path)])
    except SuspendNotSupported as error:
        path.unlink(missing_ok=True)
        raise EditorError(say("editor.no_terminal")) from error
    except OSError as error:
        path.unlink(missing_ok=True)
        raise EditorError(say("editor.failed", name=safe_line(command[0]), why=error.strerror)) from error
    edited = _read(path, text, safe_line(Path(command[0]).name), status)
    path.unlink(missing_ok=True)
    return edited


def left_behind(folder: Path) -> dict[int, str]:
    """Texts an editor still had when the program ended, by target; their files are taken away."""
    found: dict[int, str] = {}
    for path in sorted(folder.glob(f"{_PREFIX}*.txt")) if folder.is_dir() else ():
        number = path.stem.removeprefix(_PREFIX)
        with contextlib.suppress(OSError, ValueError):
            found[int(number)] = _decoded(path)[0]
            path.unlink()
    return {target: text for target, text in found.items() if text.strip()}


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write((text + "\n" if text else "").encode("utf-8", "replace"))


async def _run(command: list[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command)
    try:
        return await process.wait()
    except asyncio.CancelledError:  # the program is told to end: so is the editor, and the file stays
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        raise


def _read(path: Path, before: str, name: str, status: int) -> Edited:
    """What the editor left. After a failure an empty file says nothing: the text of before stays."""
    remark = ""
    if status:
        how = say("editor.by_signal", number=-status) if status < 0 else say("editor.status", status=status)
        remark = say("editor.ended_badly", name=name, how=how)
    try:
        after, clean = _decoded(path)
    except OSError as error:
        return Edited(before, say("editor.file_gone", name=name, why=error.strerror))
    except ValueError:
        return Edited(before, say("editor.too_long", name=name))
    if not clean:
        remark = say("editor.not_utf8", name=name)
    if status and not after.strip():
        after = before
    if not status and after == before:
        remark = say("editor.unchanged")
    return Edited(after, remark)


def _decoded(path: Path) -> tuple[str, bool]:
    """The file as text, and whether it was UTF-8 throughout. Raises OSError, and ValueError for one too large."""
    if path.stat().st_size > LARGEST:
        raise ValueError("too large")
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").rstrip("\n")
    return text, "\ufffd" not in text


@contextmanager
def _ctrl_c_is_the_editors() -> Iterator[None]:
    """Ctrl+C goes to every program of the terminal: ours leaves it to the editor."""

    def nothing(*_: object) -> None: ...  # a function of ours, not "ignore": an editor would inherit that

    try:
        before = signal.signal(signal.SIGINT, nothing)
    except ValueError:  # not the main thread: nobody sends us signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
