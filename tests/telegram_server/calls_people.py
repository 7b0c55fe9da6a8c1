"""Connecting, users, names, dialogs and groups as entities."""

from __future__ import annotations

from datetime import timedelta

from telethon.tl import functions as f
from telethon.tl import types as t

from modtui.telegram.world import Group, GroupKind, Stored
from tests.telegram_server.calls import Call, RpcRefusal, answers
from tests.telegram_server.encode import Encoder


@answers(f.help.GetConfigRequest, logged_out=True)
def get_config(call: Call, _: object) -> object:
    server = call.server
    now = server.now()
    numbers = dict.fromkeys(
        (
            "forwarded_count_max",
            "online_update_period_ms",
            "offline_blur_timeout_ms",
            "offline_idle_timeout_ms",
            "online_cloud_timeout_ms",
            "notify_cloud_delay_ms",
            "notify_default_delay_ms",
            "push_chat_period_ms",
            "push_chat_limit",
            "edit_time_limit",
            "revoke_time_limit",
            "revoke_pm_time_limit",
            "rating_e_decay",
            "stickers_recent_limit",
            "channels_read_media_period",
            "call_receive_timeout_ms",
            "call_ring_timeout_ms",
            "call_connect_timeout_ms",
            "call_packet_timeout_ms",
            "webfile_dc_id",
        ),
        1000,
    )
    return t.Config(
        date=now,
        expires=now + timedelta(hours=1),
        test_mode=False,
        this_dc=server.dc,
        dc_options=[t.DcOption(server.dc, server.host, server.port)],
        dc_txt_domain_name="",
        chat_size_max=200,
        megagroup_size_max=200_000,
        caption_length_max=1024,
        message_length_max=server.world.switches.longest_text,
        me_url_prefix="https://t.me/",
        **numbers,
    )


@answers(f.help.GetNearestDcRequest, logged_out=True)
def get_nearest_dc(call: Call, _: object) -> object:
    return t.NearestDc("CA", call.server.dc, call.server.dc)


@answers(f.help.GetAppConfigRequest, logged_out=True)
def get_app_config(_call: Call, _: object) -> object:
    return t.help.AppConfig(1, t.JsonObject([]))


@answers(f.account.UpdateStatusRequest)
def update_status(_call: Call, _: object) -> object:
    return True


@answers(f.users.GetUsersRequest)
def get_users(call: Call, request: f.users.GetUsersRequest) -> object:
    """Users one may not address are left out, as Telegram does."""
    found = []
    for given in request.id:
        try:
            found.append(call.encoder().user(call.user(given)))
        except RpcRefusal:
            continue
    return found


@answers(f.users.GetFullUserRequest)
def get_full_user(call: Call, request: f.users.GetFullUserRequest) -> object:
    user_id = call.user(request.id)
    encoder = call.encoder()
    encoder.user(user_id)
    full = t.UserFull(
        id=user_id, settings=t.PeerSettings(), notify_settings=t.PeerNotifySettings(), common_chats_count=1
    )
    return t.users.UserFull(full, [], encoder.users)


@answers(f.contacts.ResolveUsernameRequest)
def resolve_username(call: Call, request: f.contacts.ResolveUsernameRequest) -> object:
    wanted = request.username.casefold()
    encoder = call.encoder()
    for user in call.world.users.values():
        if user.username and user.username.casefold() == wanted:
            encoder.user(user.id)
            return t.contacts.ResolvedPeer(t.PeerUser(user.id), [], encoder.users)
    for group in call.world.groups.values():
        if group.username and group.username.casefold() == wanted:
            encoder.group(group)
            return t.contacts.ResolvedPeer(t.PeerChannel(group.id), encoder.chats, [])
    raise RpcRefusal(400, "USERNAME_NOT_OCCUPIED")


@answers(f.messages.CheckChatInviteRequest)
def check_chat_invite(call: Call, request: f.messages.CheckChatInviteRequest) -> object:
    group = call.world.groups.get(call.server.invites.get(request.hash, 0))
    if group is None:
        raise RpcRefusal(400, "INVITE_HASH_EXPIRED")
    if call.me in group.members:
        return t.ChatInviteAlready(call.encoder().group(group))
    return t.ChatInvite(group.title, t.PhotoEmpty(0), len(group.members), 0, megagroup=True)


@answers(f.contacts.ResolvePhoneRequest)
def resolve_phone(call: Call, request: f.contacts.ResolvePhoneRequest) -> object:
    owner = call.server.logins.owner(request.phone)
    if owner is None:
        raise RpcRefusal(400, "PHONE_NOT_OCCUPIED")
    encoder = call.encoder()
    encoder.user(owner.id)
    return t.contacts.ResolvedPeer(t.PeerUser(owner.id), [], encoder.users)


@answers(f.contacts.GetContactsRequest)
def get_contacts(_call: Call, _: object) -> object:
    return t.contacts.Contacts([], 0, [])


# ---- dialogs


