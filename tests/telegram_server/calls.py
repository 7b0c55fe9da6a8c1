"""Requests and their handlers: the registry, what a handler is given, errors, result encoding."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telethon.tl import TLObject, functions
from telethon.tl import types as t

from modtui.telegram.world import Group, GroupKind, MessageEvent, World, WorldError
from tests.telegram_server.encode import Encoder

if TYPE_CHECKING:
    from tests.telegram_server.connection import Connection
    from tests.telegram_server.keys import Key
    from tests.telegram_server.server import TelegramServer

FORBIDDEN = {
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_SEND_PLAIN_FORBIDDEN",
    "USER_PRIVACY_RESTRICTED",
    "MESSAGE_DELETE_FORBIDDEN",
    "MESSAGE_AUTHOR_REQUIRED",
    "RIGHT_FORBIDDEN",
}
WRAPPERS = (
    functions.InvokeWithLayerRequest,
    functions.InitConnectionRequest,
    functions.InvokeAfterMsgRequest,
    functions.InvokeAfterMsgsRequest,
    functions.InvokeWithoutUpdatesRequest,
)


class RpcRefusal(Exception):
    """An error to answer with: Telegram's number and name."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code, self.message = code, message


def refusal_of(error: WorldError) -> RpcRefusal:
    """A refusal by the world with the number that Telegram gives to it."""
    if error.seconds is not None and "WAIT" in error.code:
        return RpcRefusal(420, error.code)
    if error.code == "RANDOM_ID_DUPLICATE":
        return RpcRefusal(500, error.code)
    if error.code == "CHANNEL_PRIVATE":
        return RpcRefusal(406, error.code)
    return RpcRefusal(403 if error.code in FORBIDDEN else 400, error.code)


@dataclass
class Call:
    """One request being answered. ``changes`` gathers what it did to boxes that the caller sees."""

    server: TelegramServer
    connection: Connection
    key: Key
    changes: list[MessageEvent] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def me(self) -> int:
        if self.key.user_id is None:
            raise RpcRefusal(401, "AUTH_KEY_UNREGISTERED")
        return self.key.user_id

    def encoder(self) -> Encoder:
        return Encoder(self.world, self.me)

    # ---- who and where is meant

    def user(self, given: object) -> int:
        """The id of an InputUser or an InputPeer of a user; the access hash must be this viewer's own."""
        match given:
            case t.InputUserSelf() | t.InputPeerSelf():
                return self.me
            case t.InputUser() | t.InputPeerUser():
                known = given.user_id in self.world.users
                if not known or given.access_hash != self.world.access_hash(self.me, given.user_id):
                    raise RpcRefusal(400, "USER_ID_INVALID")
                return given.user_id
            case t.InputUserFromMessage() | t.InputPeerUserFromMessage():
                group, peer = self.place(given.peer)
                place = {"group_id": group.id} if group else {"peer": peer}
                message = self.world.message(self.me, given.msg_id, **place)
                if message is None or message.sender.id != given.user_id:
                    raise RpcRefusal(400, "MSG_ID_INVALID")
                return given.user_id
        raise RpcRefusal(400, "USER_ID_INVALID")

    def place(self, given: object) -> tuple[Group | None, int | None]:
        """A peer as a group or as the other side of a private chat."""
        match given:
            case t.InputPeerChannel() | t.InputChannel():
                return self.group(given), None
            case t.InputPeerChat():
                group = self.world.groups.get(given.chat_id)
                if group is None or group.kind is not GroupKind.BASIC:
                    raise RpcRefusal(400, "CHAT_ID_INVALID")
                return group, None
            case t.InputPeerEmpty():
                raise RpcRefusal(400, "PEER_ID_INVALID")
        return None, self.user(given)

    def group(self, given: object) -> Group:
        """The supergroup of an InputChannel, with this viewer's access hash."""
        channel_id = getattr(given, "channel_id", None)
        group = self.world.groups.get(channel_id or 0)
        if group is None or group.kind is not GroupKind.SUPERGROUP:
            raise RpcRefusal(400, "CHANNEL_INVALID")
        if given.access_hash != self.world.access_hash(self.me, -group.id):
            raise RpcRefusal(400, "CHANNEL_INVALID")
        return group

    def updates(self, *first: object) -> t.Updates:
        """``first`` and what this call changed, as its answer."""
        encoder = self.encoder()
        return encoder.updates([*first, *(encoder.update(event) for event in self.changes)])


Handler = Callable[[Call, Any], Any]
HANDLERS: dict[type, Handler] = {}
BEFORE_LOGIN: set[type] = set()


def answers(*requests: type, logged_out: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler. ``logged_out``: also served before login."""

    def register(handler: Handler) -> Handler:
        for request in requests:
            HANDLERS[request] = handler
            if logged_out:
                BEFORE_LOGIN.add(request)
        return handler

    return register


def encode_result(result: object) -> bytes:
    """A handler's result as bytes: an object, a bool, or a list of objects."""
    if isinstance(result, bytes):
        return result
    if isinstance(result, bool):
        return struct.pack("<I", 0x997275B5 if result else 0xBC799737)
    if isinstance(result, list):
        return struct.pack("<Ii", 0x1CB5C415, len(result)) + b"".join(bytes(item) for item in result)
    if isinstance(result, TLObject):
        return bytes(result)
    raise TypeError(f"no way to encode {type(result).__name__}")
