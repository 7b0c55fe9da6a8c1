"""The world's messages: posting, editing, deleting and reading, in groups and in private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from modtui.domain.formatting import Entity
from modtui.domain.messages import Media, Message, Sender, SenderKind, ServiceEvent, ServiceKind
from modtui.telegram.gateway_moderation import TEXT
from modtui.telegram.world_base import Box, Group, WorldBase
from modtui.telegram.world_types import Change, MessageEvent, Stored, WorldError


class WorldMessages(WorldBase):
    """Everything that is written. Ids and users are bare Telegram ids; texts are as typed."""

    # ---- group

    def post(
        self,
        by: int,
        text: str = "",
        *,
        group_id: int | None = None,
        reply_to: int | None = None,
        random_id: int | None = None,
        media: Media | None = None,
        topic_id: int | None = None,
        album_id: int | None = None,
        forwarded_from: str | None = None,
        as_group: bool = False,
        at: datetime | None = None,
        entities: Sequence[Entity] = (),
    ) -> Message:
        """Write to a group. A repeated ``random_id`` returns the first message.

        ``at`` back-dates (for building a history); ``as_group`` posts as an anonymous admin.
        Raises WorldError CHANNEL_PRIVATE, CHAT_WRITE_FORBIDDEN (or the muted switch), SLOWMODE_WAIT_n,
        MESSAGE_EMPTY, MESSAGE_TOO_LONG, the reply error of the switches, RANDOM_ID_DUPLICATE.
        """
        group = self.in_group(group_id)
        if first := self.first_of(by, random_id):
            return first.seen_by(by)
        self._may_write(by, group)
        text, looks = self._checked(text, media, entities)
        reply_to = self._checked_reply(group.box, reply_to)
        sender = self.sender_of(by)
        rights = self.rights(by, group.id)
        if as_group or (rights is not None and rights.anonymous):
            if rights is None:
                raise WorldError("CHAT_ADMIN_REQUIRED")
            sender = Sender(SenderKind.ANONYMOUS_ADMIN, group.id, group.title, group.username)
        message = Message(
            self.next_id(group.box),
            sender,
            self.date(at),
            text,
            reply_to,
            topic_id,
            media=media,
            album_id=album_id,
            forwarded_from=forwarded_from,
            entities=looks,
        )
        group.last_post[by] = self.now()
        event = self.put(group.box, Stored(message, by))
        self.remember(by, random_id, group.box, message.id)
        self.tell(event)
        return group.box.kept[message.id].seen_by(by)

    def post_as_channel(
        self,
        channel_id: int,
        title: str,
        text: str,
        *,
        group_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """A post of a channel in the group: staff if it is the linked one, a member otherwise (RULES 2)."""
        group = self.in_group(group_id)
        linked = channel_id == group.linked_channel_id
        kind = SenderKind.LINKED_CHANNEL if linked else SenderKind.CHANNEL
        message = Message(
            self.next_id(group.box), Sender(kind, channel_id, title), self.now(), text, reply_to
        )
        self.tell(self.put(group.box, Stored(message, channel_id)))
        return message

    def service(
        self,
        by: int,
        event: ServiceEvent,
        *,
        group_id: int | None = None,
        reply_to: int | None = None,
        at: datetime | None = None,
    ) -> Message:
        """A service message in the group, without asking for rights."""
        group = self.in_group(group_id)
        message = Message(
            self.next_id(group.box), self.sender_of(by), self.date(at), reply_to=reply_to, service=event
        )
        self.tell(self.put(group.box, Stored(message, by)))
        return message

    def pin(self, by: int, message_id: int, *, group_id: int | None = None) -> Message:
        """Pin a message. Raises WorldError CHAT_ADMIN_REQUIRED, MESSAGE_ID_INVALID."""
        group = self.in_group(group_id)
        self.require_right(by, "pin_messages", group)
        stored = self._alive(group.box, message_id)
        group.box.kept[message_id] = replace(stored, pinned=True)
        group.pinned_id = message_id
        self.log_admin(group, by, "other", message=stored.message)
        return self.service(by, ServiceEvent(ServiceKind.PINNED), group_id=group.id, reply_to=message_id)

    def edit(
        self,
        by: int,
        message_id: int,
        text: str,
        *,
        group_id: int | None = None,
        entities: Sequence[Entity] = (),
    ) -> Message:
        """Change one's own group message. Raises WorldError MESSAGE_ID_INVALID, MESSAGE_AUTHOR_REQUIRED,
        MESSAGE_NOT_MODIFIED, MESSAGE_EDIT_TIME_EXPIRED, MESSAGE_EMPTY, MESSAGE_TOO_LONG.
        """
        group = self.in_group(group_id)
        self._may_write(by, group, slow=False)
        event = self._edited(by, group.box, message_id, text, entities)
        self.tell(event)
        return group.box.kept[message_id].seen_by(by)

    def delete(self, by: int, ids: Sequence[int], *, group_id: int | None = None) -> tuple[int, ...]:
        """Delete group messages for everybody; returns those that were still there.

        Raises WorldError MESSAGE_DELETE_FORBIDDEN for others' messages without the right: none is deleted.
        """
        group = self.in_group(group_id)
        self.require_access(by, group)
        targets = [stored for i in dict.fromkeys(ids) if (stored := group.box.alive(i)) is not None]
        rights = self.rights(by, group.id)
        if not (rights is not None and rights.delete_messages) and any(s.author_id != by for s in targets):
            raise WorldError("MESSAGE_DELETE_FORBIDDEN")
        return self._delete(by, group, targets)

    def delete_all_of(self, by: int, user_id: int, *, group_id: int | None = None) -> tuple[int, ...]:
        """Delete every message of one member. Raises WorldError CHAT_ADMIN_REQUIRED."""
        group = self.in_group(group_id)
        self.require_right(by, "delete_messages", group)
        return self._delete(
            by, group, [s for s in group.box.kept.values() if s.alive and s.author_id == user_id]
        )

    def _delete(self, by: int, group: Group, targets: Sequence[Stored]) -> tuple[int, ...]:
        ids = tuple(stored.message.id for stored in targets)
        if not ids:
            return ()
        for stored in targets:
            group.box.kept[stored.message.id] = replace(stored, deleted_at=self.now(), deleted_by=by)
            if stored.author_id != by:
                self.log_admin(group, by, "deleted", stored.author_id, stored.message)
        self.tell(self.box_changed(group.box, Change.DELETED, ids, by, None))
        return ids

    # ---- private

    def send_private(
        self,
        by: int,
        to: int,
        text: str = "",
        *,
        reply_to: int | None = None,
        random_id: int | None = None,
        media: Media | None = None,
        entities: Sequence[Entity] = (),
    ) -> Message:
        """Write to one person; returns the sender's copy (ids are each account's own).

        Raises WorldError USER_ID_INVALID, INPUT_USER_DEACTIVATED, USER_IS_BLOCKED, YOU_BLOCKED_USER,
        USER_PRIVACY_RESTRICTED, PEER_FLOOD, MESSAGE_EMPTY, MESSAGE_TOO_LONG, the reply error of the switches.
        """
        mine, theirs = self.private[self.user(by).id], self.private[self.user(to).id]
        if first := self.first_of(by, random_id):
            return first.message
        self._may_write_to(by, to)
        text, looks = self._checked(text, media, entities)
        reply_to = self._checked_reply(mine, reply_to, peer=to)
        their_reply = None if reply_to is None else mine.kept[reply_to].twin_id
        sender = self.sender_of(by)
        number = self.next_id(mine)
        message = Message(
            number, sender, self.now(), text, reply_to, media=media, outgoing=True, entities=looks
        )
        twin_id = message.id if by == to else self.next_id(theirs)
        events = [self.put(mine, Stored(message, by, peer_id=to, twin_id=twin_id))]
        if by != to:
            twin = replace(message, id=twin_id, reply_to=their_reply, outgoing=False)
            events.append(self.put(theirs, Stored(twin, by, peer_id=by, twin_id=message.id)))
        self.remember(by, random_id, mine, message.id)
        self._tell_all(events)
        return message

    def edit_private(self, by: int, message_id: int, text: str) -> Message:
        """Change one's own private message on both sides. Errors as :meth:`edit`."""
        mine = self.private[self.user(by).id]
        events = [self._edited(by, mine, message_id, text)]
        stored = mine.kept[message_id]
        theirs = self.private[stored.peer_id or by]
        if theirs is not mine and stored.twin_id is not None and theirs.alive(stored.twin_id):
            events.append(self._edited(by, theirs, stored.twin_id, text))
        self._tell_all(events)
        return stored.message

    def delete_private(self, by: int, ids: Sequence[int], *, revoke: bool = True) -> tuple[int, ...]:
        """Delete private messages of this account, with ``revoke`` on the other side too."""
        mine = self.private[self.user(by).id]
        gone: dict[int, list[int]] = {}
        for message_id in dict.fromkeys(ids):
            stored = mine.alive(message_id)
            if stored is None:
                continue
            gone.setdefault(by, []).append(message_id)
            if revoke and stored.peer_id not in (None, by) and stored.twin_id is not None:
                gone.setdefault(stored.peer_id or by, []).append(stored.twin_id)
        events = []
        for owner, lost in gone.items():
            box = self.private[owner]
            alive = tuple(i for i in lost if box.alive(i))
            for i in alive:
                box.kept[i] = replace(box.kept[i], deleted_at=self.now(), deleted_by=by)
            if alive:
                events.append(self.box_changed(box, Change.DELETED, alive, by, None))
        self._tell_all(events)
        return tuple(gone.get(by, ()))

    # ---- reading

    def history(
        self,
        me: int,
        *,
        group_id: int | None = None,
        peer: int | None = None,
        min_id: int = 0,
        max_id: int = 0,
        limit: int | None = None,
        from_user: int | None = None,
        contains: str = "",
        oldest: int | None = None,
    ) -> list[Message]:
        """Messages as ``me`` sees them, newest first, with min_id < id < max_id (0: no bound).

        ``limit``: only so many, the newest; ``oldest``: of these so many, the oldest. ``peer`` means the private
        chat with that user instead of a group.
        Raises WorldError CHANNEL_PRIVATE.
        """
        box = self.readable(me, group_id=group_id, peer=peer)
        found: list[Stored] = []
        for stored in reversed(box.kept.values()):
            message = stored.message
            if (limit is not None and len(found) >= limit) or message.id <= min_id:
                break
            if not stored.alive or (max_id and message.id >= max_id):
                continue
            if peer is not None and stored.peer_id != peer:
                continue
            if from_user is not None and message.sender.id != from_user:
                continue
            if contains.casefold() in message.text.casefold():
                found.append(stored)
        if oldest is not None:
            del found[: max(len(found) - oldest, 0)]
        return [stored.seen_by(me) if peer is None else stored.message for stored in found]

    def message(
        self, me: int, message_id: int, *, group_id: int | None = None, peer: int | None = None
    ) -> Message | None:
        """One message as ``me`` sees it; None when it is gone or never was."""
        stored = self.readable(me, group_id=group_id, peer=peer).alive(message_id)
        if stored is None or (peer is not None and stored.peer_id != peer):
            return None
        return stored.seen_by(me) if peer is None else stored.message

    def readable(self, me: int, *, group_id: int | None = None, peer: int | None = None) -> Box:
        """The box ``me`` reads this chat from.

        Raises WorldError CHANNEL_PRIVATE, CHANNEL_INVALID, USER_ID_INVALID.
        """
        if peer is not None:
            return self.private[self.user(me).id]
        group = self.in_group(group_id)
        self.require_access(me, group)
        return group.box

    def private_peers(self, me: int) -> list[int]:
        """Whom ``me`` has a private chat with, the latest first."""
        peers = [s.peer_id for s in self.private[me].kept.values() if s.alive and s.peer_id is not None]
        return list(dict.fromkeys(reversed(peers)))

    def since(self, box: Box, pts: int) -> list[MessageEvent]:
        """What happened in a box after this pts, oldest first (a server's difference)."""
        return [event for event in box.log if event.pts > pts]

    def mark_read(
        self, me: int, max_id: int, *, group_id: int | None = None, peer: int | None = None
    ) -> None:
        """``me`` has read up to ``max_id``: what the other side would see as a read receipt."""
        key = (me, self.readable(me, group_id=group_id, peer=peer).key, peer)
        self.read_marks[key] = max(self.read_marks.get(key, 0), max_id)

    def read_up_to(self, me: int, *, group_id: int | None = None, peer: int | None = None) -> int:
        """The last message id that ``me`` has marked as read in this chat; 0 for none."""
        return self.read_marks.get((me, self.readable(me, group_id=group_id, peer=peer).key, peer), 0)

    # ---- rules

    def _may_write(self, by: int, group: Group, *, slow: bool = True) -> None:
        self.require_access(by, group)
        if group.migrated_to is not None:
            raise WorldError("CHAT_WRITE_FORBIDDEN")
        if group.is_admin(by):
            return
        found = self.restriction(by, group.id)
        if group.read_only or (found is not None and (not found.forbidden or found.forbidden & TEXT)):
            raise WorldError(self.switches.muted_code)
        last = group.last_post.get(by)
        if slow and group.slow_mode_seconds and last is not None:
            left = group.slow_mode_seconds - (self.now() - last).total_seconds()
            if left > 0:
                raise WorldError(f"SLOWMODE_WAIT_{int(-(-left // 1))}")

    def _may_write_to(self, by: int, to: int) -> None:
        me, other = self.user(by), self.user(to)
        if other.is_deleted:
            raise WorldError("INPUT_USER_DEACTIVATED")
        if to in me.blocked:
            raise WorldError("YOU_BLOCKED_USER")
        if by in other.blocked:
            raise WorldError("USER_IS_BLOCKED")
        known = by == to or any(s.peer_id == to and s.author_id == to for s in self.private[by].kept.values())
        if known:
            return
        if not other.accepts_private:
            raise WorldError("USER_PRIVACY_RESTRICTED")
        strangers = self._strangers.setdefault(by, set())
        allowed = self.switches.strangers_allowed
        if me.limited or (allowed is not None and to not in strangers and len(strangers) >= allowed):
            raise WorldError("PEER_FLOOD")
        strangers.add(to)

    def _checked_reply(self, box: Box, reply_to: int | None, peer: int | None = None) -> int | None:
        if reply_to is None:
            return None
        target = box.alive(reply_to)
        if target is not None and (peer is None or target.peer_id == peer):
            return reply_to
        if self.switches.deleted_reply_target == "plain":
            return None
        raise WorldError(self.switches.reply_error_code)

    def _alive(self, box: Box, message_id: int) -> Stored:
        stored = box.alive(message_id)
        if stored is None:
            raise WorldError("MESSAGE_ID_INVALID")
        return stored

    def _edited(
        self, by: int, box: Box, message_id: int, text: str, entities: Sequence[Entity] = ()
    ) -> MessageEvent:
        stored = self._alive(box, message_id)
        old = stored.message
        if stored.author_id != by or old.service is not None:
            raise WorldError("MESSAGE_AUTHOR_REQUIRED")
        window = self.switches.edit_window
        if window is not None and self.now() - old.sent_at > window:
            raise WorldError("MESSAGE_EDIT_TIME_EXPIRED")
        text, looks = self._checked(text, old.media, entities)
        if (text, looks) == (old.text, old.entities):
            raise WorldError("MESSAGE_NOT_MODIFIED")
        new = replace(old, text=text, entities=looks, edited_at=self.now())
        box.kept[message_id] = replace(stored, message=new, versions=(*stored.versions, old))
        return self.box_changed(box, Change.EDITED, (message_id,), by, box.kept[message_id])

    def _tell_all(self, events: Sequence[MessageEvent]) -> None:
        for event in events:
            self.tell(event)
