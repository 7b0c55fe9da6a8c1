"""Where things live, and that nobody else can read them: the data folder 0700, the files in it 0600.

On Windows the user's own profile folder and its access list do this; nothing is checked there.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600


class NotPrivateError(PermissionError):
    """A folder or file of ours is open to others; the sentence has the command that mends it."""

    exit_code = 2


class NotAFolderError(Exception):
    """A file is where the data folder should be; the message says so."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Paths:
    """The places inside one data folder."""

    data_dir: Path

    @property
    def store(self) -> Path:
        """The SQLite database."""
        return self.data_dir / "modtui.db"

    @property
    def session(self) -> Path:
        """Telegram's session: whoever has it is logged in."""
        return self.data_dir / "telegram.session"

    @property
    def log(self) -> Path:
        """The log file; older ones have .1, .2 after their name."""
        return self.data_dir / "modtui.log"

    @property
    def terminals(self) -> Path:
        """What the user said of each terminal (see terminals.py)."""
        return self.data_dir / "terminals.json"

    @property
    def store_lock(self) -> Path:
        """Held by the one program that writes the store."""
        return self.data_dir / "store.lock"

    @property
    def session_lock(self) -> Path:
        """Held by the one program that uses the session."""
        return self.data_dir / "session.lock"

    def prepare(self) -> None:
        """Make the data folder, private from the start; raises NotPrivateError if it or a file in it is not."""
        if not self.data_dir.is_file():  # what is one is refused below
            self.data_dir.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self.require_private()

    def require_private(self) -> None:
        """Raise NotPrivateError if the data folder or a file in it is open to others; one there is not is not."""
        if self.data_dir.is_file():
            raise NotAFolderError(f"{self.data_dir} is a file, and the data folder has to be a folder.")
        require_private(self.data_dir)
        if self.data_dir.is_dir():
            for entry in sorted(self.data_dir.iterdir()):
                if entry.is_file() and not entry.is_symlink():
                    require_private(entry)


def paths(data_dir: str | Path | None) -> Paths:
    """The places in `data_dir`, or in the user's data folder where that is None."""
    if data_dir is not None:
        return Paths(Path(data_dir).expanduser().absolute())
    import platformdirs

    return Paths(platformdirs.user_data_path("modtui", appauthor=False))


def config_path(chosen: str | Path | None) -> Path:
    """The config file: the chosen one, or config.yaml in the user's config folder."""
    if chosen is not None:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_config_path("modtui", appauthor=False) / "config.yaml"


def require_private(path: Path) -> None:
    """Raise NotPrivateError if others can read or write `path`; nothing there is nothing to read."""
    if os.name != "posix":
        return
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if stat.S_IMODE(found.st_mode) & 0o077:
        import shlex

        mode = FOLDER_MODE if stat.S_ISDIR(found.st_mode) else FILE_MODE
        raise NotPrivateError(
            f"{path} can be read by others on this machine; run: chmod {mode:o} {shlex.quote(str(path))}"
        )


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read, before anybody writes to it; one that is there stays."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    except FileExistsError:
        require_private(path)
