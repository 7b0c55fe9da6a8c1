"""Moderation: participants, bans, rights, the admin log, join requests, joining and leaving."""

from __future__ import annotations

from telethon.tl import functions as f
from telethon.tl import types as t

from modtui.domain.messages import Member
from modtui.telegram.world import AdminRights, Group
from tests.telegram_server.calls import Call, RpcRefusal, answers


def forbidden_by(rights: t.ChatBannedRights) -> frozenset[str]:
    """The names of what these rights forbid."""
    return frozenset(name for name, value in rights.to_dict().items() if value is True)


@answers(f.channels.GetParticipantRequest)
def get_participant(call: Call, request: f.channels.GetParticipantRequest) -> object:
    group = call.group(request.channel)
    call.world.require_access(call.me, group)
    user_id = call.user(request.participant)
    present = user_id in group.members or call.world.restriction(user_id, group.id) is not None
    if not present:
        raise RpcRefusal(400, "USER_NOT_PARTICIPANT")
    encoder = call.encoder()
    participant = encoder.participant(user_id, group)
    encoder.group(group)
    return t.channels.ChannelParticipant(participant, encoder.chats, encoder.users)


@answers(f.channels.GetParticipantsRequest)
def get_participants(call: Call, request: f.channels.GetParticipantsRequest) -> object:
    group = call.group(request.channel)
    found = _chosen(call, group, request.filter)
    page = found[request.offset : request.offset + min(request.limit, 200)]
    encoder = call.encoder()
    participants = [encoder.participant(user_id, group) for user_id in page]
    encoder.group(group)
    return t.channels.ChannelParticipants(len(found), participants, encoder.chats, encoder.users)


def _chosen(call: Call, group: Group, chosen: object) -> list[int]:
    world = call.world
    if isinstance(chosen, t.ChannelParticipantsKicked | t.ChannelParticipantsBanned):
        if not group.is_admin(call.me):
            raise RpcRefusal(400, "CHAT_ADMIN_REQUIRED")
        banned = isinstance(chosen, t.ChannelParticipantsKicked)
        held = {u: world.restriction(u, group.id) for u in group.restrictions}
        return [u for u, found in held.items() if found is not None and found.banned == banned]
    members: list[Member] = world.members(call.me, group.id)
    match chosen:
        case t.ChannelParticipantsAdmins():
            members = [m for m in members if m.is_admin]
        case t.ChannelParticipantsBots():
            members = [m for m in members if m.is_bot]
        case t.ChannelParticipantsRecent() if len(members) > 200:
            members = members[::-1]
    words = getattr(chosen, "q", "").casefold()
    return [m.id for m in members if words in m.name.casefold() or words in (m.username or "").casefold()]


@answers(f.channels.EditBannedRequest)
def edit_banned(call: Call, request: f.channels.EditBannedRequest) -> object:
    """One call for ban, mute and unban, told apart by what is forbidden."""
    group = call.group(request.channel)
    user_id = call.user(request.participant)
    rights = request.banned_rights
    until = rights.until_date
    if until is not None and until.timestamp() < 1:
        until = None
    if rights.view_messages:
        call.world.ban(call.me, user_id, until=until, group_id=group.id)
    elif forbidden := forbidden_by(rights):
        forbidden = frozenset() if "send_messages" in forbidden else forbidden
        call.world.mute(call.me, user_id, until=until, forbidden=forbidden, group_id=group.id)
    else:
        call.world.unban(call.me, user_id, group_id=group.id)
    encoder = call.encoder()
    encoder.group(group)
    encoder.user(user_id)
    return encoder.updates([*(encoder.update(e) for e in call.changes), t.UpdateChannel(group.id)])


@answers(f.channels.EditAdminRequest)
def edit_admin(call: Call, request: f.channels.EditAdminRequest) -> object:
    group = call.group(request.channel)
    user_id, given = call.user(request.user_id), request.admin_rights
    rights = AdminRights(
        delete_messages=bool(given.delete_messages),
        ban_members=bool(given.ban_users),
        pin_messages=bool(given.pin_messages),
        invite=bool(given.invite_users),
        change_info=bool(given.change_info),
        add_admins=bool(given.add_admins),
        anonymous=bool(given.anonymous),
    )
    none = not any(value for key, value in given.to_dict().items() if key != "_")
    if none:
        call.world.demote(call.me, user_id, group_id=group.id)
    else:
        call.world.promote(call.me, user_id, rights, group_id=group.id)
    return call.updates(t.UpdateChannel(group.id))


