"""MTProto's arithmetic on the server's side, written afresh so that it checks the client independently."""

from __future__ import annotations

import base64
import functools
import hashlib
import os
import random
import struct

import cryptg

# The safe prime of MTProto's key exchange and two-step passwords (core.telegram.org/mtproto), generator 3.
DH_PRIME = int(
    "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F"
    "48198A0AA7C14058229493D22530F4DBFA336F6E0AC925139543AED44CCE7C37"
    "20FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64"
    "2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4"
    "A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754"
    "FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4"
    "E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F"
    "0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B10403119CD8E3B92FCC5B",
    16,
)
DH_GENERATOR = 3
PRIMES = (1229739323, 1402015859)  # their product is what the client factorises to prove work


def sha1(*parts: bytes) -> bytes:
    return hashlib.sha1(b"".join(parts)).digest()


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def as_bytes(number: int) -> bytes:
    """Big-endian, as short as it gets."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def ige_encrypt(plain: bytes, key: bytes, iv: bytes) -> bytes:
    return cryptg.encrypt_ige(plain, key, iv)


def ige_decrypt(cipher: bytes, key: bytes, iv: bytes) -> bytes:
    return cryptg.decrypt_ige(cipher, key, iv)


def key_id(auth_key: bytes) -> bytes:
    return sha1(auth_key)[-8:]


def _key_and_iv(auth_key: bytes, message_key: bytes, x: int) -> tuple[bytes, bytes]:
    a = sha256(message_key, auth_key[x : x + 36])
    b = sha256(auth_key[x + 40 : x + 76], message_key)
    return a[0:8] + b[8:24] + a[24:32], b[0:8] + a[8:24] + b[24:32]


class BadPacket(Exception):
    """An encrypted packet that does not prove itself."""


def open_packet(auth_key: bytes, packet: bytes) -> tuple[int, int, int, int, bytes]:
    """A client's packet: salt, session id, message id, seqno, body."""
    message_key = packet[8:24]
    plain = ige_decrypt(packet[24:], *_key_and_iv(auth_key, message_key, 0))
    if sha256(auth_key[88:120], plain)[8:24] != message_key:
        raise BadPacket("message key")
    salt, session_id, message_id, seqno, length = struct.unpack_from("<qqqii", plain)
    if not 12 <= len(plain) - 32 - length <= 1024:
        raise BadPacket("padding")
    return salt, session_id, message_id, seqno, plain[32 : 32 + length]


def seal_packet(
    auth_key: bytes, salt: int, session_id: int, message_id: int, seqno: int, body: bytes
) -> bytes:
    """A server's packet."""
    plain = struct.pack("<qqqii", salt, session_id, message_id, seqno, len(body)) + body
    plain += os.urandom(-(len(plain) + 12) % 16 + 12)
    message_key = sha256(auth_key[96:128], plain)[8:24]
    return key_id(auth_key) + message_key + ige_encrypt(plain, *_key_and_iv(auth_key, message_key, 8))


# ---- RSA


def _probable_prime(bits: int, rng: random.Random) -> int:
    small = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]
    while True:
        number = rng.getrandbits(bits) | (3 << (bits - 2)) | 1
        if all(number % p for p in small) and all(pow(b, number - 1, number) == 1 for b in (2, 3, 5)):
            return number


class RsaKey:
    """The server's RSA key pair of 2048 bits."""

    exponent = 65537

    def __init__(self, rng: random.Random | None = None) -> None:
        rng = rng or random.SystemRandom()
        p, q = _probable_prime(1024, rng), _probable_prime(1024, rng)
        while (p - 1) % self.exponent == 0 or (q - 1) % self.exponent == 0 or p == q:
            p, q = _probable_prime(1024, rng), _probable_prime(1024, rng)
        self.modulus = p * q
        self._private = pow(self.exponent, -1, (p - 1) * (q - 1))

    def decrypt(self, cipher: bytes) -> bytes:
        """The 256 bytes that were encrypted, without any padding rule."""
        return pow(int.from_bytes(cipher, "big"), self._private, self.modulus).to_bytes(256, "big")

    @property
    def fingerprint(self) -> int:
        """The number by which the client picks this key."""
        n, e = as_bytes(self.modulus), as_bytes(self.exponent)
        tl = b"\xfe" + len(n).to_bytes(3, "little") + n + bytes([len(e)]) + e
        tl = tl if len(tl) % 4 == 0 else tl + bytes(-len(tl) % 4)
        return int.from_bytes(sha1(tl)[-8:], "little", signed=True)

    @property
    def public_pem(self) -> str:
        """PKCS#1 PEM, as a client is configured with it."""

        def tagged(tag: int, body: bytes) -> bytes:
            size = len(body)
            head = bytes([size]) if size < 128 else bytes([0x80 + len(as_bytes(size))]) + as_bytes(size)
            return bytes([tag]) + head + body

        integers = b"".join(
            tagged(2, b"\0" * (b[0] >> 7) + b) for b in map(as_bytes, (self.modulus, self.exponent))
        )
        text = base64.encodebytes(tagged(0x30, integers)).decode().replace("\n", "")
        lines = "\n".join(text[i : i + 64] for i in range(0, len(text), 64))
        return f"-----BEGIN RSA PUBLIC KEY-----\n{lines}\n-----END RSA PUBLIC KEY-----\n"


@functools.cache
def process_key() -> RsaKey:
    """One key for all servers of this process: making one takes some tenths of a second."""
    return RsaKey()


# ---- two-step passwords (SRP 2048)


class SrpPassword:
    """What the server keeps of a password: two salts and a verifier."""

    def __init__(self, password: str, hint: str = "") -> None:
        self.hint = hint
        self.salt1, self.salt2 = os.urandom(40), os.urandom(16)
        self.verifier = pow(DH_GENERATOR, int.from_bytes(self._hash(password), "big"), DH_PRIME)

    def _hash(self, password: str) -> bytes:
        inner = sha256(self.salt2, sha256(self.salt1, password.encode(), self.salt1), self.salt2)
        slow = hashlib.pbkdf2_hmac("sha512", inner, self.salt1, 100_000)
        return sha256(self.salt2, slow, self.salt2)


class SrpTrial:
    """One attempt to prove a password."""

    def __init__(self, password: SrpPassword) -> None:
        self._password = password
        self._b = int.from_bytes(os.urandom(256), "big")
        self.id = int.from_bytes(os.urandom(8), "little", signed=True)
        k = int.from_bytes(sha256(self._pad(DH_PRIME), self._pad(DH_GENERATOR)), "big")
        self._public = (k * password.verifier + pow(DH_GENERATOR, self._b, DH_PRIME)) % DH_PRIME

    @staticmethod
    def _pad(number: int) -> bytes:
        return number.to_bytes(256, "big")

    @property
    def public(self) -> bytes:
        """``srp_B``."""
        return self._pad(self._public)

    def proves(self, a: bytes, m1: bytes) -> bool:
        """Whether the client's A and M1 come from the right password."""
        u = int.from_bytes(sha256(a.rjust(256, b"\0"), self.public), "big")
        base = int.from_bytes(a, "big") * pow(self._password.verifier, u, DH_PRIME)
        shared = sha256(self._pad(pow(base, self._b, DH_PRIME)))
        mixed = bytes(
            x ^ y for x, y in zip(sha256(self._pad(DH_PRIME)), sha256(self._pad(DH_GENERATOR)), strict=True)
        )
        salts = sha256(self._password.salt1), sha256(self._password.salt2)
        return m1 == sha256(mixed, *salts, a.rjust(256, b"\0"), self.public, shared)
