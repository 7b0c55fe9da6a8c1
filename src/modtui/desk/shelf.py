"""The shelf of canned texts: finding, suggesting and filling them, and the notices that actions send."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from modtui.desk.breaths import in_breaths, no_full_collections
from modtui.desk.first_name import first_name_of
from modtui.desk.settings import DeskSettings
from modtui.desk.snippet_use import Shelved
from modtui.desk.views import FilledSnippet, SnippetChoice
from modtui.desk.views_snippets import Blank
from modtui.domain.detection import DetectionInput, detect
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.moderation import ActionKind, Category
from modtui.domain.service_words import service_words
from modtui.snippets.check import SnippetProblem
from modtui.snippets.compose import compose_referral
from modtui.snippets.glossary import load_glossary
from modtui.snippets.library import SnippetLibrary
from modtui.snippets.load import load_steps
from modtui.snippets.model import Kind, Snippet, Standing, Use
from modtui.snippets.placeholders import fill, parse
from modtui.snippets.search import Hit, SearchIndex
from modtui.snippets.suggest import suggest
from modtui.text.catalogue import say
from modtui.text.catalogue_notices import notice_text
from modtui.text.catalogue_record import category_in
from modtui.text.safe import safe_line, safe_text

log = logging.getLogger(__name__)

#: So many faults are logged; `modtui snippets check` names them all.
_MOST_LOGGED = 50
_LANGUAGES = ("ar", "en", "fr")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice filled for one member. ``snippet_id`` is empty where the built-in sentence stands in."""

    text: str
    snippet_id: str = ""