@answers(f.channels.ToggleSlowModeRequest)
def toggle_slow_mode(call: Call, request: f.channels.ToggleSlowModeRequest) -> object:
    group = call.group(request.channel)
    if request.seconds == group.slow_mode_seconds:
        raise RpcRefusal(400, "CHAT_NOT_MODIFIED")
    call.world.set_slow_mode(call.me, request.seconds, group_id=group.id)
    return call.updates(t.UpdateChannel(group.id))


@answers(f.messages.EditChatDefaultBannedRightsRequest)
def edit_default_rights(call: Call, request: f.messages.EditChatDefaultBannedRightsRequest) -> object:
    group, _ = call.place(request.peer)
    if group is None:
        raise RpcRefusal(400, "PEER_ID_INVALID")
    wanted = forbidden_by(request.banned_rights)
    if wanted == group.forbidden:
        raise RpcRefusal(400, "CHAT_NOT_MODIFIED")
    call.world.set_default_rights(call.me, wanted, group_id=group.id)
    return call.updates(t.UpdateChannel(group.id))


@answers(f.channels.GetAdminLogRequest)
def get_admin_log(call: Call, request: f.channels.GetAdminLogRequest) -> object:
    """Newest first, with min_id < id < max_id, and the filters that matter here."""
    group = call.group(request.channel)
    lines = call.world.admin_log(call.me, after_id=request.min_id, group_id=group.id)
    below = request.max_id
    lines = [line for line in lines if not below or line.event.id < below]
    if (chosen := request.events_filter) is not None:
        kinds = {
            "deleted": chosen.delete,
            "banned": chosen.ban or chosen.kick,
            "muted": chosen.ban,
            "unbanned": chosen.unban or chosen.unkick,
            "joined": chosen.join or chosen.invite,
            "left": chosen.leave,
            "promoted": chosen.promote,
            "other": chosen.demote or chosen.info,
        }
        lines = [line for line in lines if kinds.get(line.event.kind)]
    if request.admins:
        admins = {call.user(given) for given in request.admins}
        lines = [line for line in lines if line.event.by in admins]
    encoder = call.encoder()
    events = [encoder.log_line(line, group) for line in lines[::-1][: request.limit or 100]]
    encoder.group(group)
    return t.channels.AdminLogResults(events, encoder.chats, encoder.users)


# ---- joining and leaving


@answers(f.messages.GetChatInviteImportersRequest)
def get_importers(call: Call, request: f.messages.GetChatInviteImportersRequest) -> object:
    group, _ = call.place(request.peer)
    if group is None:
        raise RpcRefusal(400, "PEER_ID_INVALID")
    call.world.require_right(call.me, "invite", group)
    asking = list(group.requests.values())[::-1]
    if isinstance(request.offset_user, t.InputUser):
        after = [r.user_id for r in asking].index(call.user(request.offset_user)) + 1
        page = asking[after : after + request.limit]
    else:
        page = asking[: request.limit]
    encoder = call.encoder()
    for asked in page:
        encoder.user(asked.user_id)
    importers = [
        t.ChatInviteImporter(asked.user_id, asked.at, requested=True, about=asked.about or None)
        for asked in page
    ]
    return t.messages.ChatInviteImporters(len(asking), importers, encoder.users)


@answers(f.messages.HideChatJoinRequestRequest)
def hide_join_request(call: Call, request: f.messages.HideChatJoinRequestRequest) -> object:
    group, _ = call.place(request.peer)
    if group is None:
        raise RpcRefusal(400, "PEER_ID_INVALID")
    user_id = call.user(request.user_id)
    call.world.decide_request(call.me, user_id, bool(request.approved), group_id=group.id)
    return call.updates(t.UpdateChannel(group.id))


@answers(f.messages.HideAllChatJoinRequestsRequest)
def hide_all_join_requests(call: Call, request: f.messages.HideAllChatJoinRequestsRequest) -> object:
    group, _ = call.place(request.peer)
    if group is None:
        raise RpcRefusal(400, "PEER_ID_INVALID")
    for user_id in list(group.requests):
        call.world.decide_request(call.me, user_id, bool(request.approved), group_id=group.id)
    return call.updates(t.UpdateChannel(group.id))


@answers(f.channels.JoinChannelRequest)
def join_channel(call: Call, request: f.channels.JoinChannelRequest) -> object:
    group = call.group(request.channel)
    call.world.join(call.me, group_id=group.id)
    return call.updates(t.UpdateChannel(group.id))


@answers(f.channels.LeaveChannelRequest)
def leave_channel(call: Call, request: f.channels.LeaveChannelRequest) -> object:
    group = call.group(request.channel)
    call.world.leave(call.me, group_id=group.id)
    return call.updates(t.UpdateChannel(group.id))
