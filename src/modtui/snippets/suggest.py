"""From a member's whole message to the three snippets that answer it best, with why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

from modtui.snippets.concepts import Found
from modtui.snippets.model import Kind
from modtui.snippets.query import Readings, split_joined
from modtui.snippets.scores import accumulate, best_of
from modtui.snippets.search import SearchIndex
from modtui.snippets.stem import stem
from modtui.snippets.stopwords import INSIDE_PHRASES, TALK
from modtui.text.fold import fold_words

MOST_WORDS: Final = 120
"""Of a longer message the first words count, and the last ones."""

MOST_GUESSED: Final = 20
"""So many words that nobody knows are looked up by resemblance; a message of nonsense must not stall the screen."""

_SAYS: Final = "says “{words}” ({meaning})"
_SHARES: Final = "shares “{words}”"
_NEAR: Final = "is about something near “{words}”"

_MOST_TELLING: Final = 8
_MEANING: Final = 2.8
_LOOKED_AT: Final = 40
_LANGUAGE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A snippet that may answer a message: its score (comparable within one message) and why, in plain
    words."""

    id: str
    score: float
    why: tuple[str, ...]


def suggest(
    index: SearchIndex, message: str, language: str | None = None, limit: int = 3
) -> list[Suggestion]:
    """The answers and referrals (and emergency cards) that fit a message best; none where nothing fits.

    Greetings and the words of asking itself do not count. A snippet in the member's language wins a draw.
    Never raises, whatever the text. It only proposes: a person sends (RULES 2).
    """
    words = _words(message, index)
    reader = index.reader
    glossary = [_meanings_of(word, index) for word in words]
    found = [one for one in index.matcher.find(glossary) if _is_sure(one, words, index)]
    telling = list(dict.fromkeys(word for word in words if word not in TALK and len(word) > 1))
    readings = {word: _sure_readings(reader.read(word, guess_known=False)) for word in telling}
    weights = {
        word: max((index.weights[number] * sure for number, sure in own.items()), default=0.0)
        for word, own in readings.items()
    }
    telling = nlargest(_MOST_TELLING, telling, key=lambda word: weights[word])
    slots = [index.postings_of(readings[word]) for word in telling]
    slots += [index.postings_of_meaning(one.concept, one.similarity, _MEANING) for one in found]
    scores, _ = accumulate(slots, _LOOKED_AT)
    meanings = {one.concept: one.similarity for one in found}
    sure = _best(readings, telling)
    allowed = [item for item in best_of(scores, _LOOKED_AT) if _allowed(index, item[0])]
    ranked = sorted(
        ((score * (1 + 0.5 * index.tightness(doc, sure, meanings)), -doc) for doc, score in allowed),
        reverse=True,
    )
    top = ranked[0][0] if ranked else 0.0
    if language is not None:
        ranked = sorted(
            (
                (score + (_LANGUAGE * top if language in index.data.titles[-doc] else 0.0), doc)
                for score, doc in ranked
            ),
            reverse=True,
        )
    return [
        Suggestion(index.data.ids[-doc], round(score, 4), _why(index, -doc, words, telling, readings, found))
        for score, doc in ranked[:limit]
    ]


def _words(message: str, index: SearchIndex) -> list[str]:
    words = fold_words(message[:20_000])
    if len(words) > MOST_WORDS:
        words = words[: MOST_WORDS // 2] + words[-MOST_WORDS // 2 :]
    spoken = list(split_joined(words, index.reader))
    guessed = 0
    kept: list[str] = []
    for word in spoken:
        if word not in TALK and not index.reader.is_known(word):
            guessed += 1
            if guessed > MOST_GUESSED:
                continue
        kept.append(word)
    return kept


def _meanings_of(word: str, index: SearchIndex) -> Mapping[str, float]:
    """The glossary's words that a word may be; nothing is guessed about greetings and small words."""
    if word in INSIDE_PHRASES:
        return {}
    if word in TALK:
        one = stem(word)
        return {one: 1.0} if one in index.matcher.by_stem else {}
    return index.reader.read(word, guess_known=False).glossary


def _is_sure(one: Found, words: list[str], index: SearchIndex) -> bool:
    """In a message a meaning must be said, not merely resembled: many words, many accidents."""
    if all(words[at] in TALK for at in one.positions):
        return False
    if len(one.positions) > 1:
        return one.similarity >= 0.6
    word = words[one.positions[0]]
    is_short = len(word) <= (4 if word.isascii() else 5)
    return one.similarity >= (0.9 if is_short else 0.76)


def _sure_readings(readings: Readings) -> Mapping[int, float]:
    return {number: sure for number, sure in readings.own.items() if sure >= (0.8 if readings.known else 0.7)}


def _best(readings: Mapping[str, Mapping[int, float]], telling: list[str]) -> dict[int, float]:
    best: dict[int, float] = {}
    for word in telling:
        for number, sure in readings[word].items():
            best[number] = max(sure, best.get(number, 0.0))
    return best


def _allowed(index: SearchIndex, doc: int) -> bool:
    return index.data.kinds[doc] != Kind.NOTICE.value or index.is_emergency(doc)


def _why(
    index: SearchIndex,
    doc: int,
    words: list[str],
    telling: list[str],
    readings: Mapping[str, Mapping[int, float]],
    found: list[Found],
) -> tuple[str, ...]:
    reasons: list[tuple[float, str]] = []
    said: set[str] = set()
    near: list[tuple[float, str]] = []
    for one in found:
        weight = index.meaning_weights[one.concept] * one.similarity
        spoken = [words[at] for at in one.positions]
        concept = index.matcher.glossary.concepts[one.concept]
        if index.has_meaning(doc, one.concept):
            said.update(spoken)
            reasons.append((weight, _SAYS.format(words=" ".join(spoken), meaning=concept.label())))
        elif any(index.has_meaning(doc, other) for other in index.matcher.near[one.concept]):
            near.append((weight, _NEAR.format(words=" ".join(spoken))))
    shared = [
        word
        for word in telling
        if word not in said and any(index.has_stem(doc, number) for number in readings[word])
    ]
    reasons.sort(key=lambda reason: -reason[0])
    out = [reason for _, reason in reasons[:3]]
    if shared:
        out.append(_SHARES.format(words="”, “".join(shared[:4])))
    if not out:
        out = [reason for _, reason in sorted(near, key=lambda reason: -reason[0])[:1]]
    return tuple(out)
