"""Detection: which messages of the group are inquiries, which are urgent, and why (RULES 2).

Arabic (standard and dialects), Arabizi, English and French. Explainable features of what the words
say, weighed by a small trained model; pure, and read from its data files when the first message comes.
"""

from modtui.domain.detection.detector import detect
from modtui.domain.detection.message import DetectionInput, Label, Verdict
from modtui.domain.detection.reasons import reason_codes, reason_in_words

DETECTOR_VERSION: int = 2
"""Raised whenever the words or the weights change a verdict; the journal keeps it with each verdict."""

__all__ = [
    "DETECTOR_VERSION",
    "DetectionInput",
    "Label",
    "Verdict",
    "detect",
    "reason_codes",
    "reason_in_words",
]
