"""What moderating asks of Telegram beyond :class:`~modtui.telegram.gateway.Gateway`, in domain terms.

Both gateways implement it too, and the same contract suite runs both. Every call is idempotent: an
action that broke off between Telegram's doing and our writing it down is simply done again. What was
before can always be asked for first (:meth:`ModerationGateway.standing`,
:meth:`ModerationGateway.forbidden_for_all`), so that taking something back never lifts what somebody
else had imposed earlier (RULES 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from modtui.domain.messages import Message
from modtui.telegram.gateway import GatewayError

#: Rights to write, by Telegram's own names: what a mute and "read only for everybody" forbid.
WRITING: Final[frozenset[str]] = frozenset(
    {
        "send_messages",
        "send_media",
        "send_stickers",
        "send_gifs",
        "send_games",
        "send_inline",
        "embed_links",
        "send_polls",
        "send_photos",
        "send_videos",
        "send_roundvideos",
        "send_audios",
        "send_voices",
        "send_docs",
        "send_plain",
    }
)

#: Without one of these nobody can write a word.
TEXT: Final[frozenset[str]] = frozenset({"send_messages", "send_plain"})

#: The pauses of slow mode that Telegram knows, in seconds; 0 is off.
SLOW_MODES: Final[tuple[int, ...]] = (0, 5, 10, 30, 60, 300, 900, 3600)


class Place(StrEnum):
    """What somebody is to the group now."""

    MEMBER = "member"
    ADMIN = "admin"
    RESTRICTED = "restricted"  # in the group or out of it, and not allowed everything: a mute, for one
    BANNED = "banned"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's place, with what is forbidden to them. ``until`` None is for ever.

    ``by``: who banned or restricted them, by Telegram id, where Telegram says so.
    ``present``: whether they are in the group, which a restricted person may be or not.
    """

    place: Place
    present: bool
    forbidden: frozenset[str] = frozenset()
    until: datetime | None = None
    by: int | None = None

    @property
    def muted(self) -> bool:
        """Whether they may not write a word."""
        return self.place is Place.RESTRICTED and bool(self.forbidden & TEXT)


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody asks to be let in, with what Telegram gives of them. Name and ``about`` are untrusted."""

    user_id: int
    name: str
    asked_at: datetime
    username: str | None = None
    about: str = ""
    language: str | None = None
    is_bot: bool = False


@runtime_checkable
class ModerationGateway(Protocol):
    """Moderating one group as the moderator's own account.

    Errors are :class:`GatewayError` and its kinds, one sentence each, as for the Gateway: NoRight,
    TargetIsAdmin, MemberGone, MessageGone, GroupMigrated, FloodWait, NotConnected.
    """

    async def standing(self, user_id: int, *, seen_in: int | None = None) -> Standing:
        """What somebody is to the group now; ABSENT for who is neither in it nor kept out."""
        ...

    async def restrict(
        self,
        user_id: int,
        forbidden: frozenset[str],
        until: datetime | None,
        *,
        seen_in: int | None = None,
    ) -> None:
        """Forbid exactly this to a member until a moment (None: for ever); nothing forbidden: as everybody.

        Muting is forbidding :data:`WRITING`. It lifts a ban: ask :meth:`standing` first. An ``until``
        less than 30 s or more than 366 days away means for ever to Telegram.
        """
        ...

    async def keep_out(self, user_id: int, until: datetime, *, seen_in: int | None = None) -> None:
        """Take somebody out of the group and keep them out until then: at Telegram it lapses by itself."""
        ...

    async def posts_of(
        self, user_id: int, *, since: datetime | None = None, seen_in: int | None = None
    ) -> Sequence[Message]:
        """Everything of this member that stands in the group, sent at or after ``since``, oldest first."""
        ...

    async def delete_all_of(self, user_id: int, *, seen_in: int | None = None) -> None:
        """Delete everything this member ever wrote in the group, for everybody. Raises NoRight."""
        ...

    async def set_slow_mode(self, seconds: int) -> None:
        """Members may write once in so many seconds (one of :data:`SLOW_MODES`). Raises NoRight."""
        ...

    async def forbidden_for_all(self) -> frozenset[str]:
        """What nobody but admins may do, by Telegram's names."""
        ...

    async def forbid_for_all(self, forbidden: frozenset[str]) -> None:
        """Forbid exactly this to everybody but admins. Raises NoRight."""
        ...

    async def pin(self, message_id: int) -> None:
        """Pin a message without a notification. Raises NoRight, MessageGone."""
        ...

    async def join_requests(self) -> Sequence[JoinRequest]:
        """Everybody who waits to be let in, the longest waiting first. Raises NoRight."""
        ...

    async def decide_join(self, user_id: int, *, approve: bool) -> None:
        """Let an applicant in, or not.

        Raises RequestGone when somebody else has decided or it was withdrawn, NoRight, MemberGone.
        """
        ...


class RequestGone(GatewayError):
    """The join request is not there any more: decided by somebody else, or withdrawn."""

    code = "request-gone"
