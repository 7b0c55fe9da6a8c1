"""Train detection's weights from the labelled messages: `python -m tests.benchmarks.detection_train`.

Offline only, in an environment that has numpy, scipy and scikit-learn; the program needs none of them.
Reads what `detection_report.trained_on` names, never `held_out.jsonl`. Prints the figures of rounds left out one
after the other (a round is one sitting's manner of writing) and writes `src/modtui/domain/detection/weights.json`.

Each message is seen once as it is and three times with three tenths of its listed words forgotten, so that
the weights do not lean on the word lists knowing every word of a message that nobody has written yet.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from modtui.domain.detection import features
from modtui.domain.detection.detector import placed
from modtui.domain.detection.features import named_features, pairs, pieces, read
from tests.benchmarks.detection_report import as_input, trained_on

WEIGHTS = Path(features.__file__).parent / "weights.json"
FORGOTTEN_SHARE = 0.3
FORGETFUL_COPIES = 3
SCALES = (1.0, 2.0, 2.0, 2.0)
INVERSE_PENALTY = 0.2
RAREST = (2, 2, 3, 2)
UNIT = 0.002


def taken_apart(row: dict, rng: random.Random | None) -> tuple[list[str], list[str], list[str], int]:
    """A message's named features, pieces, pairs and word count; with `rng`, listed words are forgotten."""
    words_of, phrases_of = features.word_concepts, features.phrase_concepts
    if rng is not None:
        features.word_concepts = lambda word, language: (
            frozenset() if rng.random() < FORGOTTEN_SHARE else words_of(word, language)
        )
        features.phrase_concepts = lambda listed, language: [
            found for found in phrases_of(listed, language) if rng.random() >= FORGOTTEN_SHARE
        ]
    try:
        message = placed(as_input(row))
        reading = read(message)
        named = named_features(message, reading)
    finally:
        features.word_concepts, features.phrase_concepts = words_of, phrases_of
    flat = [piece for word in reading.words for piece in pieces(word, reading.language)]
    return named, flat, pairs(reading.words), len(reading.words)


def group_of(piece: str) -> int:
    return 1 if piece[:2] in ("w:", "k:") else 2


def matrix(samples: list, known: dict | None, copies: int) -> tuple[sparse.csr_matrix, dict]:
    if known is None:
        seen: Counter = Counter()
        for named, flat, paired, _ in samples:
            seen.update((0, name) for name in set(named))
            seen.update((group_of(piece), piece) for piece in set(flat))
            seen.update((3, pair) for pair in set(paired))
        kept = sorted(key for key, count in seen.items() if count >= RAREST[key[0]] * copies)
        known = {key: column for column, key in enumerate(kept)}
    rows, columns, values = [], [], []
    for row, (named, flat, paired, count) in enumerate(samples):
        root = max(1, count) ** 0.5
        keys = [((0, name), SCALES[0]) for name in set(named)]
        keys += [((group_of(piece), piece), SCALES[group_of(piece)] / root) for piece in flat]
        keys += [((3, pair), SCALES[3] / root) for pair in paired]
        for key, value in keys:
            if key in known:
                rows.append(row)
                columns.append(known[key])
                values.append(value)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(samples), len(known))), known


def fit(rows: list[dict], labels: np.ndarray, seed: int) -> tuple[LogisticRegression, dict]:
    rng = random.Random(seed)
    samples = [taken_apart(row, None) for row in rows]
    for _ in range(FORGETFUL_COPIES):
        samples += [taken_apart(row, rng) for row in rows]
    copies = FORGETFUL_COPIES + 1
    x, known = matrix(samples, None, copies)
    model = LogisticRegression(C=INVERSE_PENALTY / copies, max_iter=3000, solver="liblinear")
    return model.fit(x, np.tile(labels, copies)), known


def left_out(rows: list[dict], labels: np.ndarray) -> np.ndarray:
    """Each message's score by weights that saw no message of its round: what a new hand's messages would get."""
    scores = np.zeros(len(rows))
    rounds = np.array([row.get("round", "first") for row in rows])
    for name in sorted(set(rounds)):
        train, test = np.flatnonzero(rounds != name), np.flatnonzero(rounds == name)
        model, known = fit([rows[i] for i in train], labels[train], 5)
        x, _ = matrix([taken_apart(rows[i], None) for i in test], known, 1)
        scores[test] = model.predict_proba(x)[:, 1]
    return scores


def report(scores: np.ndarray, labels: np.ndarray) -> None:
    """Print what each threshold would give."""
    for share in (0.99, 0.98, 0.975, 0.97, 0.96, 0.95):
        least = float(np.quantile(scores[labels == 1], 1 - share))
        print(
            f"recall {share:.3f} from score {least:.3f}: {(scores[labels == 0] >= least).mean():.3f} of the others"
        )
    for least in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        above = scores >= least
        print(
            f"from {least:.2f}: precision {labels[above].mean():.3f}, recall {above[labels == 1].mean():.3f}"
        )


def main() -> int:
    inquiry_from, possible_from, *options = sys.argv[1:]
    rows = trained_on()
    labels = np.array([row["label"] == "inquiry" for row in rows]).astype(int)
    if "--quick" not in options:
        report(left_out(rows, labels), labels)
    model, known = fit(rows, labels, 5)
    stored: dict[str, dict[str, int]] = {"named": {}, "pieces": {}, "pairs": {}}
    for (group, name), column in known.items():
        value = round(float(model.coef_[0][column]) * SCALES[group] / UNIT)
        if value:
            stored[("named", "pieces", "pieces", "pairs")[group]][name] = value
    found = {
        "unit": UNIT,
        "bias": round(float(model.intercept_[0]), 4),
        "inquiry_from": float(inquiry_from),
        "possible_from": float(possible_from),
        **{name: dict(sorted(table.items())) for name, table in stored.items()},
    }
    WEIGHTS.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print({name: len(table) for name, table in stored.items()}, WEIGHTS.stat().st_size, "bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
