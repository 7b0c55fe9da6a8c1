r"""Telegram Desktop's JSON made valid as it streams by.

It writes control characters as ``\xNN``, which JSON does not know; they become
``\u00NN``. An escaped backslash before an x (``\\x41``) is text and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

_INVALID = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9a-fA-F]{2})")
_UNFINISHED = re.compile(rb"(\\)(x[0-9a-fA-F]?)?\Z")
_BOM = b"\xef\xbb\xbf"


class CleaningReader:
    """Reads a binary file for a JSON parser; memory stays at about the size of one read.

    ``progress`` is called with the bytes of the file read so far after each read.
    """

    def __init__(self, source: BinaryIO, progress: Callable[[int], None] | None = None) -> None:
        self._source = source
        self._progress = progress
        self._held = b""  # an escape cut in two by the end of the last read
        self.bytes_read = 0

    def read(self, size: int = 65536) -> bytes:
        """The next cleaned bytes, about ``size`` of them; empty only at the end of the file."""
        if size == 0:
            return b""  # a parser asks so to learn that it gets bytes
        while True:
            data = self._source.read(size)
            if self.bytes_read == 0:
                data = data.removeprefix(_BOM)
            self.bytes_read += len(data)
            if self._progress is not None:
                self._progress(self.bytes_read)
            if not data:
                rest, self._held = self._held, b""
                return _clean(rest)
            data, self._held = _without_tail(self._held + data)
            if data:
                return _clean(data)


def _clean(data: bytes) -> bytes:
    return _INVALID.sub(rb"\1\\u00\2", data) if b"\\x" in data else data


def _without_tail(data: bytes) -> tuple[bytes, bytes]:
    """Data, and what of its end may be the beginning of an escape. Pairs of backslashes are complete."""
    found = _UNFINISHED.search(data, max(0, len(data) - 4096))
    if found is None:
        return data, b""
    run_start = found.start(1)
    while run_start > 0 and data[run_start - 1 : run_start] == b"\\":
        run_start -= 1
    cut = found.end(1) - (found.end(1) - run_start) % 2
    return (data, b"") if cut == found.end(1) else (data[:cut], data[cut:])
