"""Local adaptation: what moderators corrected moves the score of messages worded likewise, a little.

Pure and explainable: each corrected message leaves its words behind; a word seen in corrections of
one direction leans that way, and the lean of a whole message is bounded, so that no correction can
turn a clear verdict over by itself. Several corrections of messages about the very same do: such a
message becomes a possible inquiry. What detection finds by itself is never lost: it can fall to
"possible", which a person still looks at, and no further.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from modtui.domain.detection.concepts import word_concepts
from modtui.domain.detection.detector import detect
from modtui.domain.detection.features import Reading, read
from modtui.domain.detection.message import DetectionInput, Label, Verdict
from modtui.domain.detection.model import weights
from modtui.domain.detection.wordfiles import small_words

_LARGEST_SHIFT = 1.2
_STRENGTH = 0.8
_DOUBT = 2.0
_TELLING_WORDS = 3
# Alike: of what two messages are about, so much is the same, and at least so many words.
_ALIKE = 0.5
_WORDS_ALIKE = 2
# As many corrections of alike messages, more than of the other direction, turn a verdict.
_SEVERAL = 3
_LETTERS = 4
_REASON = "corrected-like-this"
_SMALL = {language: small_words(language) for language in ("en", "fr", "arabizi")}


@dataclass(frozen=True, slots=True)
class Correction:
    """A labelled line: a message and what a moderator says it is."""

    message: DetectionInput
    is_inquiry: bool

    def as_line(self) -> dict[str, object]:
        """The correction as a labelled line, in the shape of the project's own labelled messages."""
        line: dict[str, object] = {"label": "inquiry" if self.is_inquiry else "none"}
        for name in DetectionInput.__slots__:
            value = getattr(self.message, name)
            if name == "text" or value not in (None, False):
                line[name] = value
        return line

    @classmethod
    def from_line(cls, line: dict[str, Any]) -> "Correction":
        """A labelled line as a correction. Keys that a message does not have are passed over.

        Raises ValueError when the text is missing or the label is neither "inquiry" nor "none".
        """
        if not isinstance(line.get("text"), str):
            raise ValueError("a labelled line needs a text")
        if line.get("label") not in ("inquiry", "none"):
            raise ValueError('a labelled line needs the label "inquiry" or "none"')
        known = {name: line[name] for name in DetectionInput.__slots__ if name in line}
        return cls(DetectionInput(**known), line["label"] == "inquiry")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one correction leaves behind: words, and nothing of who said them when."""

    words: frozenset[str]
    about: frozenset[str]
    """The words that say what it is about; those in which anything is asked or needed are left out."""
    is_inquiry: bool
    was_right: bool
    """Detection by itself says the same."""

    @classmethod
    def of(cls, correction: Correction) -> "Lesson":
        """The lesson of a correction: detection's own verdict is asked for again."""
        reading = read(correction.message)
        right = (detect(correction.message).label is Label.INQUIRY) == correction.is_inquiry
        return cls(frozenset(reading.words), _about(reading), correction.is_inquiry, right)


@dataclass(frozen=True, slots=True)
class Adapter:
    """The leans of words, learned from corrections; an empty one changes nothing."""

    leans: dict[str, float] = field(default_factory=dict)
    """Word to lean, -1 (always corrected to none) to 1 (always corrected to an inquiry)."""
    lessons: tuple[Lesson, ...] = ()

    @classmethod
    def from_corrections(cls, corrections: Iterable[Correction]) -> "Adapter":
        """The adapter of these corrections, in whatever order. Only those that detection gets wrong teach anything."""
        return cls.from_lessons(Lesson.of(correction) for correction in corrections)

    @classmethod
    def from_lessons(cls, lessons: Iterable[Lesson]) -> "Adapter":
        """As `from_corrections`, for whoever keeps what was read already.

        A word needs company: with `_DOUBT` imagined neutral sightings a single correction leans a third.
        """
        kept = tuple(lessons)
        towards: dict[str, float] = defaultdict(float)
        seen: dict[str, float] = defaultdict(float)
        for lesson in kept:
            # What it gets right only holds the words of wrong ones back.
            weight = 0.5 if lesson.was_right else 1.0
            direction = 1 if lesson.is_inquiry else -1
            for word in lesson.words:
                towards[word] += direction * (0.25 if lesson.was_right else weight)
                seen[word] += weight
        leans = {word: towards[word] / (seen[word] + _DOUBT) for word in seen}
        return cls({word: lean for word, lean in leans.items() if abs(lean) >= 0.05}, kept)

    def shift(self, message: DetectionInput) -> float:
        """How far the log odds of a message move: at most 1.2 either way."""
        words = sorted(set(read(message).words))  # sorted: sums of floats depend on the order
        leaning = [self.leans[word] for word in words if word in self.leans]
        if not leaning:
            return 0.0
        total = _STRENGTH * sum(leaning) * 2 / math.sqrt(len(words))
        return max(-_LARGEST_SHIFT, min(_LARGEST_SHIFT, total))

    def alike(self, message: DetectionInput) -> int:
        """How many alike messages were corrected to an inquiry, less how many were corrected to none."""
        about = _about(read(message))
        if len(about) < _WORDS_ALIKE:
            return 0
        return sum(
            1 if lesson.is_inquiry else -1 for lesson in self.lessons if _are_alike(about, lesson.about)
        )

    def detect(self, message: DetectionInput) -> Verdict:
        """`detect`, adapted. Urgency and the rules above the weighing stay as they are."""
        plain = detect(message)
        moved = self.shift(message)
        if not (moved or self.lessons) or plain.urgent or message.from_staff:
            return plain
        adapted = detect(message, moved) if moved else plain
        label = adapted.label
        alike = self.alike(message)
        if (label is Label.INQUIRY and alike <= -_SEVERAL) or (label is Label.NONE and alike >= _SEVERAL):
            label = Label.POSSIBLE
        if label is Label.NONE and plain.label is not Label.NONE:
            label = Label.POSSIBLE  # nothing that detection finds is lost
        if label is plain.label and label is adapted.label:
            return adapted
        # The score says what the label says.
        learned = weights()
        score = adapted.score
        if label is Label.POSSIBLE:
            score = max(learned.possible_from, min(score, learned.inquiry_from - 0.0001))
        reasons = adapted.reasons if label is plain.label else (*adapted.reasons[:3], _REASON)
        return replace(adapted, label=label, score=round(score, 4), reasons=reasons)

    def explain(self, message: DetectionInput) -> tuple[tuple[str, float], ...]:
        """The words that moved a message most and their leans, the strongest first."""
        words = dict.fromkeys(read(message).words)
        leaning = [(word, self.leans[word]) for word in words if word in self.leans]
        return tuple(sorted(leaning, key=lambda one: -abs(one[1]))[:_TELLING_WORDS])


def _about(reading: Reading) -> frozenset[str]:
    """The words that name something: "where can I get a" says nothing of what is asked."""
    small = _SMALL.get(reading.language, frozenset())
    named = set()
    for word in reading.words:
        concepts = word_concepts(word, reading.language)
        is_topic = any(one.startswith("t_") for one in concepts)
        if is_topic or (not concepts and word not in small and len(word) >= _LETTERS):
            named.add(word)
    return frozenset(named)


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _WORDS_ALIKE and shared >= _ALIKE * len(one | other)
