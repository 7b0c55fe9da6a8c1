"""Local adaptation: what moderators corrected moves the score of messages worded likewise, a little.

Pure and explainable: each corrected message leaves its words behind; a word seen in corrections of
one direction leans that way, and the lean of a whole message is bounded, so that no correction can
turn a clear verdict over by itself.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from modtui.domain.detection.detector import detect
from modtui.domain.detection.features import read
from modtui.domain.detection.message import DetectionInput, Label, Verdict

_LARGEST_SHIFT = 1.2
_STRENGTH = 0.8
_DOUBT = 2.0
_TELLING_WORDS = 3


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
class Adapter:
    """The leans of words, learned from corrections; an empty one changes nothing."""

    leans: dict[str, float] = field(default_factory=dict)
    """Word to lean, -1 (always corrected to none) to 1 (always corrected to an inquiry)."""

    @classmethod
    def from_corrections(cls, corrections: Iterable[Correction]) -> "Adapter":
        """The adapter of these corrections. Only those that the detector gets wrong teach anything.

        A word needs company: with `_DOUBT` imagined neutral sightings a single correction leans a third.
        """
        towards: dict[str, float] = defaultdict(float)
        seen: dict[str, float] = defaultdict(float)
        for correction in corrections:
            verdict = detect(correction.message)
            right = (verdict.label is Label.INQUIRY) == correction.is_inquiry
            words = set(read(correction.message).words)
            # What it gets right only holds the words of wrong ones back.
            weight = 0.5 if right else 1.0
            direction = 1 if correction.is_inquiry else -1
            for word in words:
                towards[word] += direction * (weight if not right else 0.25)
                seen[word] += weight
        leans = {word: towards[word] / (seen[word] + _DOUBT) for word in seen}
        return cls({word: lean for word, lean in leans.items() if abs(lean) >= 0.05})

    def shift(self, message: DetectionInput) -> float:
        """How far the log odds of a message move: at most 1.2 either way."""
        words = set(read(message).words)
        leaning = [self.leans[word] for word in words if word in self.leans]
        if not leaning:
            return 0.0
        total = _STRENGTH * sum(leaning) * 2 / math.sqrt(len(words))
        return max(-_LARGEST_SHIFT, min(_LARGEST_SHIFT, total))

    def detect(self, message: DetectionInput) -> Verdict:
        """`detect`, adapted. Urgency and the rules above the weighing stay as they are."""
        plain = detect(message)
        moved = self.shift(message)
        if not moved or plain.urgent or message.from_staff:
            return plain
        adapted = detect(message, moved)
        if adapted.label is plain.label:
            return adapted
        return replace(adapted, reasons=(*adapted.reasons[:3], "corrected-like-this"))

    def explain(self, message: DetectionInput) -> tuple[tuple[str, float], ...]:
        """The words that moved a message most and their leans, the strongest first."""
        words = dict.fromkeys(read(message).words)
        leaning = [(word, self.leans[word]) for word in words if word in self.leans]
        return tuple(sorted(leaning, key=lambda one: -abs(one[1]))[:_TELLING_WORDS])
