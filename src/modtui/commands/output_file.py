"""Writing what a command made to a file: whole or not at all, its owner's alone, nothing replaced unasked."""

from __future__ import annotations

import os
from pathlib import Path

from modtui.console import UsageError
from modtui.paths import FILE_MODE


def refuse_if_there(target: Path, *, force: bool) -> None:
    """Raises UsageError for a file that is there already, unless it may be replaced."""
    if target.is_dir():
        raise UsageError(f"{target} is a folder; give the file in it a name.")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {target.parent}; make it first, or choose another.")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already; choose another name, or replace it with --force.")


def write_file(target: Path, written: bytes, *, force: bool) -> None:
    """Write beside the place and move it there. Raises UsageError as `refuse_if_there`, and OSError."""
    aside = target.with_name(f"{target.name}.{os.getpid()}.part")
    descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    try:
        with open(descriptor, "wb") as file:
            file.write(written)
        refuse_if_there(target, force=force)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
