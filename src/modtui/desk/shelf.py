"""The shelf of canned texts: finding, suggesting and filling them, and the notices that actions send."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from modtui.desk.settings import DeskSettings
from modtui.desk.views import FilledSnippet, SnippetChoice
from modtui.domain.detection import DetectionInput, detect
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.moderation import ActionKind, Category
from modtui.snippets.check import SnippetProblem
from modtui.snippets.glossary import load_glossary
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.load import load_steps
from modtui.snippets.model import Kind, Snippet, Standing, Use
from modtui.snippets.placeholders import fill
from modtui.snippets.search import SearchIndex
from modtui.text.catalogue import say
from modtui.text.safe import safe_line, safe_text

log = logging.getLogger(__name__)

T = TypeVar("T")

_LANGUAGES = ("ar", "en", "fr")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice filled for one member. ``snippet_id`` is empty where the built-in sentence stands in."""

    text: str
    snippet_id: str = ""


async def _in_breaths(steps: Generator[object, None, T]) -> T:
    """Run a generator to its end, letting the event loop breathe between its steps."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        await asyncio.sleep(0)


class Shelf:
    """Snippets of one desk. Until they are loaded, searches find nothing and say so."""

    def __init__(self, settings: DeskSettings) -> None:
        self._settings = settings
        self.library = SnippetLibrary.of(())
        self._index: SearchIndex | None = None

    async def load(self) -> None:
        """Read the snippets and build the index without holding up the screen."""
        snippets: list[Snippet] = []
        problems: list[SnippetProblem] = []
        for root in self._settings.snippet_dirs:
            library = await _in_breaths(load_steps(root))
            snippets.extend(library)
            problems.extend(library.problems)
        library = SnippetLibrary.of(snippets, problems)
        glossary, faults = load_glossary(self._settings.snippet_dirs)
        self._index = await _in_breaths(SearchIndex.build_steps(library, glossary))
        self.library = library
        for problem in (*library.problems, *faults):
            log.warning("snippet: %s", problem)

    # ---- finding

    def search(self, query: str, language: str | None, now: datetime, limit: int) -> list[SnippetChoice]:
        """Answers and referrals for a query as typed, best first."""
        if self._index is None:
            return []
        found = []
        for hit in self._index.search(query, limit=limit):
            snippet = self.library.by_id.get(hit.id)
            if snippet is not None:
                choice = self._choice(snippet, language, now, score=hit.score)
                # Matches were found in the hit's own title; another language's is shown without them.
                spans = hit.spans if choice.title == hit.title else ()
                found.append(dataclasses.replace(choice, spans=spans))
        return found

    def suggest(
        self, message: str, language: str | None, now: datetime, limit: int = 3
    ) -> list[SnippetChoice]:
        """The best answers for a whole message, with why. Never sent without a person."""
        if self._index is None or not message.strip():
            return []
        found = []
        for hit in self._index.suggest(message, language=language, limit=limit):
            snippet = self.library.by_id.get(hit.id)
            if snippet is not None:
                found.append(self._choice(snippet, language, now, score=hit.score, why=tuple(hit.why)))
        return found

    def all(self, language: str | None, now: datetime, limit: int) -> list[SnippetChoice]:
        """Answers and referrals in order of their files, for an empty query."""
        shelf = [*self.library.answers, *self.library.referrals][:limit]
        return [self._choice(snippet, language, now) for snippet in shelf]

    def _choice(
        self,
        snippet: Snippet,
        language: str | None,
        now: datetime,
        *,
        score: float = 0.0,
        why: tuple[str, ...] = (),
    ) -> SnippetChoice:
        body = snippet.body_for(language)
        other = next(
            (lang for lang in ("en", "ar", "fr") if lang in snippet.body and lang != body.language), None
        )
        standing = snippet.standing(now.date(), self._settings.stale_after)
        return SnippetChoice(
            snippet_id=snippet.id,
            kind=snippet.kind.value,
            title=safe_line(snippet.title_for(body.language)),
            body=safe_text(body.text),
            language=body.language,
            other_body=safe_text(snippet.body[other]) if other else None,
            score=score,
            why=tuple(safe_line(reason) for reason in why),
            verified=self._verified(snippet, standing),
            stale=standing is not Standing.VERIFIED,
        )

    def _verified(self, snippet: Snippet, standing: Standing) -> str:
        if snippet.verified is None:
            return say("snippet.unverified")
        code = "snippet.stale" if standing is Standing.STALE else "snippet.verified"
        return say(code, date=snippet.verified.date.isoformat(), by=safe_line(snippet.verified.by, 60) or "?")

    # ---- filling

    def fill(self, snippet_id: str, language: str | None, first_name: str) -> FilledSnippet:
        """A snippet's text for one member. Raises KeyError for an id that is not there (any more)."""
        snippet = self.library.by_id[snippet_id]
        filled = fill(snippet.body_for(language).text, self._values(snippet, first_name))
        kind = ReplyKind.REFERRAL if snippet.kind is Kind.REFERRAL else ReplyKind.INFORMATION
        if snippet.use is Use.HOLDING:
            kind = ReplyKind.HOLDING
        elif snippet.use is Use.ASKING_BACK:
            kind = ReplyKind.ASKED_BACK
        return FilledSnippet(snippet_id, filled.text, kind, tuple(filled.unresolved))

    def _values(self, snippet: Snippet, first_name: str) -> dict[str, str]:
        values = {key: value for key, value in snippet.field_values().items() if value}
        if first_name:
            values["first_name"] = first_name
        return values

    def used(self, snippet_ids: Sequence[str], now: datetime) -> list[dict[str, object]]:
        """What the journal keeps of the snippets in a reply: id, version, and whether it was stale then."""
        rows: list[dict[str, object]] = []
        for snippet_id in snippet_ids:
            snippet = self.library.by_id.get(snippet_id)
            if snippet is not None:
                stale = snippet.is_stale(now.date(), self._settings.stale_after)
                rows.append({"id": snippet.id, "version": snippet.version, "stale": stale})
        return rows

    # ---- notices

    def notice_for(self, kind: ActionKind, category: Category, language: str | None, member: str) -> Notice:
        """The private message of an action, in the member's language; ours where no notice is on the shelf."""
        use = Use.WARNING if kind is ActionKind.WARN else Use.REMOVAL
        snippet = self.library.by_id.get(category.notice) if category.notice else None
        if snippet is None:
            found = self.library.notices(use, language, category.code)
            snippet = found[0] if found else None
        if snippet is None:
            return Notice(say(f"notice.{kind.value}", category=category.title))
        filled = fill(snippet.body_for(language).text, self._values(snippet, first_name_of(member)))
        return Notice(safe_text(filled.text), snippet.id)

    def description(self) -> str | None:
        """The group's description as it is posted again for all; None where the shelf has none."""
        found = self.library.notices(Use.GUIDELINES)
        return safe_text(found[0].body_for(self._settings.languages[0]).text) if found else None

    def language_of(self, text: str) -> str | None:
        """The language a member writes, as detection sees it; None when it is none of ours."""
        language = detect(DetectionInput(text=text)).language
        if language == "arabizi":
            return "ar"
        return language if language in _LANGUAGES else None


def first_name_of(name: str) -> str:
    """The first word of a display name, if it can be a name: letters, at least two."""
    word = safe_line(name).split(" ", 1)[0]
    return word if len(word) > 1 and all(char.isalpha() or char in "-'’" for char in word) else ""
