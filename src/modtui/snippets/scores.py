"""Adding up scores by snippet, fast in plain Python: ten thousand snippets, a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

_MANY: Final = 300
_HOPE: Final = 0.5


def accumulate(slots: Iterable[dict[int, float]], most: int) -> tuple[dict[int, float], float]:
    """The sum of the slots by snippet, for at least the `most` best snippets, and the most one could have had.

    The weightiest slots come first. Once the `most` best so far are ahead of what the remaining slots are likely to
    bring, no new snippet is let in and the hopeless ones are dropped: common words then cost next to nothing.
    """
    waiting = sorted(((max(slot.values()), slot) for slot in slots if slot), key=lambda one: -one[0])
    possible = remaining = sum(value for value, _ in waiting) + 0.001
    total: dict[int, float] = {}
    closed = False
    for value, slot in waiting:
        remaining -= value
        if closed:
            small, large = (slot, total) if len(slot) < len(total) else (total, slot)
            for doc in [doc for doc in small if doc in large]:
                total[doc] += slot[doc]
        else:
            # Only snippets in both need Python's own arithmetic; the rest is merged at the speed of C.
            both = total.keys() & slot.keys() if total else ()
            merged = slot | total
            for doc in both:
                merged[doc] += slot[doc]
            total = merged
        if not closed and remaining < 0.6 * possible and len(total) > max(_MANY, most):
            least = sorted(total.values())[-most] - _HOPE * remaining
            if least > 0:
                closed = True
                total = {doc: score for doc, score in total.items() if score >= least}
    return total, possible


def best_of(scores: Mapping[int, float], most: int) -> list[tuple[int, float]]:
    """About the `most` highest scores, in no order; of a crowd that ties for the last place the first few."""
    if len(scores) <= most:
        return list(scores.items())
    least = sorted(scores.values())[-most]
    over = [item for item in scores.items() if item[1] > least]
    ties = sorted(doc for doc, score in scores.items() if score == least)
    return over + [(doc, least) for doc in ties[: most - len(over)]]


def merge(ranked: list[tuple[float, bytes]]) -> dict[int, float]:
    """One dictionary of the best weight by snippet: the heaviest are written last, over the lighter ones."""
    ranked.sort(key=lambda one: one[0])
    merged: dict[int, float] = {}
    for value, postings in ranked:
        if postings:
            merged.update(dict.fromkeys(memoryview(postings).cast("I"), value))
    return merged
