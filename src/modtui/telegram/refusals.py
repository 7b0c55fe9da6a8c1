"""Telegram's refusals, by its own names for them, as our errors with one clear sentence each.

Shared by the real client and the simulated group, so that a moderator reads the
same sentence on both. The names are those of Telegram's API documentation.
"""

from __future__ import annotations

from collections.abc import Callable

from modtui.telegram import gateway as g
from modtui.telegram.gateway_moderation import RequestGone

Make = Callable[[str], g.GatewayError]


def _kind(error: type[g.GatewayError], sentence: str, *, code: str | None = None) -> Make:
    return lambda _detail: error(sentence, code=code) if code else error(sentence)


_no_right = _kind(g.NoRight, "Your account lacks the admin right for this in the group.")
_target_admin = _kind(g.TargetIsAdmin, "That member is an admin of the group; your account cannot do this.")
_member_gone = _kind(g.MemberGone, "That member is not in the group any more, or is unknown to Telegram.")
_message_gone = _kind(g.MessageGone, "That message is not there any more.")
_group_lost = _kind(g.GroupNotFound, "Your account is not in the configured group, or the group is gone.")
_privacy = _kind(g.PrivacyRestricted, "That member's privacy settings do not let you write to them.")
_no_such_name = _kind(g.GroupNotFound, "There is no group with that name or link.")
_api = _kind(
    g.GatewayError, "Telegram refuses this api_id and api_hash; check them in the config.", code="api-refused"
)
_phone = _kind(g.LoginError, "Telegram does not accept this phone number; write it with its country code.")

