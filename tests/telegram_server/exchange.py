"""The making of an authorization key: req_pq_multi, req_DH_params, set_client_DH_params."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

from telethon.extensions import BinaryReader
from telethon.tl import functions, types

from tests.telegram_server import crypto


class ExchangeError(Exception):
    """A step that a real server would end the connection on."""


@dataclass
class MadeKey:
    """The outcome: the key and its first salt."""

    key: bytes
    salt: int


@dataclass
class Exchange:
    """One client's key exchange. Feed it the plain requests in order."""

    rsa: crypto.RsaKey
    clock_skew: float = 0
    made: MadeKey | None = None
    _server_nonce: bytes = field(default_factory=lambda: os.urandom(16))
    _nonce: int = 0
    _new_nonce: bytes = b""
    _a: int = field(default_factory=lambda: int.from_bytes(os.urandom(256), "big"))
    _aes: tuple[bytes, bytes] = (b"", b"")

    def answer(self, request: object) -> bytes:
        """The reply to one step. Raises ExchangeError on a wrong one."""
        match request:
            case functions.ReqPqMultiRequest() | functions.ReqPqRequest():
                return self._begin(request.nonce)
            case functions.ReqDHParamsRequest():
                return self._parameters(request)
            case functions.SetClientDHParamsRequest():
                return self._finish(request)
        raise ExchangeError(f"not a step: {type(request).__name__}")

    @property
    def _server_number(self) -> int:
        return int.from_bytes(self._server_nonce, "little", signed=True)

    def _begin(self, nonce: int) -> bytes:
        self._nonce = nonce
        pq = crypto.as_bytes(crypto.PRIMES[0] * crypto.PRIMES[1])
        return bytes(types.ResPQ(nonce, self._server_number, pq, [self.rsa.fingerprint]))

    def _parameters(self, request: functions.ReqDHParamsRequest) -> bytes:
        self._same(request)
        if request.public_key_fingerprint != self.rsa.fingerprint:
            raise ExchangeError("another public key")
        block = self.rsa.decrypt(request.encrypted_data)[1:]
        reader = BinaryReader(block[20:])
        inner = reader.tgread_object()
        if crypto.sha1(block[20 : 20 + reader.tell_position()]) != block[:20]:
            raise ExchangeError("checksum of the inner data")
        factors = int.from_bytes(inner.p, "big"), int.from_bytes(inner.q, "big")
        if factors != crypto.PRIMES or (inner.nonce, inner.server_nonce) != (
            self._nonce,
            self._server_number,
        ):
            raise ExchangeError("inner data")
        self._new_nonce = new = inner.new_nonce.to_bytes(32, "little", signed=True)
        server = self._server_nonce
        twice = crypto.sha1(server, new)
        self._aes = (
            crypto.sha1(new, server) + twice[:12],
            twice[12:] + crypto.sha1(new, new) + new[:4],
        )
        g_a = crypto.as_bytes(pow(crypto.DH_GENERATOR, self._a, crypto.DH_PRIME))
        answer = bytes(
            types.ServerDHInnerData(
                self._nonce,
                self._server_number,
                crypto.DH_GENERATOR,
                crypto.as_bytes(crypto.DH_PRIME),
                g_a,
                int(time.time() + self.clock_skew),
            )
        )
        plain = crypto.sha1(answer) + answer
        plain += os.urandom(-len(plain) % 16)
        sealed = crypto.ige_encrypt(plain, *self._aes)
        return bytes(types.ServerDHParamsOk(self._nonce, self._server_number, sealed))

    def _finish(self, request: functions.SetClientDHParamsRequest) -> bytes:
        self._same(request)
        plain = crypto.ige_decrypt(request.encrypted_data, *self._aes)
        reader = BinaryReader(plain[20:])
        inner = reader.tgread_object()
        if crypto.sha1(plain[20 : 20 + reader.tell_position()]) != plain[:20]:
            raise ExchangeError("checksum of the client's data")
        # Telethon keeps the key without leading zero bytes; one key in 256 has one.
        key = crypto.as_bytes(pow(int.from_bytes(inner.g_b, "big"), self._a, crypto.DH_PRIME))
        salt = bytes(x ^ y for x, y in zip(self._new_nonce[:8], self._server_nonce[:8], strict=True))
        self.made = MadeKey(key, int.from_bytes(salt, "little", signed=True))
        proof = crypto.sha1(self._new_nonce, b"\x01", crypto.sha1(key)[:8])[4:20]
        return bytes(
            types.DhGenOk(self._nonce, self._server_number, int.from_bytes(proof, "little", signed=True))
        )

    def _same(self, request: functions.ReqDHParamsRequest | functions.SetClientDHParamsRequest) -> None:
        if (request.nonce, request.server_nonce) != (self._nonce, self._server_number):
            raise ExchangeError("nonce")
