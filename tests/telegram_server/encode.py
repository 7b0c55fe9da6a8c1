"""The world in Telegram's own types, as one account sees it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from telethon.tl import types as t

from modtui.domain.messages import Message, SenderKind, ServiceEvent, ServiceKind
from modtui.telegram.world import (
    AdminLogEntry,
    AdminRights,
    BoxKey,
    Change,
    Group,
    GroupKind,
    MembershipEvent,
    MessageEvent,
    Restriction,
    Stored,
    World,
)
from tests.telegram_server.encode_pieces import (
    EPOCH,
    admin_rights,
    banned_rights,
    forbidden_rights,
    looks,
    media,
    reply_header,
    restricted_rights,
)


class Encoder:
    """Encodes for one viewer and remembers every user and chat that was mentioned."""

    def __init__(self, world: World, me: int) -> None:
        self.world, self.me = world, me
        self._users: dict[int, t.User] = {}
        self._chats: dict[int, object] = {}

    @property
    def users(self) -> list[t.User]:
        return list(self._users.values())

    @property
    def chats(self) -> list[object]:
        return list(self._chats.values())

    # ---- people and groups

    def user(self, user_id: int) -> t.User | t.UserEmpty:
        person = self.world.users.get(user_id)
        if person is None:
            return t.UserEmpty(user_id)
        mine = user_id == self.me
        encoded = t.User(
            id=user_id,
            is_self=mine or None,
            contact=mine or None,
            mutual_contact=mine or None,
            deleted=person.is_deleted or None,
            bot=person.is_bot or None,
            bot_info_version=1 if person.is_bot else None,
            access_hash=self.world.access_hash(self.me, user_id),
            first_name=person.name or None,
            username=person.username,
            phone=person.phone.lstrip("+") if mine and person.phone else None,
            lang_code=person.language if mine or self.world.switches.languages_shown else None,
        )
        self._users[user_id] = encoded
        return encoded

    def group(self, group: Group) -> object:
        if group.kind is GroupKind.BASIC:
            encoded: object = self._basic(group)
        elif self.me not in group.members:
            encoded = t.ChannelForbidden(group.id, self.channel_hash(group.id), group.title, megagroup=True)
        else:
            rights = self.world.rights(self.me, group.id)
            encoded = t.Channel(
                id=group.id,
                title=group.title,
                photo=t.ChatPhotoEmpty(),
                date=group.members[self.me].joined_at,
                creator=(self.me == group.creator_id) or None,
                megagroup=True,
                forum=group.is_forum or None,
                slowmode_enabled=bool(group.slow_mode_seconds) or None,
                has_link=group.linked_channel_id is not None or None,
                access_hash=self.channel_hash(group.id),
                username=group.username,
                admin_rights=None if rights is None else admin_rights(rights),
                banned_rights=self._own_restriction(group),
                default_banned_rights=forbidden_rights(group.forbidden),
                participants_count=len(group.members),
            )
        self._chats[group.id] = encoded
        return encoded

    def _basic(self, group: Group) -> object:
        if self.me not in group.members:
            return t.ChatForbidden(group.id, group.title)
        moved = group.migrated_to
        return t.Chat(
            id=group.id,
            title=group.title,
            photo=t.ChatPhotoEmpty(),
            participants_count=len(group.members),
            date=group.members[self.me].joined_at,
            version=1,
            creator=(self.me == group.creator_id) or None,
            deactivated=moved is not None or None,
            migrated_to=None if moved is None else t.InputChannel(moved, self.channel_hash(moved)),
            default_banned_rights=banned_rights(),
        )

    def _own_restriction(self, group: Group) -> t.ChatBannedRights | None:
        found = self.world.restriction(self.me, group.id)
        return None if found is None else restricted_rights(found)

    def channel_hash(self, channel_id: int) -> int:
        """Channels have access hashes of their own, kept apart from users' by the sign."""
        return self.world.access_hash(self.me, -channel_id)

    def other_channel(self, channel_id: int, title: str) -> None:
        self._chats[channel_id] = t.Channel(
            id=channel_id,
            title=title,
            photo=t.ChatPhotoEmpty(),
            date=EPOCH,
            broadcast=True,
            left=True,
            access_hash=self.channel_hash(channel_id),
        )

    # ---- messages

    def message(self, stored: Stored, key: BoxKey) -> t.Message | t.MessageService:
        group = None if key.group_id is None else self.world.groups[key.group_id]
        message = stored.seen_by(self.me) if group is not None else stored.message
        return self.plain(message, group=group, peer=stored.peer_id, pinned=stored.pinned)

    def plain(
        self, message: Message, *, group: Group | None, peer: int | None = None, pinned: bool = False
    ) -> t.Message | t.MessageService:
        if group is not None:
            self.group(group)
            place: object = t.PeerChannel(group.id)
            if group.kind is GroupKind.BASIC:
                place = t.PeerChat(group.id)
        else:
            self.user(peer or 0)
            place = t.PeerUser(peer or 0)
        common = {
            "id": message.id,
            "peer_id": place,
            "date": message.sent_at,
            "from_id": self._sender(message),
            "out": message.outgoing or None,
            "reply_to": reply_header(message),
        }
        if message.service is not None:
            return t.MessageService(action=self._action(message, message.service), **common)
        forwarded = None
        if message.forwarded_from is not None:
            forwarded = t.MessageFwdHeader(date=message.sent_at, from_name=message.forwarded_from)
        elif message.sender.kind is SenderKind.LINKED_CHANNEL:
            origin = t.PeerChannel(message.sender.id or 0)
            forwarded = t.MessageFwdHeader(
                date=message.sent_at,
                from_id=origin,
                channel_post=message.id,
                saved_from_peer=origin,
                saved_from_msg_id=message.id,
            )
        return t.Message(
            message=message.text,
            entities=looks(message.entities) or None,
            media=None if message.media is None else media(message.media, self._file_id(message, group)),
            reactions=self._reactions(message, group),
            fwd_from=forwarded,
            edit_date=message.edited_at,
            grouped_id=message.album_id,
            pinned=pinned or None,
            **common,
        )

    @staticmethod
    def _file_id(message: Message, group: Group | None) -> int:
        return (0 if group is None else group.id) << 32 | message.id

    def _reactions(self, message: Message, group: Group | None) -> t.MessageReactions | None:
        if not message.reactions or group is None:
            return None
        own = self.world.feed.reactors.get((group.id, message.id), {}).get(self.me)
        counts = [
            t.ReactionCount(t.ReactionEmoji(r.emoji), r.count, chosen_order=0 if r.emoji == own else None)
            for r in message.reactions
        ]
        return t.MessageReactions(counts)

    def _sender(self, message: Message) -> object:
        sender = message.sender
        if sender.id is None:
            return None
        if sender.kind in (SenderKind.USER, SenderKind.BOT, SenderKind.UNKNOWN):
            self.user(sender.id)
            return t.PeerUser(sender.id)
        if sender.kind is not SenderKind.ANONYMOUS_ADMIN:
            self.other_channel(sender.id, sender.name)
        return t.PeerChannel(sender.id)

    def _action(self, message: Message, event: ServiceEvent) -> object:
        for user_id in event.user_ids:
            self.user(user_id)
        people = list(event.user_ids)
        match event.kind:
            case ServiceKind.JOINED:
                # By themselves without a link: Telegram says that they added themselves.
                return t.MessageActionChatAddUser(people)
            case ServiceKind.JOINED_BY_REQUEST:
                return t.MessageActionChatJoinedByRequest()
            case ServiceKind.ADDED:
                return t.MessageActionChatAddUser(people)
            case ServiceKind.LEFT | ServiceKind.REMOVED:
                return t.MessageActionChatDeleteUser(people[0])
            case ServiceKind.PINNED:
                return t.MessageActionPinMessage()
            case ServiceKind.TITLE_CHANGED:
                return t.MessageActionChatEditTitle(event.text)
            case ServiceKind.MIGRATED:
                other = self.world.groups[int(event.text)]
                if other.kind is GroupKind.BASIC:
                    return t.MessageActionChannelMigrateFrom(other.title, other.id)
                return t.MessageActionChatMigrateTo(other.id)
        return t.MessageActionCustomAction(event.text or "something else")

    # ---- updates

    def update(self, event: MessageEvent) -> object:
        """A change of a message as the update that tells of it."""
        pts = {"pts": event.pts, "pts_count": event.pts_count}
        in_channel = event.box.group_id is not None
        if in_channel and self.world.groups[event.box.group_id].kind is GroupKind.BASIC:
            # The world keeps a basic group's messages apart; on the wire they take no room in the account's pts.
            pts, in_channel = {"pts": self.world.private[self.me].pts, "pts_count": 0}, False
        if event.change is Change.DELETED:
            ids = list(event.ids)
            if in_channel:
                self.group(self.world.groups[event.box.group_id])
                return t.UpdateDeleteChannelMessages(event.box.group_id, ids, **pts)
            return t.UpdateDeleteMessages(ids, **pts)
        message = self.message(event.stored, event.box)
        if event.change is Change.NEW:
            kind = t.UpdateNewChannelMessage if in_channel else t.UpdateNewMessage
        else:
            kind = t.UpdateEditChannelMessage if in_channel else t.UpdateEditMessage
        return kind(message, **pts)

    def updates(self, found: Iterable[object]) -> t.Updates:
        """Several updates with everybody they mention; ``seq`` 0 is what unordered ones carry."""
        found = list(found)
        return t.Updates(found, self.users, self.chats, self.world.now(), 0)

    # ---- participants and the admin log

    def participant(self, user_id: int, group: Group) -> object:
        """A user's place in the group, also of one who was banned or left."""
        self.user(user_id)
        found = self.world.restriction(user_id, group.id)
        place = group.members.get(user_id)
        if user_id == group.creator_id:
            return t.ChannelParticipantCreator(user_id, admin_rights(AdminRights(add_admins=True)))
        if user_id in group.admins and place is not None:
            rights = group.admins[user_id]
            self.user(rights.by or group.creator_id)
            return t.ChannelParticipantAdmin(
                user_id,
                rights.by or group.creator_id,
                place.joined_at,
                admin_rights(rights),
                is_self=(user_id == self.me) or None,
                inviter_id=(place.added_by or group.creator_id) if user_id == self.me else None,
            )
        if found is not None:
            return self.restricted(user_id, found, left=place is None)
        if place is None:
            return t.ChannelParticipantLeft(t.PeerUser(user_id))
        if user_id == self.me:
            return t.ChannelParticipantSelf(user_id, place.added_by or user_id, place.joined_at)
        return t.ChannelParticipant(user_id, place.joined_at)

    def restricted(self, user_id: int, found: Restriction, *, left: bool) -> t.ChannelParticipantBanned:
        self.user(found.by)
        return t.ChannelParticipantBanned(
            t.PeerUser(user_id), found.by, found.at, restricted_rights(found), left=left or None
        )

    def moved(self, event: MembershipEvent, qts: int) -> t.UpdateChannelParticipant:
        """A change of somebody's place in a supergroup, as who is told of such things hears it."""
        self.group(self.world.groups[event.group_id])
        who, by, at = event.user_id, event.by, event.at
        self.user(who)
        self.user(by)
        member = t.ChannelParticipant(who, at)
        inside = member if event.was_in else None
        admin = t.ChannelParticipantAdmin(who, by, at, admin_rights(AdminRights()))
        shut = self.restricted(who, Restriction(True, by, at), left=True)
        quiet = self.restricted(who, Restriction(False, by, at), left=not event.is_in)
        before, after = {
            "joined": (None, member),
            "left": (inside, t.ChannelParticipantLeft(t.PeerUser(who))),
            "banned": (inside, shut),
            "unbanned": (quiet if event.was_in else shut, member if event.is_in else None),
            "muted": (inside, quiet),
            "promoted": (inside, admin),
            "demoted": (admin, member),
        }[event.kind]
        invite = t.ChatInvitePublicJoinRequests() if event.by_request else None
        return t.UpdateChannelParticipant(
            event.group_id, at, by, who, qts, prev_participant=before, new_participant=after, invite=invite
        )

    def log_line(self, line: AdminLogEntry, group: Group) -> t.ChannelAdminLogEvent:
        event = line.event
        self.user(event.by)
        user_id = event.user_id or event.by
        self.user(user_id)
        match event.kind:
            case "deleted" if line.message is not None:
                action: object = t.ChannelAdminLogEventActionDeleteMessage(
                    self.plain(line.message, group=group)
                )
            case "banned" | "muted" | "unbanned":
                before, after = (self._was(user_id, r, event.at) for r in (line.before, line.after))
                action = t.ChannelAdminLogEventActionParticipantToggleBan(before, after)
            case "joined" if line.approved_by is not None:
                self.user(line.approved_by)
                invite = t.ChatInvitePublicJoinRequests()
                action = t.ChannelAdminLogEventActionParticipantJoinByRequest(invite, line.approved_by)
            case "joined" if event.by != user_id:
                member = t.ChannelParticipant(user_id, event.at)
                action = t.ChannelAdminLogEventActionParticipantInvite(member)
            case "joined":
                action = t.ChannelAdminLogEventActionParticipantJoin()
            case "left":
                action = t.ChannelAdminLogEventActionParticipantLeave()
            case "promoted":
                member = t.ChannelParticipant(user_id, event.at)
                rights = group.admins.get(user_id, AdminRights())
                admin = t.ChannelParticipantAdmin(user_id, event.by, event.at, admin_rights(rights))
                action = t.ChannelAdminLogEventActionParticipantToggleAdmin(member, admin)
            case "other" if line.message is not None:
                pinned = self.plain(line.message, group=group, pinned=True)
                action = t.ChannelAdminLogEventActionUpdatePinned(pinned)
            case "other" if event.user_id is not None:
                admin = t.ChannelParticipantAdmin(user_id, event.by, event.at, admin_rights(AdminRights()))
                member = t.ChannelParticipant(user_id, event.at)
                action = t.ChannelAdminLogEventActionParticipantToggleAdmin(admin, member)
            case _:
                rights = forbidden_rights(group.forbidden)
                action = t.ChannelAdminLogEventActionDefaultBannedRights(banned_rights(), rights)
        return t.ChannelAdminLogEvent(event.id, event.at, event.by, action)

    def _was(self, user_id: int, found: Restriction | None, at: datetime) -> object:
        if found is None:
            return t.ChannelParticipant(user_id, at)
        return self.restricted(user_id, found, left=found.banned)
