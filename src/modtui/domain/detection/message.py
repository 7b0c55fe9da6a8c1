"""What detection is given and what it says: the plain types of the package."""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """Whether a message is an inquiry (opens by itself), may be one (waits for one key), or is none."""

    INQUIRY = "inquiry"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DetectionInput:
    """A message and what is known about its place in the conversation."""

    text: str
    from_staff: bool = False
    media: str | None = None
    """"voice", "photo", "file" and so on; None for plain text."""
    reply_to_staff: bool = False
    reply_to_own_inquiry: bool = False
    """Replies to the author's own earlier message, or comes soon after the author's own inquiry."""
    reply_to_member: bool = False
    """Replies to another member's message: it may be an answer."""
    previous_own_text: str | None = None
    seconds_since_own: float | None = None
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What detection says of one message."""

    label: Label
    urgent: bool
    score: float
    """0 (surely none) to 1 (surely an inquiry)."""
    reasons: tuple[str, ...]
    """Codes such as "asks-where", the weightiest first; `reason_in_words` spells them out."""
    language: str
    """"ar", "en", "fr", "arabizi" or "other"."""
