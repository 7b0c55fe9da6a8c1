"""What is asked often and has no snippet yet: inquiries alike for which nothing on the shelf fits.

Alike by the words they share, folded and without the words of asking itself. It proposes, a person judges; so a
simple measure that can be explained beats a better one that cannot.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from modtui.desk.context import DeskContext
from modtui.desk.shelf import Shelf
from modtui.desk.views import SnippetChoice
from modtui.desk.views_snippets import AskedOften
from modtui.domain.inquiries import Inquiry
from modtui.domain.inquiry_states import InquiryState
from modtui.snippets.stem import stem
from modtui.snippets.stopwords import TALK
from modtui.store import derived, observed
from modtui.text.fold import fold_words
from modtui.text.safe import safe_line

#: So far back, and so many of the newest: the work is bounded, and older texts are purged anyhow (RULES 6.3).
LOOK_BACK: Final = timedelta(days=90)
MOST_LOOKED_AT: Final = 500
#: A suggestion fits when it explains more than this share of what a message says.
FITS: Final = 0.5
#: Two messages ask the same when they share this much of the shorter one's words, and at least two words.
ALIKE: Final = 0.5
_EXPLAINED: Final = re.compile("“([^”]*)”")
_CLUSTERS_COMPARED: Final = 200


@dataclass(slots=True)
class Cluster:
    """Messages that ask much the same; ``words`` counts in how many of them each word stands."""

    members: list[int] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)

    def core(self) -> set[str]:
        """Words in at least half of the messages."""
        return {word for word, count in self.words.items() if 2 * count >= len(self.members)}


def telling_words(text: str) -> frozenset[str]:
    """The words that say what a message is about: folded, stemmed, without small talk and single letters."""
    words = fold_words(text[:4000])[:120]
    return frozenset(stem(word) for word in words if word not in TALK and len(word) > 1)


def fits(text: str, best: Sequence[SnippetChoice]) -> bool:
    """Whether a suggestion explains enough of a message to count as its answer."""
    words = telling_words(text)
    if not words:
        return True  # it says nothing that could be answered by a snippet
    explained = {
        stem(word)
        for choice in best[:1]
        for reason in choice.why
        for said in _EXPLAINED.findall(reason)
        for word in fold_words(said)
    }
    return len(words & explained) > FITS * len(words)


def alike(words: frozenset[str], cluster: Cluster) -> bool:
    """Whether a message with these words belongs to the cluster."""
    core = cluster.core()
    shared = len(words & core)
    return (
        shared >= min(2, len(words), len(core))
        and shared >= ALIKE * min(len(words), len(core))
        and shared > 0
    )


def add_to(clusters: list[Cluster], number: int, words: frozenset[str]) -> None:
    """Put a message into the first cluster it belongs to, or into a new one."""
    for cluster in clusters[-_CLUSTERS_COMPARED:]:
        if alike(words, cluster):
            cluster.members.append(number)
            cluster.words.update(words)
            return
    clusters.append(Cluster([number], Counter(words)))


async def asked_often(ctx: DeskContext, shelf: Shelf, *, at_least: int, limit: int) -> list[AskedOften]:
    """The clusters of at least so many inquiries, the largest first. Looks at the newest; breathes between them."""
    if ctx.chat_key is None or not shelf.ready:
        return []
    since = ctx.clock() - LOOK_BACK
    newest = await derived.inquiries_since(ctx.db, ctx.chat(), since, MOST_LOOKED_AT)
    asked = [inquiry for inquiry in newest if _counts(inquiry)]
    inquiries = {inquiry.message_id: inquiry for inquiry in asked}
    texts: dict[int, str] = {}
    clusters: list[Cluster] = []
    for stored in await observed.by_ids(ctx.db, ctx.chat(), inquiries):
        text = stored.message.text
        words = telling_words(text)
        if words and not fits(text, shelf.suggest(text, None, ctx.clock(), limit=1)):
            texts[stored.message.id] = text
            add_to(clusters, stored.message.id, words)
        await asyncio.sleep(0)
    large = [cluster for cluster in clusters if len(cluster.members) >= at_least]
    large.sort(key=lambda cluster: (-len(cluster.members), -cluster.members[-1]))
    return [_view(cluster, inquiries, texts) for cluster in large[:limit]]


def _counts(inquiry: Inquiry) -> bool:
    return inquiry.state.waits_for_staff or inquiry.state in (
        InquiryState.ANSWERED,
        InquiryState.ANSWERED_UNCONFIRMED,
    )


def _view(cluster: Cluster, inquiries: dict[int, Inquiry], texts: dict[int, str]) -> AskedOften:
    newest_first = sorted(cluster.members, reverse=True)
    answers = [
        inquiry.current.answer.message_id
        for inquiry in (inquiries[number] for number in newest_first)
        if inquiry.current.answer is not None and inquiry.current.answer.message_id > 0
    ]
    return AskedOften(
        inquiry_ids=tuple(newest_first),
        example=safe_line(texts[newest_first[0]].strip().split("\n", 1)[0], 160),
        language=inquiries[newest_first[0]].language,
        words=tuple(word for word, _ in cluster.words.most_common(6) if word in cluster.core()),
        answered_with=answers[0] if answers else None,
    )