class Shelf:
    """Snippets of one desk. Until they are loaded, searches find nothing and say so."""

    def __init__(self, settings: DeskSettings, cache: Path | None = None) -> None:
        self._settings = settings
        self._cache = cache
        self.library = SnippetLibrary.of(())
        self.about: Callable[[], Mapping[str, str]] = dict  # the group and the moderator, once they are known
        self._roots: dict[Path, SnippetLibrary] = {}
        self._index: SearchIndex | None = None

    async def load(self) -> None:
        """Read the snippets and build the index without holding up the screen; what was there stays until then.

        Of what was read before only the files that changed are read again.
        """
        with no_full_collections():
            await self._load()

    async def _load(self) -> None:
        snippets: list[Snippet] = []
        problems: list[SnippetProblem] = []
        for root in self._settings.snippet_dirs:
            read = await in_breaths(load_steps(root, self._roots.get(root)))
            self._roots[root] = read
            snippets.extend(read)
            problems.extend(read.problems)
        glossary, wrong = await asyncio.to_thread(load_glossary, self._settings.snippet_dirs)
        library = SnippetLibrary.of(snippets, [*problems, *wrong])
        index = None
        if self._cache is not None:
            index = await in_breaths(SearchIndex.load_steps(self._cache, library, glossary))
        if index is None:
            index = await in_breaths(SearchIndex.build_steps(library, glossary))
            await self._keep(index)
        self._index, self.library = index, library
        for problem in library.problems[:_MOST_LOGGED]:
            log.warning("snippet: %s", problem)
        if len(library.problems) > _MOST_LOGGED:
            log.warning("snippet: %d problems in all", len(library.problems))

    async def _keep(self, index: SearchIndex) -> None:
        if self._cache is None:
            return
        try:
            await asyncio.to_thread(index.save, self._cache)
        except OSError as error:
            log.warning("the snippets' index cannot be kept at %s: %s", self._cache, error)

    @property
    def ready(self) -> bool:
        """Whether searches find anything yet."""
        return self._index is not None

    def choice(self, snippet_id: str, language: str | None, now: datetime) -> SnippetChoice | None:
        """One snippet as the picker shows it; None when it is not on the shelf."""
        snippet = self.library.by_id.get(snippet_id)
        return None if snippet is None else self._choice(snippet, language, now)

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
        for hit in suggest(self._index, message, language=language, limit=limit):
            snippet = self.library.by_id.get(hit.id)
            if snippet is not None:
                found.append(self._choice(snippet, language, now, score=hit.score, why=tuple(hit.why)))
        return found

    def all(
        self,
        language: str | None,
        now: datetime,
        limit: int,
        counts: Mapping[str, int] = MappingProxyType({}),
    ) -> list[SnippetChoice]:
        """Answers and referrals for an empty query: the most used first (``counts`` by id), else as their files stand."""
        shelf = sorted(
            [*self.library.answers, *self.library.referrals], key=lambda one: -counts.get(one.id, 0)
        )
        return [self._choice(snippet, language, now) for snippet in shelf[:limit]]

    def _choice(
        self,
        snippet: Snippet,
        language: str | None,
        now: datetime,
        *,
        score: float = 0.0,
        why: tuple[str, ...] = (),
        hit: Hit | None = None,
    ) -> SnippetChoice:
        body = snippet.body_for(language)
        other = next(
            (lang for lang in ("en", "ar", "fr") if lang in snippet.body and lang != body.language), None
        )
        standing = snippet.standing(now.date(), self._settings.stale_after)
        title = safe_line(snippet.title_for(body.language))
        own = self.values(snippet, "", body.language)  # a telephone number is read as one, not as {phone}
        others = self.values(snippet, "", other) if other else {}
        return SnippetChoice(
            snippet_id=snippet.id,
            kind=snippet.kind.value,
            title=title,
            body=safe_text(fill(body.text, own).text),
            language=body.language,
            other_body=safe_text(fill(snippet.body[other], others).text) if other else None,
            other_language=other,
            score=score,
            # The match may have been in the title of another language: that marks nothing here.
            spans=hit.spans if hit is not None and hit.title == title else (),
            why=tuple(safe_line(reason) for reason in why),
            verified=self._verified(snippet, standing),
            stale=standing is not Standing.VERIFIED,
            files=self.shelved.attachments(snippet) if snippet.attachments else (),
        )

    def _verified(self, snippet: Snippet, standing: Standing) -> str:
        if snippet.verified is None:
            return say("snippet.unverified")
        code = "snippet.stale" if standing is Standing.STALE else "snippet.verified"
        return say(code, date=snippet.verified.date.isoformat(), by=safe_line(snippet.verified.by, 60) or "?")

    # ---- filling

    def fill(
        self,
        snippet_id: str,
        language: str | None,
        first_name: str,
        now: datetime,
        *,
        values: Mapping[str, str] | None = None,
        composed: bool = False,
    ) -> FilledSnippet:
        """A snippet's text for one member. Raises KeyError for an id that is not there (any more).

        ``values`` are further values by placeholder, a person's answers among them; ``composed``: a referral
        with a line for each of its facts that the body does not say.
        """
        snippet = self.library.by_id[snippet_id]
        body = compose_referral(snippet, language) if composed else snippet.body_for(language)
        known = self.values(snippet, first_name, body.language) | {
            k: v for k, v in (values or {}).items() if v.strip()
        }
        filled = fill(body.text, known)
        kind = ReplyKind.REFERRAL if snippet.kind is Kind.REFERRAL else ReplyKind.INFORMATION
        if snippet.use is Use.HOLDING:
            kind = ReplyKind.HOLDING
        elif snippet.use is Use.ASKING_BACK:
            kind = ReplyKind.ASKED_BACK
        return FilledSnippet(
            snippet_id,
            filled.text,
            kind,
            tuple(filled.unresolved),
            language=body.language,
            blanks=_blanks(body.text, known),
            attachments=self.shelved.attachments(snippet),
            doubt=self.shelved.doubt(snippet, now.date()),
            title=safe_line(snippet.title_for(body.language)),
        )

    def values(self, snippet: Snippet, first_name: str, language: str) -> dict[str, str]:
        """What placeholders are filled with: the snippet's own facts, the service's hours and target in the text's
        language, the group, and the member's first name.
        """
        values = {**service_words(self._settings.policy, language), **self.about()}
        values |= {key: value for key, value in snippet.field_values().items() if value}
        if first_name:
            values["first_name"] = first_name
        return values

    @property
    def shelved(self) -> Shelved:
        """The shelf for judging what may leave."""
        return Shelved(self.library, self._settings.snippet_dirs, self._settings.stale_after)

    # ---- notices

    def notice_for(self, kind: ActionKind, category: Category, language: str | None, member: str) -> Notice:
        """The private message of an action, in the member's language; ours where no notice fits."""
        own = self.library.by_id.get(category.notice) if category.notice else None
        # A warning's words tell nobody of a removal, unless both come at once.
        if (
            own is not None
            and own.use is Use.WARNING
            and kind is not ActionKind.WARN
            and not category.bans_at_once
        ):
            own = None
        for snippet in [*([own] if own is not None else []), *self._notices(kind, category, language)]:
            text = self.whole(snippet, language, member, category)
            if text is not None:
                return Notice(text, snippet.id)
        spoken = language or "en"
        title = safe_line(category_in(category.code, spoken, category.title))
        return Notice(notice_text(kind.value, spoken, category=title, name=first_name_of(member)))

    def whole(
        self, snippet: Snippet, language: str | None, member: str, category: Category | None = None
    ) -> str | None:
        """A notice filled for one member; None where something stays unfilled: that is not sent to anybody."""
        body = snippet.body_for(language)
        values = self.values(snippet, first_name_of(member), body.language)
        if category is not None:
            # What a notice asks for is the guideline that was not kept.
            title = category_in(category.code, body.language, category.title)
            values |= {p.name: title for p in parse(body.text).placeholders if p.is_question}
        filled = fill(body.text, values)
        return safe_text(filled.text).strip() if filled.can_send else None

    def notice_used(
        self, kind: ActionKind, category: Category, language: str | None, member: str
    ) -> dict[str, str]:
        """Which notice a text was made of, as the journal keeps it: the text itself is purged one day (RULES 6)."""
        snippet = self.library.by_id.get(self.notice_for(kind, category, language, member).snippet_id)
        return {} if snippet is None else {"snippet": snippet.id, "snippet_version": snippet.version}

    def has_notice(self, category: Category) -> bool:
        """Whether the shelf has words of its own for this category, and not only for every one."""
        if category.notice and category.notice in self.library.by_id:
            return True
        return any(
            n.category == category.code for n in self.library.notices(Use.WARNING, None, category.code)
        )

    def _notices(self, kind: ActionKind, category: Category, language: str | None) -> list[Snippet]:
        warnings = self.library.notices(Use.WARNING, language, category.code)
        if kind is ActionKind.WARN:
            return list(warnings)
        # Removed at once and told afterwards: the category's own words say what was done and why.
        own = [notice for notice in warnings if category.bans_at_once and notice.category == category.code]
        removals = self.library.notices(Use.REMOVAL, language, category.code)
        return own + [notice for notice in removals if _speaks_to_one(notice)]

    def description(self) -> str | None:
        """The group's description as it is posted again for all; None where the shelf has none."""
        found = self.library.notices(Use.GUIDELINES)
        return self.whole(found[0], self._settings.languages[0], "") if found else None

    def language_of(self, text: str) -> str | None:
        """The language a member writes, as detection sees it; None when it is none of ours."""
        language = detect(DetectionInput(text=text)).language
        if language == "arabizi":
            return "ar"
        return language if language in _LANGUAGES else None


def _blanks(body: str, known: Mapping[str, str]) -> tuple[Blank, ...]:
    """What a person can still say: questions, and whatever has neither a value nor a fallback. Each once."""
    found: dict[str, Blank] = {}
    for one in parse(body).placeholders:
        if not known.get(one.name, "").strip() and (one.is_question or one.fallback is None):
            found.setdefault(one.name, Blank(one.name, safe_line(one.prompt), one.fallback))
    return tuple(found.values())


def _speaks_to_one(notice: Snippet) -> bool:
    """Whether a notice is a private message: it calls the member by name. Others are for the whole group."""
    return any(p.name == "first_name" for body in notice.body.values() for p in parse(body).placeholders)
