"""The log file: rotated, private, and without secrets.

It is for mending the program: it gets sentences, counts and tracebacks, never what members wrote.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import re
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from modtui.paths import FILE_MODE, FOLDER_MODE

LARGEST: Final = 1_000_000
"""Bytes after which a log file is put aside."""
KEPT: Final = 3
"""Log files put aside that are kept."""

_STARS: Final = "***"
# Numbers to log in with, and what follows the name of a secret in a traceback or an error of a library.
_TELL_TALE: Final = re.compile(
    r"""(?ix) (?<![\w.]) \+\d[\d\s()-]{6,17}\d
    | (?P<name>\b(?:api_hash|password|phone_code(?:_hash)?|phone|token|auth_key|secret)\b['"]?\s*[=:]\s*)
      (?P<value>'[^']*' | "[^"]*" | [^\s,;)}\]]+)"""
)


class RedactingFormatter(logging.Formatter):
    """Formats in UTC, and puts stars for the given secrets and for what looks like one, tracebacks included."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self._secrets = sorted((secret for secret in secrets if len(secret) >= 4), key=len, reverse=True)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The record's time in UTC."""
        import time

        return time.strftime(datefmt or self.default_time_format, time.gmtime(record.created))

    def format(self, record: logging.LogRecord) -> str:
        """The record as one entry, redacted."""
        return redact(super().format(record), self._secrets)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with stars in place of `secrets`, phone numbers and values that are named like a secret."""
    for secret in secrets:
        text = text.replace(secret, _STARS)
    return _TELL_TALE.sub(lambda found: f"{found['name'] or ''}{_STARS}", text)


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner can read from its first byte on."""

    def _open(self) -> TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, FILE_MODE)

        raw = open(self.baseFilename, "ab", opener=opener)  # noqa: SIM115 (the handler closes it)
        return TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace")


def open_log(path: Path, secrets: Iterable[str] = (), level: int = logging.INFO) -> logging.Handler:
    """Send the logging of the whole program to `path`; returns the handler, which `close_log` takes.

    Raises OSError when the file cannot be written.
    """
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    handler = _PrivateFileHandler(path, maxBytes=LARGEST, backupCount=KEPT)
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # At its debug level the database library writes every text that passes through it.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    return handler


def close_log(handler: logging.Handler) -> None:
    """Undo `open_log`."""
    logging.getLogger().removeHandler(handler)
    handler.close()
