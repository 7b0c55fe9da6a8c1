"""The gateway: everything modtui asks of Telegram, in domain terms.

Two rooms implement it: :mod:`modtui.telegram.telethon` (the real client) and :mod:`modtui.telegram.simulated`
(the demo's group). One contract suite runs both (``tests/contract``). No Telethon type crosses this line.

Live updates are only a hint (DESIGN, "Never miss"): whoever uses a gateway reads history from its own watermark at
start, after every :class:`ConnectionState` change to connected, after :class:`UpdatesLost`, and on a timer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from modtui.domain.formatting import Entity
from modtui.domain.messages import Account, Deletion, GroupInfo, Member, Message
from modtui.telegram.gateway_events import JoinRequestsChanged, MemberMoved, ReactionsSeen
from modtui.telegram.gateway_private import PrivateSeen

# --------------------------------------------------------------------------- errors


class GatewayError(Exception):
    """Something Telegram or the way to it refused. ``str()`` is one sentence for the moderator.

    ``code`` is stable (the catalogue knows it); ``retry`` says whether the same
    call may succeed later without anybody changing anything.
    """

    code: str = "telegram-refused"
    retry: bool = False

    def __init__(self, sentence: str = "", *, code: str | None = None) -> None:
        super().__init__(sentence or "Telegram refused the request.")
        if code is not None:
            self.code = code


class NotConnected(GatewayError):
    """No connection, or it broke before an answer came: the outcome of a write is unknown."""

    code, retry = "not-connected", True


class NotLoggedIn(GatewayError):
    """The session is not logged in, or was revoked elsewhere (exit status 3)."""

    code = "not-logged-in"


class FloodWait(GatewayError):
    """Telegram asks to wait. ``seconds`` from now."""

    code, retry = "flood-wait", True

    def __init__(self, seconds: int, sentence: str = "") -> None:
        super().__init__(
            sentence or f"Telegram asks to wait {seconds} s before the next request of this kind."
        )
        self.seconds = seconds


class SlowMode(FloodWait):
    """The group's slow mode: ``seconds`` until this account may post again."""

    code = "slow-mode"


class PeerFlood(GatewayError):
    """The account is limited from writing to strangers; no duration is given."""

    code = "peer-flood"


class PrivacyRestricted(GatewayError):
    """The member's settings do not let this account write to them."""

    code = "privacy-restricted"


class NoRight(GatewayError):
    """The account lacks an admin right in the group."""

    code = "no-right"


class TargetIsAdmin(GatewayError):
    """Admins cannot be warned off or removed by this account."""

    code = "target-is-admin"


class MemberGone(GatewayError):
    """The member is not in the group (any more), or their account is unknown to this session."""

    code = "member-gone"


class MessageGone(GatewayError):
    """The message to reply to or delete is not there (any more)."""

    code = "message-gone"


class GroupNotFound(GatewayError):
    """The configured group cannot be found or this account is not in it."""

    code = "group-not-found"


class BasicGroupRefused(GatewayError):
    """A basic group: it has to be upgraded to a supergroup first; the sentence says how."""

    code = "basic-group"


class GroupMigrated(GatewayError):
    """The group became a supergroup that this account is not in. ``new_id`` is its bare id."""

    code = "group-migrated"

    def __init__(self, new_id: int, sentence: str = "") -> None:
        super().__init__(
            sentence
            or f"The configured group was upgraded to a supergroup (id {new_id}) that your account is not in; join it first."
        )
        self.new_id = new_id


class LoginError(GatewayError):
    """A login step was refused (wrong code, wrong password, bad phone number)."""

    code = "login-refused"


class PasswordNeeded(LoginError):
    """The account has a two-step password; ask for it and call :meth:`LoginGateway.password`."""

    code = "password-needed"


# --------------------------------------------------------------------------- events


class Link(StrEnum):
    """The state of the connection, in the words the screen uses."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"  # retry_in says when
    OFFLINE = "offline"  # closed on purpose
    LOGGED_OUT = "logged_out"


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """The connection changed. ``retry_in`` is seconds until the next try when reconnecting."""

    link: Link
    retry_in: float | None = None
    reason: str = ""  # a sentence, sanitised by whoever shows it


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """A new message of the group."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """A message of the group in its new version."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessagesDeleted:
    """Messages of the group are gone."""

    deletion: Deletion


@dataclass(frozen=True, slots=True)
class UpdatesLost:
    """The live queue overflowed or Telegram skipped: read history again from the watermark."""

    reason: str = ""


Event: TypeAlias = (
    ConnectionState
    | MessageSeen
    | MessageEdited
    | MessagesDeleted
    | UpdatesLost
    | JoinRequestsChanged
    | PrivateSeen
    | ReactionsSeen
    | MemberMoved
)

# --------------------------------------------------------------------------- requests


@dataclass(frozen=True, slots=True)
class ToGroup:
    """The configured group as the place a message goes."""


@dataclass(frozen=True, slots=True)
class ToUser:
    """A private chat with one member.

    ``seen_in`` is a group message of theirs, by which their access is known.
    """

    user_id: int
    seen_in: int | None = None


