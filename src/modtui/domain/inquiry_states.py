"""The words for an inquiry's life and for what an answer was (RULES 2)."""

from __future__ import annotations

from enum import StrEnum


class InquiryState(StrEnum):
    """Where an inquiry stands. ``ANSWERED_UNCONFIRMED`` is the rules' ``answered?``."""

    POSSIBLE = "possible"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ASKED_BACK = "asked_back"
    WAITING = "waiting_on_partner"
    TO_VERIFY = "to_verify"
    ANSWERED_UNCONFIRMED = "answered?"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"

    @property
    def waits_for_staff(self) -> bool:
        """Whether the answer clock still runs: no answer has been given and none is declined."""
        return self in _WAITING_FOR_STAFF

    @property
    def is_listed(self) -> bool:
        """Whether the queue shows it: it waits for an answer, for a tag or for one key."""
        return self in _WAITING_FOR_STAFF or self in (
            InquiryState.POSSIBLE,
            InquiryState.ANSWERED_UNCONFIRMED,
        )


_WAITING_FOR_STAFF = frozenset(
    {
        InquiryState.OPEN,
        InquiryState.ACKNOWLEDGED,
        InquiryState.ASKED_BACK,
        InquiryState.WAITING,
        InquiryState.TO_VERIFY,
    }
)


class ReplyKind(StrEnum):
    """What one staff reply was to its inquiry. The first three are answers."""

    INFORMATION = "information"
    REFERRAL = "referral"
    BOTH = "both"
    HOLDING = "holding"
    ASKED_BACK = "asked_back"
    NOT_A_REPLY = "not_a_reply"  # a staff message in the thread that has nothing to do with the inquiry

    @property
    def is_answer(self) -> bool:
        """Whether a reply of this kind stops the answer clock."""
        return self in (ReplyKind.INFORMATION, ReplyKind.REFERRAL, ReplyKind.BOTH)
