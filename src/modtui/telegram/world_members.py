"""Who is in the world's group and what they may do: joining, leaving, bans, mutes, admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from modtui.domain.messages import Account, GroupInfo, Member, OwnRights, ServiceEvent, ServiceKind
from modtui.telegram.gateway_moderation import SLOW_MODES, TEXT, WRITING
from modtui.telegram.world_base import Group
from modtui.telegram.world_messages import WorldMessages
from modtui.telegram.world_types import (
    AdminLogEntry,
    AdminRights,
    GroupKind,
    JoinRequest,
    Membership,
    MembershipEvent,
    RequestsEvent,
    Restriction,
    WorldError,
)


class WorldMembers(WorldMessages):
    """Membership and moderation, with the checks that Telegram makes."""

    # ---- coming and going

    def join(
        self,
        user_id: int,
        *,
        group_id: int | None = None,
        by: int | None = None,
        by_request: bool = False,
        at: datetime | None = None,
    ) -> None:
        """Enter the group; ``by``: added by that member; ``by_request``: let in after asking.

        Raises WorldError USER_ALREADY_PARTICIPANT, USER_KICKED (is banned), CHANNEL_PRIVATE (``by`` is not
        in the group).
        """
        group, user = self.in_group(group_id), self.user(user_id)
        if by is not None:
            self.require_access(by, group)
        if user.id in group.members:
            raise WorldError("USER_ALREADY_PARTICIPANT")
        if self.is_banned(user.id, group.id):
            raise WorldError("USER_KICKED")
        when = self.date(at)
        group.members[user.id] = Membership(user.id, when, by)
        actor = by if by is not None and not by_request else user.id
        self.log_admin(group, actor, "joined", user.id, approved_by=by if by_request else None, at=when)
        if self.switches.join_messages:
            kind = ServiceKind.ADDED if by is not None else ServiceKind.JOINED
            kind = ServiceKind.JOINED_BY_REQUEST if by_request else kind
            self.service(actor, ServiceEvent(kind, (user.id,)), group_id=group.id, at=when)
        decided_by = by if by is not None else user.id
        self._told(group, user.id, "joined", decided_by, was_in=False, by_request=by_request)

    def leave(self, user_id: int, *, group_id: int | None = None) -> None:
        """Go out by oneself. Raises WorldError USER_NOT_PARTICIPANT, USER_CREATOR."""
        group = self.in_group(group_id)
        if user_id not in group.members:
            raise WorldError("USER_NOT_PARTICIPANT")
        if user_id == group.creator_id:
            raise WorldError("USER_CREATOR")
        if self.switches.leave_messages:
            self.service(user_id, ServiceEvent(ServiceKind.LEFT, (user_id,)), group_id=group.id)
        del group.members[user_id]
        group.admins.pop(user_id, None)
        self.log_admin(group, user_id, "left", user_id)
        self._told(group, user_id, "left", user_id, was_in=True)

    def request_join(self, user_id: int, about: str = "", *, group_id: int | None = None) -> None:
        """Ask to be let in. Raises WorldError USER_ALREADY_PARTICIPANT, USER_KICKED."""
        group = self.in_group(group_id)
        if user_id in group.members:
            raise WorldError("USER_ALREADY_PARTICIPANT")
        if self.is_banned(user_id, group.id):
            raise WorldError("USER_KICKED")
        group.requests[self.user(user_id).id] = JoinRequest(user_id, self.now(), about)
        self.tell(RequestsEvent(group.id))

    def decide_request(self, by: int, user_id: int, approved: bool, *, group_id: int | None = None) -> None:
        """Approve or deny a join request. Raises WorldError CHAT_ADMIN_REQUIRED, HIDE_REQUESTER_MISSING."""
        group = self.in_group(group_id)
        self.require_right(by, "invite", group)
        if group.requests.pop(user_id, None) is None:
            raise WorldError("HIDE_REQUESTER_MISSING")
        if approved:
            self.join(user_id, group_id=group.id, by=by, by_request=True)
        self.tell(RequestsEvent(group.id))

    # ---- moderation

    def ban(
        self, by: int, user_id: int, *, until: datetime | None = None, group_id: int | None = None
    ) -> None:
        """Remove and keep out. Repeating it is no error.

        Raises WorldError CHAT_ADMIN_REQUIRED, USER_ADMIN_INVALID, USER_ID_INVALID; USER_NOT_PARTICIPANT
        if the switch ``ban_absent`` is off.
        """
        self.restrict(by, user_id, banned=True, until=until, group_id=group_id)

    def mute(
        self,
        by: int,
        user_id: int,
        *,
        until: datetime | None = None,
        forbidden: frozenset[str] = frozenset(),
        group_id: int | None = None,
    ) -> None:
        """Let a member read but not write, or forbid something else only. Errors as :meth:`ban`."""
        self.restrict(by, user_id, banned=False, until=until, forbidden=forbidden, group_id=group_id)

    def restrict(
        self,
        by: int,
        user_id: int,
        *,
        banned: bool,
        until: datetime | None = None,
        forbidden: frozenset[str] = frozenset(),
        group_id: int | None = None,
    ) -> None:
        """Ban or mute: the one call Telegram has for both."""
        group = self.in_group(group_id)
        self._may_restrict(by, user_id, group)
        present = user_id in group.members
        if not present and banned and not self.is_banned(user_id, group.id) and not self.switches.ban_absent:
            raise WorldError("USER_NOT_PARTICIPANT")
        before = self.restriction(user_id, group.id)
        end = Restriction.end(until, self.now())
        after = Restriction(banned, by, self.now(), end, frozenset() if forbidden == WRITING else forbidden)
        if before is not None and replace(before, by=by, at=after.at) == after:
            return
        group.restrictions[user_id] = after
        group.admins.pop(user_id, None)
        self.log_admin(group, by, "banned" if banned else "muted", user_id, before=before, after=after)
        if banned and present:
            if self.switches.ban_messages:
                self.service(by, ServiceEvent(ServiceKind.REMOVED, (user_id,)), group_id=group.id)
            del group.members[user_id]
        self._told(group, user_id, "banned" if banned else "muted", by, was_in=present)

    def unban(self, by: int, user_id: int, *, group_id: int | None = None) -> None:
        """Lift a ban or mute; the user does not come back by it. Not restricted is no error."""
        group = self.in_group(group_id)
        self._may_restrict(by, user_id, group)
        before = self.restriction(user_id, group.id)
        group.restrictions.pop(user_id, None)
        if before is not None:
            self.log_admin(group, by, "unbanned", user_id, before=before)
            self._told(group, user_id, "unbanned", by)

    def kick(self, by: int, user_id: int, *, group_id: int | None = None) -> None:
        """Remove without keeping out: a ban and an unban, which also lifts an earlier ban or mute."""
        self.ban(by, user_id, group_id=group_id)
        self.unban(by, user_id, group_id=group_id)

    def promote(
        self, by: int, user_id: int, rights: AdminRights | None = None, *, group_id: int | None = None
    ) -> None:
        """Make a member an admin.

        Raises WorldError CHAT_ADMIN_REQUIRED, RIGHT_FORBIDDEN, USER_NOT_PARTICIPANT.
        """
        group = self.in_group(group_id)
        own = self.rights(by, group.id)
        if own is None:
            raise WorldError("CHAT_ADMIN_REQUIRED")
        if not own.add_admins:
            raise WorldError("RIGHT_FORBIDDEN")
        if user_id not in group.members:
            raise WorldError("USER_NOT_PARTICIPANT")
        group.admins[user_id] = replace(rights or AdminRights(), by=by)
        self.log_admin(group, by, "promoted", user_id)
        self._told(group, user_id, "promoted", by)

    def demote(self, by: int, user_id: int, *, group_id: int | None = None) -> None:
        """Take the admin rights away. Raises WorldError CHAT_ADMIN_REQUIRED."""
        group = self.in_group(group_id)
        target = group.admins.get(user_id)
        if by != group.creator_id and (target is None or target.by != by):
            raise WorldError("CHAT_ADMIN_REQUIRED")
        if group.admins.pop(user_id, None) is not None:
            self.log_admin(group, by, "other", user_id)
            self._told(group, user_id, "demoted", by)

    def set_slow_mode(self, by: int, seconds: int, *, group_id: int | None = None) -> None:
        """Members may post once in so many seconds; 0 ends it.

        Raises WorldError CHAT_ADMIN_REQUIRED, SECONDS_INVALID.
        """
        group = self.in_group(group_id)
        self.require_right(by, "ban_members", group)
        if seconds not in SLOW_MODES:
            raise WorldError("SECONDS_INVALID")
        group.slow_mode_seconds = seconds
        self.log_admin(group, by, "other")

    def set_read_only(self, by: int, on: bool, *, group_id: int | None = None) -> None:
        """Only admins may post. Raises WorldError CHAT_ADMIN_REQUIRED."""
        group = self.in_group(group_id)
        now = group.forbidden | WRITING if on else group.forbidden - WRITING
        self.set_default_rights(by, now, group_id=group.id)

    def set_default_rights(self, by: int, forbidden: frozenset[str], *, group_id: int | None = None) -> None:
        """What nobody but admins may do, by Telegram's names. Raises WorldError CHAT_ADMIN_REQUIRED."""
        group = self.in_group(group_id)
        self.require_right(by, "ban_members", group)
        group.forbidden, group.read_only = forbidden, bool(forbidden & TEXT)
        self.log_admin(group, by, "other")

    def delete_account(self, user_id: int) -> None:
        """Somebody deletes their Telegram account: nameless, still in lists."""
        user = self.user(user_id)
        user.is_deleted, user.name, user.username, user.phone = True, "", None, None

    def migrate(self, basic_id: int, *, new_id: int | None = None) -> Group:
        """Upgrade a basic group: a supergroup with the same people and a new id; the old one closes."""
        old = self.in_group(basic_id)
        new = self.add_group(old.title, old.creator_id, id=new_id, kind=GroupKind.SUPERGROUP)
        new.members, new.admins = dict(old.members), dict(old.admins)
        self.service(old.creator_id, ServiceEvent(ServiceKind.MIGRATED, text=str(new.id)), group_id=old.id)
        self.service(old.creator_id, ServiceEvent(ServiceKind.MIGRATED, text=str(old.id)), group_id=new.id)
        old.migrated_to = new.id
        if self.group is old:
            self.group = new
        return new

    # ---- reading, as one account sees it

    def account(self, me: int) -> Account:
        """``me`` as an account."""
        user = self.user(me)
        return Account(user.id, user.name, user.username, user.phone)

    def own_rights(self, me: int, group_id: int | None = None) -> OwnRights:
        """What ``me`` may do in the group."""
        rights = self.rights(me, group_id)
        if rights is None:
            return OwnRights()
        return OwnRights(
            rights.delete_messages, rights.ban_members, rights.pin_messages, rights.invite, is_admin=True
        )

    def group_info(self, me: int, group_id: int | None = None) -> GroupInfo:
        """The group as ``me`` sees it. Raises WorldError CHANNEL_PRIVATE."""
        group = self.in_group(group_id)
        self.require_access(me, group)
        return GroupInfo(
            group.id,
            group.title,
            len(group.members),
            group.is_forum,
            self.own_rights(me, group.id),
            group.slow_mode_seconds,
            group.linked_channel_id,
        )

    def members(self, me: int, group_id: int | None = None) -> list[Member]:
        """The member list in the order of joining.

        Raises WorldError CHANNEL_PRIVATE, CHAT_ADMIN_REQUIRED (when the list is hidden).
        """
        group = self.in_group(group_id)
        self.require_access(me, group)
        if self.switches.members_hidden and not group.is_admin(me):
            raise WorldError("CHAT_ADMIN_REQUIRED")
        return [self.member(user_id, group.id) for user_id in group.members]

    def member(self, user_id: int, group_id: int | None = None) -> Member:
        """One member. Raises WorldError USER_NOT_PARTICIPANT."""
        group, user = self.in_group(group_id), self.user(user_id)
        place = group.members.get(user_id)
        if place is None:
            raise WorldError("USER_NOT_PARTICIPANT")
        return Member(
            user.id,
            user.name,
            user.username,
            user.is_bot,
            group.is_admin(user.id),
            user.is_deleted,
            user.language if self.switches.languages_shown else None,
            place.joined_at,
        )

    def admin_log(
        self, me: int, *, after_id: int = 0, group_id: int | None = None
    ) -> Sequence[AdminLogEntry]:
        """The admin log, oldest first, as far back as it is kept. Raises WorldError CHAT_ADMIN_REQUIRED."""
        group = self.in_group(group_id)
        self.require_access(me, group)
        if not group.is_admin(me):
            raise WorldError("CHAT_ADMIN_REQUIRED")
        kept = self.switches.admin_log_kept
        oldest = None if kept is None else self.now() - kept
        return [
            line
            for line in group.log
            if line.event.id > after_id and (oldest is None or line.event.at >= oldest)
        ]

    # ---- rules

    def _may_restrict(self, by: int, user_id: int, group: Group) -> None:
        self.require_right(by, "ban_members", group)
        self.user(user_id)
        if user_id == group.creator_id or user_id == by:
            raise WorldError("USER_ADMIN_INVALID")
        target = group.admins.get(user_id)
        if target is not None and by != group.creator_id and target.by != by:
            raise WorldError("USER_ADMIN_INVALID")

    def _told(
        self,
        group: Group,
        user_id: int,
        kind: str,
        by: int,
        *,
        was_in: bool | None = None,
        by_request: bool = False,
    ) -> None:
        is_in = user_id in group.members
        group.moves += 1
        before = is_in if was_in is None else was_in
        self.tell(
            MembershipEvent(
                group.id, user_id, kind, self.now(), by, before, is_in, by_request, number=group.moves
            )
        )