# By Telegram's own error message; the names are those of its API documentation.
BY_MESSAGE: dict[str, Make] = {
    "CHAT_ADMIN_REQUIRED": _no_right,
    "RIGHT_FORBIDDEN": _no_right,
    "MESSAGE_DELETE_FORBIDDEN": _no_right,
    "CHAT_WRITE_FORBIDDEN": _kind(g.NoRight, "Your account may not write in this group."),
    "CHAT_GUEST_SEND_FORBIDDEN": _kind(g.NoRight, "Your account has to join the group before it can write."),
    "CHAT_RESTRICTED": _kind(g.NoRight, "The group is restricted; nothing can be written now."),
    "CHAT_SEND_PLAIN_FORBIDDEN": _kind(g.NoRight, "Text messages are switched off for your account here."),
    "USER_BANNED_IN_CHANNEL": _kind(g.NoRight, "Telegram has limited your account from writing in groups."),
    "USER_ADMIN_INVALID": _target_admin,
    "USER_CREATOR": _target_admin,
    "USER_NOT_PARTICIPANT": _member_gone,
    "PARTICIPANT_ID_INVALID": _member_gone,
    "USER_ID_INVALID": _member_gone,
    "USER_INVALID": _member_gone,
    "USER_KICKED": _member_gone,
    "PEER_ID_INVALID": _member_gone,
    "INPUT_USER_DEACTIVATED": _kind(g.MemberGone, "That member has deleted their account."),
    "MESSAGE_ID_INVALID": _message_gone,
    "MSG_ID_INVALID": _message_gone,
    "REPLY_MESSAGE_ID_INVALID": _kind(g.MessageGone, "The message to reply to is not there any more."),
    "REPLY_TO_INVALID": _kind(g.MessageGone, "The message to reply to is not there any more."),
    "TOPIC_DELETED": _kind(g.MessageGone, "The topic to write in is not there any more."),
    "TOPIC_CLOSED": _kind(g.NoRight, "The topic is closed."),
    "MESSAGE_TOO_LONG": _kind(g.GatewayError, "The message is longer than Telegram takes.", code="too-long"),
    "MESSAGE_EMPTY": _kind(g.GatewayError, "The message is empty.", code="message-empty"),
    "USER_PRIVACY_RESTRICTED": _privacy,
    "PRIVACY_PREMIUM_REQUIRED": _kind(
        g.PrivacyRestricted, "That member takes private messages from Premium accounts only."
    ),
    "ALLOW_PAYMENT_REQUIRED": _kind(g.PrivacyRestricted, "That member is paid for private messages."),
    "USER_IS_BLOCKED": _kind(g.PrivacyRestricted, "That member has blocked your account."),
    "YOU_BLOCKED_USER": _kind(g.PrivacyRestricted, "You have blocked that member; unblock them first."),
    "PEER_FLOOD": _kind(
        g.PeerFlood, "Telegram limits your account from writing to people it does not know; try another day."
    ),
    "CHANNEL_PRIVATE": _group_lost,
    "CHANNEL_INVALID": _group_lost,
    "CHAT_ID_INVALID": _group_lost,
    "CHAT_FORBIDDEN": _group_lost,
    "USERNAME_NOT_OCCUPIED": _no_such_name,
    "USERNAME_INVALID": _no_such_name,
    "INVITE_HASH_EXPIRED": _kind(g.GroupNotFound, "The group's invite link has expired."),
    "INVITE_HASH_INVALID": _no_such_name,
    "INVITE_HASH_EMPTY": _no_such_name,
    "HIDE_REQUESTER_MISSING": _kind(RequestGone, "Somebody else has already decided this request."),
    "USER_ALREADY_PARTICIPANT": _kind(RequestGone, "That member is in the group already."),
    "USER_CHANNELS_TOO_MUCH": _kind(
        g.GatewayError, "That applicant is in too many groups to join another.", code="too-many-groups"
    ),
    "USERS_TOO_MUCH": _kind(g.GatewayError, "The group is full.", code="group-full"),
    "SECONDS_INVALID": _kind(g.GatewayError, "Telegram has no slow mode of that length."),
    "PIN_RESTRICTED": _no_right,
    "CHAT_NOT_MODIFIED": _kind(g.GatewayError, "It is so already.", code="so-already"),
    "MESSAGE_AUTHOR_REQUIRED": _kind(g.NoRight, "Only your own messages can be edited."),
    "MESSAGE_EDIT_TIME_EXPIRED": _kind(
        g.GatewayError, "That message is too old to be edited.", code="edit-too-late"
    ),
    "MESSAGE_NOT_MODIFIED": _kind(g.GatewayError, "The message says so already.", code="so-already"),
    "SCHEDULE_DATE_TOO_LATE": _kind(g.GatewayError, "Telegram schedules at most a year ahead."),
    "SCHEDULE_DATE_INVALID": _kind(
        g.GatewayError, "Telegram does not take that time for a scheduled message."
    ),
    "SCHEDULE_TOO_MUCH": _kind(g.GatewayError, "A hundred messages are scheduled already; cancel one first."),
    "PREMIUM_ACCOUNT_REQUIRED": _kind(
        g.GatewayError, "Telegram does this for Premium accounts only.", code="premium-only"
    ),
    "TRANSCRIPTION_FAILED": _kind(g.GatewayError, "Telegram could not transcribe this voice message."),
    "MSG_VOICE_MISSING": _kind(g.GatewayError, "That message has no voice to transcribe."),
    "MSG_VOICE_TOO_LONG": _kind(g.GatewayError, "This voice message is too long for Telegram to transcribe."),
    "TRANSLATE_REQ_QUOTA_EXCEEDED": _kind(g.GatewayError, "Telegram translates no more for now; try later."),
    "TRANSLATIONS_DISABLED": _kind(g.GatewayError, "Telegram translates nothing in this group."),
    "TO_LANG_INVALID": _kind(g.GatewayError, "Telegram does not translate into that language."),
    "INPUT_TEXT_EMPTY": _kind(g.GatewayError, "There is nothing to translate in that message."),
    "FILE_REFERENCE_EXPIRED": _kind(g.MessageGone, "Telegram no longer gives this file out; read it again."),
    "FILE_PARTS_INVALID": _kind(
        g.GatewayError, "Telegram does not take a file of this size.", code="too-large"
    ),
    "MEDIA_EMPTY": _kind(g.GatewayError, "Telegram does not take this file."),
    "MEDIA_INVALID": _kind(g.GatewayError, "Telegram does not take this file."),
    "PHOTO_INVALID_DIMENSIONS": _kind(
        g.GatewayError, "This picture's shape does not do; attach it as a file."
    ),
    "CHAT_SEND_MEDIA_FORBIDDEN": _kind(g.NoRight, "Files are switched off for your account here."),
    "CHAT_SEND_DOCS_FORBIDDEN": _kind(g.NoRight, "Files are switched off for your account here."),
    "CHAT_SEND_PHOTOS_FORBIDDEN": _kind(g.NoRight, "Photos are switched off for your account here."),
    "API_ID_INVALID": _api,
    "API_ID_PUBLISHED_FLOOD": _api,
    "PHONE_NUMBER_INVALID": _phone,
    "PHONE_NUMBER_UNOCCUPIED": _kind(
        g.LoginError, "There is no Telegram account with this phone number; make one in the app first."
    ),
    "PHONE_NUMBER_BANNED": _kind(g.LoginError, "Telegram has banned this phone number."),
    "PHONE_NUMBER_FLOOD": _kind(g.LoginError, "Too many codes were asked for; try again tomorrow."),
    "PHONE_PASSWORD_FLOOD": _kind(g.LoginError, "Too many attempts; try again tomorrow."),
    "PHONE_CODE_INVALID": _kind(g.LoginError, "The code is wrong."),
    "PHONE_CODE_EMPTY": _kind(g.LoginError, "The code is missing."),
    "PHONE_CODE_EXPIRED": _kind(g.LoginError, "The code has expired; ask for a new one."),
    "PASSWORD_HASH_INVALID": _kind(g.LoginError, "The two-step password is wrong."),
    "SESSION_PASSWORD_NEEDED": _kind(g.PasswordNeeded, "This account has a two-step password."),
}


def transient(sentence: str, code: str) -> g.GatewayError:
    """An error of Telegram's own that may be gone in a moment."""
    error = g.GatewayError(sentence, code=code)
    error.retry = True
    return error


def slow_mode(seconds: int) -> g.SlowMode:
    """The group's slow mode; ``seconds`` until this account may post again."""
    return g.SlowMode(seconds, f"The group is in slow mode: {seconds} s until you may write.")


def refusal(name: str, seconds: int | None = None) -> g.GatewayError:
    """The error for one of Telegram's names, for example ``CHAT_ADMIN_REQUIRED`` or ``FLOOD_WAIT_30``."""
    if name.startswith("SLOWMODE_WAIT"):
        return slow_mode(seconds or 0)
    if name.startswith(("FLOOD_WAIT", "FLOOD_PREMIUM_WAIT")):
        return g.FloodWait(seconds or 0)
    make = BY_MESSAGE.get(name)
    return make(name) if make else g.GatewayError(f"Telegram refused the request ({name}).")
