"""The verdict on one message: the weighing, and the few rules that stand above it (RULES 2)."""

from dataclasses import replace

from modtui.domain.detection.features import (
    ASKING,
    FOLLOW_UP_WINDOW,
    Reading,
    is_follow_up,
    named_features,
    read,
)
from modtui.domain.detection.message import DetectionInput, Label, Verdict
from modtui.domain.detection.model import log_odds, probability, weights
from modtui.domain.detection.reasons import reasons_for
from modtui.domain.detection.urgency import danger_reasons

_BUMP_WORDS = 6
_URGENT_SCORE = 0.97
_VOICE_SCORE = 0.5


def detect(message: DetectionInput, shift: float = 0.0) -> Verdict:
    """Whether a message is an inquiry, a possible one or none, whether it is urgent, and why.

    `shift` moves the log odds (a local adaptation's, see `adapt`). Never raises on any text.
    Staff messages are never inquiries; a voice note with no text is a possible one.
    """
    message = placed(message)
    reading = read(message)
    if message.from_staff:
        return Verdict(Label.NONE, False, 0.0, ("from-staff",), reading.language)
    dangers = danger_reasons(reading, message.text)
    if dangers and not message.forwarded:
        return Verdict(Label.INQUIRY, True, _URGENT_SCORE, dangers[:4], reading.language)
    if not reading.words:
        return _wordless(message, reading)
    score = probability(log_odds(reading, named_features(message, reading)) + shift)
    learned = weights()
    if score >= learned.inquiry_from:
        label = Label.INQUIRY
    elif score >= learned.possible_from:
        label = Label.POSSIBLE
    else:
        label = Label.NONE
    if _is_bump(message, reading):
        # An asker's "anybody?" is no new inquiry, but a person has to see it.
        label, score = Label.POSSIBLE, max(score, learned.possible_from)
    elif label is Label.NONE and message.media == "voice" and score >= learned.possible_from / 2:
        # A caption says little about what is spoken.
        label = Label.POSSIBLE
    return Verdict(label, False, round(score, 4), reasons_for(message, reading, label), reading.language)


def placed(message: DetectionInput) -> DetectionInput:
    """The message, known as a follow-up when its author asked something just before."""
    if message.previous_own_text is None or message.reply_to_own_inquiry or message.from_staff:
        return message
    if message.seconds_since_own is not None and message.seconds_since_own > FOLLOW_UP_WINDOW:
        return message
    if message.reply_to_member or detect(DetectionInput(message.previous_own_text)).label is Label.NONE:
        return message
    return replace(message, reply_to_own_inquiry=True)


def _wordless(message: DetectionInput, reading: Reading) -> Verdict:
    """A message without a word: a voice note and a bare question mark are possible, the rest is none."""
    if message.media == "voice":
        return Verdict(Label.POSSIBLE, False, _VOICE_SCORE, ("voice-without-text",), "other")
    if "?" in reading.folded:
        reasons = ("asks-again", "question-mark") if is_follow_up(message) else ("question-mark",)
        return Verdict(Label.POSSIBLE, False, _VOICE_SCORE, reasons, "other")
    return Verdict(Label.NONE, False, 0.0, ("no-words",), "other")


def _is_bump(message: DetectionInput, reading: Reading) -> bool:
    """Whether the author only asks again: a short call for an answer after an inquiry of their own."""
    if not is_follow_up(message) or len(reading.words) > _BUMP_WORDS or reading.topics:
        return False
    return "bump" in reading.concepts or (len(reading.words) <= 2 and reading.concepts & ASKING == {"anyone"})
