"""Sentences about questions asked in private, by code. The pointers go to members, each in their language."""

from __future__ import annotations

from typing import Final

PRIVATE_SENTENCES: Final[dict[str, str]] = {
    "private.question": "private question",
    "private.ask": "Is your private chat with {name} the service's, or personal?",
    "private.off": "Questions asked in private are switched off in the configuration (private.enabled).",
    "private.not_service": "That chat was not opened for the service: say first that it is not personal.",
    "private.no_member": "That person is not known as a member of the group who wrote to you in private.",
    "private.nothing_waits": "Nothing waits in that chat.",
    "private.offline": "There is no connection: private messages are not kept here, so they cannot be shown.",
    "private.not_an_answer": "Say whether the private answer was information, a referral or both.",
    "private.dismissed": "That inquiry was dismissed or merged.",
    "private.watch_failed": "Looking at private chats went wrong; it is tried again. The log file has the details.",
    "private.timeline_answered": "Said to be answered in private: {kind}.",
    "private.receipt_is_out": "The member may have seen already that it was read.",
    "undo.private_settled": "needs no reply",
    "undo.privately_answered": "answered in private",
    "private.pointer_en": "We have answered you in a private message.",
    "private.pointer_ar": "أجبناك في رسالة خاصة.",
    "private.pointer_fr": "Nous vous avons répondu en message privé.",
}
