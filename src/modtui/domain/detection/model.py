"""The weighing: a logistic combination of the named features and the learned word pieces.

The weights are trained from the labelled messages in `tests/data/detection` by
`tests/benchmarks/detection_train.py` and shipped as `weights.json`; nothing but the standard
library is needed to use them.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from modtui.domain.detection.features import Reading, pairs, pieces

_FILE = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found out: one weight a feature, and where the labels begin."""

    bias: float
    named: dict[str, float]
    """Weights of the named features (`features.named_features`)."""
    pieces: dict[str, float]
    """Weights of words, consonants and letter runs; their sum is divided by the root of the word count."""
    pairs: dict[str, float]
    """Weights of neighbouring words; divided likewise."""
    inquiry_from: float
    """The score from which a message is an inquiry."""
    possible_from: float
    """The score from which a message is a possible one."""


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped weights, read when the first message needs them."""
    stored = json.loads(_FILE.read_text(encoding="utf-8"))
    unit = stored["unit"]
    return Weights(
        bias=stored["bias"],
        named={name: value * unit for name, value in stored["named"].items()},
        pieces={name: value * unit for name, value in stored["pieces"].items()},
        pairs={name: value * unit for name, value in stored["pairs"].items()},
        inquiry_from=stored["inquiry_from"],
        possible_from=stored["possible_from"],
    )


@lru_cache(maxsize=16384)
def _word_weight(word: str, language: str) -> float:
    return _total(weights().pieces, pieces(word, language))


def _total(known: dict[str, float], names: Iterable[str]) -> float:
    """The sum of the weights of those that have one."""
    return sum(filter(None, map(known.get, names)))


def log_odds(reading: Reading, named: list[str]) -> float:
    """How much speaks for an inquiry: 0 is even, positive for, negative against."""
    learned = weights()
    total = learned.bias + _total(learned.named, named)
    count = len(reading.words)
    if count:
        language = reading.language
        worded = sum([_word_weight(word, language) for word in reading.words])
        worded += _total(learned.pairs, pairs(reading.words))
        total += worded / math.sqrt(count)
    return total


def probability(odds: float) -> float:
    """The score, 0 to 1, of log odds."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