Destination: TypeAlias = ToGroup | ToUser


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send. ``random_id`` (signed 64 bit) makes a repeat the same message."""

    to: Destination
    text: str
    random_id: int
    reply_to: int | None = None
    entities: tuple[Entity, ...] = ()  # mentions of people this session cannot name go as words
    must_mention: ToUser | None = None  # without this mention it is not sent: GatewayError "mention-lost"


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took the message: its id in that chat and Telegram's date (UTC)."""

    message_id: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class AdminEvent:
    """A line of the group's admin log (Telegram keeps about 48 hours)."""

    id: int
    at: datetime
    by: int
    #: "deleted" | "banned" | "unbanned" | "muted" | "unmuted" | "approved" (let in by ``by`` after asking)
    #: | "joined" (``by`` another: added) | "left" | "promoted" | "other"
    kind: str
    user_id: int | None = None
    message_id: int | None = None
    name: str = ""  # of the user, as Telegram shows it now; untrusted
    by_name: str = ""


Progress: TypeAlias = Callable[[int, int | None], None]


@runtime_checkable
class Gateway(Protocol):
    """One group, seen and acted on as the moderator's own account.

    Every method raises :class:`GatewayError` (a subclass), never a library's
    error, and returns or raises within its own time-out. A write that raises
    :class:`NotConnected` may or may not have happened: sends are repeated with
    the same ``random_id``; bans, unbans and deletions are idempotent.
    """

    async def connect(self) -> Account:
        """Connect, check the login, find the group.

        After NotConnected it may be called again; once it has succeeded the gateway restores a broken
        line by itself and tells so by :class:`ConnectionState` events.
        Raises NotLoggedIn, GroupNotFound, BasicGroupRefused, GroupMigrated, NotConnected.
        """
        ...

    async def close(self) -> None:
        """Disconnect for good; later calls raise NotConnected. Safe to call twice."""
        ...

    async def next_event(self) -> Event:
        """Wait for the next live event. For one reader.

        The queue is bounded: on overflow it is emptied and one UpdatesLost is given. What this
        account writes and deletes through this gateway comes as events too, as a rule; only the
        answers to the calls themselves are certain. After :meth:`close`: OFFLINE, then NotConnected.
        """
        ...

    async def group(self) -> GroupInfo:
        """The group and this account's rights, asked anew."""
        ...

    async def clock_offset(self) -> float:
        """Telegram's clock minus this machine's, in seconds."""
        ...

    def history(
        self, *, after_id: int = 0, since: datetime | None = None, page: int = 100
    ) -> AsyncIterator[Sequence[Message]]:
        """Messages with id > ``after_id`` and sent at or after ``since``, oldest first.

        In pages of at most ``page``. Complete when the iterator ends without an error: only then
        may a watermark move.
        """
        ...

    async def recent(self, limit: int = 200) -> Sequence[Message]:
        """The newest ``limit`` messages, oldest first: to see edits that were missed."""
        ...

    async def by_id(self, ids: Sequence[int]) -> dict[int, Message | None]:
        """These messages as they are now; None for one that is gone."""
        ...

    async def send(self, message: Outgoing) -> Sent:
        """Send once: the same ``random_id`` again returns the first message's id.

        Raises FloodWait, SlowMode, PeerFlood, PrivacyRestricted, MessageGone (reply target),
        MemberGone, NoRight, NotConnected.
        """
        ...

    async def find_own(self, to: Destination, text: str, *, after: datetime) -> Sent | None:
        """This account's first message in that chat with exactly this text, sent at or after ``after``.

        None if there is none. Telegram trims white space at both ends; so does the comparison.
        """
        ...

    async def delete(self, ids: Sequence[int]) -> int:
        """Delete messages of the group for everybody; returns how many of them were still there.

        Ids already gone are no error. Raises NoRight.
        """
        ...

    async def ban(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Remove a member and keep them out (RULES 3). Already banned is no error.

        Raises NoRight, TargetIsAdmin, MemberGone.
        """
        ...

    async def unban(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Lift a ban. Not banned is no error."""
        ...

    async def is_banned(self, user_id: int, *, seen_in: int | None = None) -> bool:
        """Whether this member is banned now (so that an undo never lifts somebody's earlier ban)."""
        ...

    def members(self) -> AsyncIterator[Sequence[Member]]:
        """The member list in pages, as far as Telegram shows it."""
        ...

    def admin_log(self, *, after_id: int = 0) -> AsyncIterator[Sequence[AdminEvent]]:
        """Admin log lines newer than ``after_id``, oldest first."""
        ...


class LoginGateway(Protocol):
    """Logging this machine in and out.

    Each step raises LoginError with a sentence, FloodWait or NotConnected.
    """

    async def send_code(self, phone: str) -> str:
        """Ask Telegram to send a code; returns where it was sent, in words ("the Telegram app", "an SMS")."""
        ...

    async def sign_in(self, phone: str, code: str) -> Account:
        """Log in with the code. Raises PasswordNeeded if the account has a two-step password."""
        ...

    async def password(self, password: str) -> Account:
        """Finish a login with the two-step password."""
        ...

    async def who(self) -> Account | None:
        """The account logged in on this machine, or None."""
        ...

    async def log_out(self) -> None:
        """Revoke this session at Telegram and forget it here."""
        ...

    async def close(self) -> None:
        """Disconnect."""
        ...
