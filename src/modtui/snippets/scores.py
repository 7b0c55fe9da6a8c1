"""Adding up scores by snippet, fast in plain Python: ten thousand snippets, a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def accumulate(slots: Iterable[dict[int, float]]) -> tuple[dict[int, float], float]:
    """The sum of the slots by snippet, and the most that one snippet could have had."""
    total: dict[int, float] = {}
    possible = 0.001
    for slot in slots:
        if not slot:
            continue
        possible += max(slot.values())
        # Only snippets in both need Python's own arithmetic; the rest is merged at the speed of C.
        both = total.keys() & slot.keys() if total else ()
        merged = slot | total
        for doc in both:
            merged[doc] += slot[doc]
        total = merged
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
