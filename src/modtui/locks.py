"""One program at a time on a session and on a store, and the name of the one that is.

The lock is the operating system's, so a crash leaves none behind; beside it lies a JSON file that says who holds it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from modtui.paths import FILE_MODE

LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Holder:
    """The program that holds a lock. `since` is as it was written: an ISO time in UTC."""

    pid: int
    host: str
    program: str
    since: str

    def __str__(self) -> str:
        return f"{self.program} (process {self.pid} on {self.host}, since {self.since})"


class LockHeld(Exception):
    """Another program holds the lock (exit status 4); `holder` is None when it could not be learned."""

    exit_code = 4

    def __init__(self, what: str, holder: Holder | None) -> None:
        self.holder = holder
        who = str(holder) if holder else "another program"
        super().__init__(f"The {what} is in use by {who}; close that one first.")


@contextlib.contextmanager
def hold(lock: Path, what: str, program: str, now: datetime) -> Iterator[None]:
    """Hold `lock` for the time of a with block. `what` it guards and the holding `program` are for people.

    `now` is an aware datetime, written beside the lock in UTC. Raises LockHeld at once, without waiting.
    """
    import filelock

    held = filelock.FileLock(lock, mode=FILE_MODE)
    try:
        held.acquire(timeout=0)
    except filelock.Timeout:
        raise LockHeld(what, read_holder(lock)) from None
    try:
        _write_holder(lock, program, now)
        yield
    finally:
        _holder_file(lock).unlink(missing_ok=True)
        held.release()


def read_holder(lock: Path) -> Holder | None:
    """Who says that it holds `lock`; None when nobody does or it cannot be read."""
    try:
        said: Any = json.loads(_holder_file(lock).read_text(encoding="utf-8"))
        return Holder(int(said["pid"]), _tidy(said["host"]), _tidy(said["program"]), _tidy(said["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_holder(lock: Path, program: str, now: datetime) -> None:
    import platform
    from datetime import UTC

    since = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    said = {"pid": os.getpid(), "host": platform.node() or "this machine", "program": program, "since": since}
    # Written aside and moved: who looks at it while it is being written sees none or all of it.
    aside = lock.with_name(f"{lock.name}.{os.getpid()}.new")
    descriptor = os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, FILE_MODE)
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump(said, file)
    aside.replace(_holder_file(lock))


def _holder_file(lock: Path) -> Path:
    return lock.with_name(f"{lock.name}.json")


def _tidy(text: object) -> str:
    return "".join(character for character in str(text) if character.isprintable())[:LONGEST_NAME]