def dialog_of(
    call: Call, encoder: Encoder, group: Group | None, peer: int | None
) -> tuple[t.Dialog, Stored | None]:
    """A dialog with its newest message."""
    box = group.box if group is not None else call.world.private[call.me]
    place = {"group_id": group.id} if group is not None else {"peer": peer}
    newest = next(
        (s for s in reversed(box.kept.values()) if s.alive and (peer is None or s.peer_id == peer)), None
    )
    if group is None:
        encoder.user(peer or 0)
        where: object = t.PeerUser(peer or 0)
    else:
        encoder.group(group)
        basic = group.kind is GroupKind.BASIC
        where = t.PeerChat(group.id) if basic else t.PeerChannel(group.id)
    top = newest.message.id if newest else 0
    read = call.world.read_up_to(call.me, **place)
    unread = sum(
        s.alive and s.message.id > read and s.author_id != call.me and peer in (None, s.peer_id)
        for s in box.kept.values()
    )
    dialog = t.Dialog(
        peer=where,
        top_message=top,
        read_inbox_max_id=read,
        read_outbox_max_id=0,
        unread_count=unread,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        notify_settings=t.PeerNotifySettings(),
        pts=box.pts if group is not None else None,
    )
    return dialog, newest


def _all_dialogs(call: Call, encoder: Encoder) -> tuple[list[t.Dialog], list[object]]:
    me, world = call.me, call.world
    places: list[tuple[Group | None, int | None]] = [
        (group, None) for group in world.groups.values() if me in group.members
    ]
    places += [(None, peer) for peer in world.private_peers(me)]
    dialogs, messages = [], []
    for group, peer in places:
        dialog, newest = dialog_of(call, encoder, group, peer)
        dialogs.append(dialog)
        if newest is not None:
            box = group.box if group is not None else world.private[me]
            messages.append(encoder.message(newest, box.key))
    return dialogs, messages


@answers(f.messages.GetDialogsRequest)
def get_dialogs(call: Call, request: f.messages.GetDialogsRequest) -> object:
    """All dialogs on the first page; the world has few."""
    encoder = call.encoder()
    dialogs, messages = _all_dialogs(call, encoder)
    if request.offset_id or not isinstance(request.offset_peer, t.InputPeerEmpty):
        return t.messages.DialogsSlice(len(dialogs), [], [], [], [])
    return t.messages.Dialogs(dialogs, messages, encoder.chats, encoder.users)


@answers(f.messages.GetPinnedDialogsRequest)
def get_pinned_dialogs(call: Call, _: object) -> object:
    return t.messages.PeerDialogs([], [], [], [], state(call))


@answers(f.messages.GetPeerDialogsRequest)
def get_peer_dialogs(call: Call, request: f.messages.GetPeerDialogsRequest) -> object:
    encoder = call.encoder()
    dialogs, messages = [], []
    for given in request.peers:
        group, peer = call.place(given.peer)
        dialog, newest = dialog_of(call, encoder, group, peer)
        dialogs.append(dialog)
        if newest is not None:
            box = group.box if group is not None else call.world.private[call.me]
            messages.append(encoder.message(newest, box.key))
    return t.messages.PeerDialogs(dialogs, messages, encoder.chats, encoder.users, state(call))


def state(call: Call) -> t.updates.State:
    """The account's update state."""
    box = call.world.private[call.me]
    return t.updates.State(box.pts, len(call.server.moved.get(call.me, ())), call.server.now(), 0, 0)


# ---- groups


@answers(f.channels.GetChannelsRequest)
def get_channels(call: Call, request: f.channels.GetChannelsRequest) -> object:
    encoder = call.encoder()
    for given in request.id:
        encoder.group(call.group(given))
    return t.messages.Chats(encoder.chats)


@answers(f.messages.GetChatsRequest)
def get_chats(call: Call, request: f.messages.GetChatsRequest) -> object:
    encoder = call.encoder()
    for chat_id in request.id:
        group = call.world.groups.get(chat_id)
        if group is None or group.kind is not GroupKind.BASIC:
            raise RpcRefusal(400, "CHAT_ID_INVALID")
        encoder.group(group)
    return t.messages.Chats(encoder.chats)


@answers(f.channels.GetFullChannelRequest)
def get_full_channel(call: Call, request: f.channels.GetFullChannelRequest) -> object:
    group = call.group(request.channel)
    call.world.require_access(call.me, group)
    encoder = call.encoder()
    encoder.group(group)
    admin = group.is_admin(call.me)
    asking = list(group.requests)[-3:] if admin else []
    for user_id in asking:
        encoder.user(user_id)
    if group.linked_channel_id is not None:
        encoder.other_channel(group.linked_channel_id, group.linked_channel_title)
    full = t.ChannelFull(
        id=group.id,
        about="",
        read_inbox_max_id=call.world.read_up_to(call.me, group_id=group.id),
        read_outbox_max_id=0,
        unread_count=0,
        chat_photo=t.PhotoEmpty(0),
        notify_settings=t.PeerNotifySettings(),
        bot_info=[],
        pts=group.box.pts,
        can_view_participants=(admin or not call.world.switches.members_hidden) or None,
        participants_hidden=call.world.switches.members_hidden or None,
        participants_count=len(group.members),
        admins_count=len(group.admins) + 1 if admin else None,
        kicked_count=sum(r.banned for r in group.restrictions.values()) if admin else None,
        banned_count=sum(not r.banned for r in group.restrictions.values()) if admin else None,
        online_count=len({c.key.user_id for c in call.server.connections if c.key} & set(group.members)),
        pinned_msg_id=group.pinned_id,
        linked_chat_id=group.linked_channel_id,
        slowmode_seconds=group.slow_mode_seconds or None,
        requests_pending=len(group.requests) if admin and group.requests else None,
        recent_requesters=asking or None,
    )
    return t.messages.ChatFull(full, encoder.chats, encoder.users)
