"""MTProto's framings on a TCP stream: full (no tag), abridged, intermediate, padded intermediate."""

from __future__ import annotations

import asyncio
import os
import struct
import zlib


class BadFrame(Exception):
    """Bytes that are no frame of the transport the connection began with."""


class Full:
    """Length, counter, data, checksum; begins without a tag."""

    name = "full"

    def __init__(self, begun: bytes) -> None:
        self._begun = begun
        self._in = self._out = 0

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        head = self._begun + await reader.readexactly(8 - len(self._begun))
        self._begun = b""
        length, counter = struct.unpack("<ii", head)
        if not 12 <= length < 1 << 24 or counter != self._in:
            raise BadFrame(f"length {length}, counter {counter}, expected {self._in}")
        self._in += 1
        rest = await reader.readexactly(length - 8)
        if struct.unpack("<I", rest[-4:])[0] != zlib.crc32(head + rest[:-4]):
            raise BadFrame("checksum")
        return rest[:-4]

    def pack(self, data: bytes) -> bytes:
        framed = struct.pack("<ii", len(data) + 12, self._out) + data
        self._out += 1
        return framed + struct.pack("<I", zlib.crc32(framed))


class Abridged:
    """One or four bytes of length in words; tag ef."""

    name = "abridged"

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        words = (await reader.readexactly(1))[0]
        if words == 0x7F:
            words = int.from_bytes(await reader.readexactly(3), "little")
        return await reader.readexactly(words * 4)

    def pack(self, data: bytes) -> bytes:
        words = len(data) // 4
        head = bytes([words]) if words < 0x7F else b"\x7f" + words.to_bytes(3, "little")
        return head + data


class Intermediate:
    """Four bytes of length; tag ee ee ee ee (dd dd dd dd: with up to 15 bytes of padding)."""

    def __init__(self, *, padded: bool) -> None:
        self._padded = padded
        self.name = "padded intermediate" if padded else "intermediate"

    async def read(self, reader: asyncio.StreamReader) -> bytes:
        length = int.from_bytes(await reader.readexactly(4), "little")
        if length >= 1 << 24:
            raise BadFrame(f"length {length}")
        data = await reader.readexactly(length)
        return data[: len(data) - len(data) % 4] if self._padded else data

    def pack(self, data: bytes) -> bytes:
        data += os.urandom(ord(os.urandom(1)) % 4) if self._padded else b""
        return struct.pack("<I", len(data)) + data


Transport = Full | Abridged | Intermediate


async def recognise(reader: asyncio.StreamReader) -> Transport:
    """Which transport a client speaks, from its first bytes."""
    first = await reader.readexactly(1)
    if first == b"\xef":
        return Abridged()
    begun = first + await reader.readexactly(3)
    if begun in (b"\xee" * 4, b"\xdd" * 4):
        return Intermediate(padded=begun[0] == 0xDD)
    return Full(begun)
