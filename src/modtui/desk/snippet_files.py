"""Writing snippets from the desk: new ones, one made of an answer, a partner's word, and who verified what.

Files are the moderators' own: nothing that is there is written over, a verification changes its own lines only,
and the samples that come with the program are never touched.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.first_name import first_name_of
from modtui.desk.shelf import Shelf
from modtui.desk.views_snippets import WrittenSnippet
from modtui.domain.wall_time import load_zone
from modtui.snippets.glossary import samples_folder
from modtui.snippets.model import Kind, Snippet, Use, Verified
from modtui.snippets.placeholders import escape, parse
from modtui.snippets.verify_file import CannotVerify, today_or, write_verified
from modtui.snippets.write import id_from, write_new
from modtui.store import observed
from modtui.text.catalogue_snippets import say
from modtui.text.safe import safe_line, safe_text

#: So many numbers are tried behind a name that is taken.
_MOST_NAMES: Final = 50


class SnippetFiles:
    """Writes snippet files into the first folder of one's own."""

    def __init__(self, ctx: DeskContext, shelf: Shelf) -> None:
        self._ctx = ctx
        self._shelf = shelf

    async def new(
        self,
        title: str,
        text: str,
        language: str,
        *,
        kind: str,
        use: str | None,
        aliases: Sequence[str],
        tags: Sequence[str],
        facts: Mapping[str, str],
    ) -> WrittenSnippet:
        """Write a new snippet; placeholders in its text are placeholders. Raises DeskError with what is missing."""
        snippet = self._snippet(title, text, language, kind, use)
        parsed = parse(text)
        if parsed.faults:
            raise DeskError(say("snippet.wrong_braces", fault=safe_line(parsed.faults[0].sentence)))
        known = {name: value.strip() for name, value in facts.items() if value.strip()}
        if snippet.kind is Kind.REFERRAL and "organization" not in known:
            raise DeskError(say("snippet.no_organization"))
        snippet = dataclasses.replace(
            snippet,
            aliases=tuple(one.strip() for one in aliases if one.strip()),
            tags=tuple(one.strip() for one in tags if one.strip()),
            organization=known.get("organization", ""),
            phone=known.get("phone", ""),
            address=known.get("address", ""),
            hours=known.get("hours", ""),
            eligibility=known.get("eligibility", ""),
            url=known.get("url", ""),
        )
        path = await self._write(snippet, "")
        return self._written("snippet.made", snippet, path)

    async def from_message(self, message_id: int, title: str, language: str | None) -> WrittenSnippet:
        """A snippet of an answer that was given: unverified; the name of who asked becomes a placeholder."""
        ctx = self._ctx
        stored = await observed.one(ctx.db, ctx.chat(), message_id)
        if stored is None or stored.deleted_at is not None:
            raise DeskError(say("desk.message_gone"))
        text = stored.message.text
        language = language or self._shelf.language_of(text) or "en"
        snippet = self._snippet(title, text, language, Kind.ANSWER.value, None)
        asker = ""
        if stored.message.reply_to is not None:
            asked = await observed.one(ctx.db, ctx.chat(), stored.message.reply_to)
            asker = first_name_of(asked.message.sender.name) if asked is not None else ""
        snippet = dataclasses.replace(snippet, body={language: without_name(text, asker)})
        path = await self._write(
            snippet, "Made of an answer that was given. Check it, then write who verified it."
        )
        return self._written("snippet.made", snippet, path)

    async def from_partner(
        self, inquiry_id: int, partner: str, text: str, title: str, language: str | None
    ) -> WrittenSnippet:
        """A snippet of what a partner said on the phone: verified today by this moderator, with the partner as source."""
        ctx = self._ctx
        partner = safe_line(partner)
        if not partner:
            raise DeskError(say("snippet.no_partner"))
        language = language or self._shelf.language_of(text) or "en"
        snippet = self._snippet(title, text, language, Kind.ANSWER.value, None)
        asked = await observed.one(ctx.db, ctx.chat(), inquiry_id)
        asker = first_name_of(asked.message.sender.name) if asked is not None else ""
        by = safe_line(ctx.account.name) if ctx.account is not None else ""
        snippet = dataclasses.replace(
            snippet,
            body={language: without_name(text, asker)},
            verified=Verified(self.today(), by, f"call, {partner}"),
        )
        path = await self._write(snippet, "")
        return self._written("snippet.made_sourced", snippet, path, partner=partner)

    async def verify(self, snippet_id: str, by: str, source: str, day: date | None) -> WrittenSnippet:
        """Write into a snippet's file who verified it, when and how; all its other lines stay as they are."""
        snippet = self._shelf.library.by_id.get(snippet_id)
        if snippet is None:
            raise DeskError(say("desk.snippet_gone"))
        by, source = safe_line(by), safe_line(source)
        if not by:
            raise DeskError(say("snippet.who_verifies"))
        if snippet.path is None:
            raise DeskError(say("snippet.no_file"))
        if _is_sample(snippet.path):
            raise DeskError(say("snippet.no_folder"))
        try:
            verified = Verified(today_or(day, self.today()), by, source)
            await asyncio.to_thread(write_verified, snippet.path, verified)
        except CannotVerify as error:
            raise DeskError(safe_line(str(error))) from error
        except OSError as error:
            raise DeskError(say("snippet.not_written", reason=error.strerror or error)) from error
        return self._written("snippet.verified_now", snippet, snippet.path, by=by)

    def today(self) -> date:
        """Today where the service is."""
        return self._ctx.clock().astimezone(load_zone(self._ctx.settings.policy.zone)).date()

    # ---- writing

    def _snippet(self, title: str, text: str, language: str, kind: str, use: str | None) -> Snippet:
        title, text = safe_line(title).strip(), safe_text(text).strip()
        if not title:
            raise DeskError(say("snippet.no_title"))
        if not text:
            raise DeskError(say("snippet.no_text"))
        try:
            which, what_for = Kind(kind), Use(use) if use is not None else None
        except ValueError as error:
            raise DeskError(say("snippet.unknown_kind")) from error
        if (which is Kind.NOTICE) != (what_for is not None):
            raise DeskError(say("snippet.unknown_kind"))
        return Snippet(
            id=id_from(title, self._shelf.library.by_id),
            kind=which,
            use=what_for,
            title={language: title},
            body={language: text},
        )

    async def _write(self, snippet: Snippet, comment: str) -> Path:
        root = self.folder()
        number, base = 1, snippet.id
        while True:
            try:
                return await asyncio.to_thread(write_new, snippet, root, comment)
            except FileExistsError:
                # A file of that name with another id in it, or one that is not read yet.
                number += 1
                snippet = dataclasses.replace(snippet, id=f"{base}-{number}")
                if number > _MOST_NAMES:
                    raise DeskError(say("snippet.not_written", reason=base)) from None
            except OSError as error:
                raise DeskError(say("snippet.not_written", reason=error.strerror or error)) from error

    def folder(self) -> Path:
        """The first snippet folder that is one's own and can be written to. Raises DeskError where there is none."""
        own = [folder for folder in self._ctx.settings.snippet_dirs if not _is_sample(folder)]
        if not own:
            raise DeskError(say("snippet.no_folder"))
        for folder in own:
            if _can_write(folder):
                return folder
        raise DeskError(say("snippet.folder_locked", folder=safe_line(str(own[0]))))

    def _written(self, code: str, snippet: Snippet, path: Path, **more: str) -> WrittenSnippet:
        title = safe_line(snippet.title_for(None))
        shown = safe_line(str(path))
        return WrittenSnippet(
            path.stem if code != "snippet.verified_now" else snippet.id,
            shown,
            say(code, title=title, file=shown, **more),
        )


def without_name(text: str, name: str) -> str:
    """A text as a body that means exactly it, with the asker's first name as a placeholder: files hold no names."""
    body = escape(safe_text(text).strip())
    if len(name) < 2:
        return body
    return re.sub(rf"(?<!\w){re.escape(escape(name))}(?!\w)", "{first_name}", body, flags=re.IGNORECASE)


def _is_sample(path: Path) -> bool:
    samples, real = os.path.realpath(samples_folder()), os.path.realpath(path)
    return real == samples or real.startswith(samples + os.sep)


def _can_write(folder: Path) -> bool:
    """Whether a file can be made there, or the folder itself."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), None)
    return there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK)
