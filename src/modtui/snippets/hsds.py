"""From a directory of services in HSDS 3 (Open Referral) to referral snippets, with a report of what
happened."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from modtui.snippets.hsds_body import PRACTICAL, alert_of, practical_lines
from modtui.snippets.hsds_clean import (
    Record,
    address_of,
    day_of,
    has_html,
    hours_of,
    language_of,
    line_of,
    phone_of,
    records,
    text_of,
    unique,
    url_of,
)
from modtui.snippets.hsds_read import HsdsError, read_hsds
from modtui.snippets.model import Kind, Snippet, Verified, frozen_texts
from modtui.snippets.placeholders import escape
from modtui.snippets.write import id_from, to_yaml, write_new

__all__ = ["HsdsError", "ImportReport", "import_hsds", "snippets_from"]

MOST_BODY: Final = 3000
_MOST_TITLE: Final = 200
_MOST_PHONES: Final = 4
_ARABIC: Final = re.compile("[\u0620-\u064a]")
_GONE: Final = ("inactive", "defunct", "temporarily closed", "closed")
_USED: Final = frozenset(
    {
        "id", "name", "alternate_name", "description", "url", "status", "organization", "organization_id", "phones",
        "schedules", "languages", "service_at_locations", "contacts", "attributes", "eligibility_description",
        "minimum_age", "maximum_age", "assured_date", "assurer_email",
    }
)  # fmt: skip
_COMMENT: Final = (
    "Imported from HSDS data. Check it with the organisation, then write who verified it and when."
)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, one sentence each: snippets taken, what was changed on the way, and what was
    left."""

    taken: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]
    snippets: tuple[Snippet, ...] = ()
    """The snippets that were taken, with the path of each file."""


def import_hsds(
    source: Path, root: Path, today: date, language: str = "en", replace: bool = False
) -> ImportReport:
    """Make referral files under `root`/referrals of the HSDS data at `source` (a JSON file or a CSV folder).

    A file that is there already is left alone unless `replace`; importing the same data twice changes
    nothing.
    `language` is what the texts count as where they have no Arabic letters. Raises `HsdsError`
    (nothing can be
    read) or `OSError` (nothing can be written); all else is a sentence of the report.
    """
    taken: list[str] = []
    snippets: list[Snippet] = []
    made, changed, left = snippets_from(source, today, language)
    for snippet in made:
        path = root / "referrals" / f"{snippet.id}.yaml"
        if path.exists():
            if path.read_bytes() == to_yaml(snippet, _COMMENT).encode():
                left.append(f"{_named(snippet)}: {path.name} is there already, with the same text.")
                continue
            if not replace:
                left.append(
                    f"{_named(snippet)}: {path.name} is there already and differs; it was not touched."
                )
                continue
            path.unlink()
            changed.append(f"{_named(snippet)}: {path.name} was replaced.")
        write_new(snippet, root, _COMMENT)
        snippets.append(snippet)
        taken.append(f"{_named(snippet)}: written to {path.name}.")
    return ImportReport(tuple(taken), tuple(changed), tuple(left), tuple(snippets))


def snippets_from(
    source: Path, today: date, language: str = "en"
) -> tuple[list[Snippet], list[str], list[str]]:
    """The referrals that the HSDS data holds, what was changed and what was left, without writing anything.

    Raises `HsdsError`.
    """
    data = read_hsds(source)
    changed, left = list(data.changed), list(data.left)
    found: dict[str, Snippet] = {}
    for number, service in enumerate(data.services, 1):
        name = (line_of(service.get("name")) or line_of(service.get("alternate_name")))[:_MOST_TITLE]
        if not name:
            left.append(f"Service {number} has no name.")
            continue
        status = line_of(service.get("status")).lower()
        if status in _GONE:
            left.append(f"{name}: its status is “{status}”.")
            continue
        snippet = _snippet(service, name, today, language, source, changed)
        if snippet.id in found:
            left.append(f"{name}: the same service is in the data twice.")
            continue
        found[snippet.id] = snippet
    unused = sorted(
        {key for service in data.services for key in service if key not in _USED | PRACTICAL and service[key]}
    )
    if unused and found:
        left.append(f"Not taken from any service: {', '.join(unused)}.")
    return list(found.values()), changed, left


def _snippet(
    service: Record, name: str, today: date, language: str, source: Path, changed: list[str]
) -> Snippet:
    def note(sentence: str) -> None:
        changed.append(f"{name}: {sentence}")

    owner = next(iter(records(service.get("organization"))), {})
    organization = line_of(owner.get("name"))[:_MOST_TITLE]
    if not organization:
        organization = name
        note("no organisation is named, so the service's own name stands there.")
    if has_html(service.get("description")):
        note("HTML was taken out of the description.")
    body = text_of(service.get("description"))
    if not body:
        body = f"{name}, {organization}." if organization != name else f"{name}."
        note("it has no description; the body only says its name.")
    if len(body) > MOST_BODY:
        body = body[:MOST_BODY].rsplit(" ", 1)[0] + " …"
        note(f"the description was cut after {MOST_BODY} characters.")
    for line in practical_lines(service, _language(body, language)):
        if len(body) + len(line) > MOST_BODY:
            note(f"“{line.split(':')[0]}” found no room in the body and was left out.")
        else:
            body += "\n" + line
    if alert := alert_of(service):
        note(f"the directory has an alert; look before you send it: “{alert[:200]}”")
    phones = unique(map(phone_of, _several(service, owner, "phones")))
    if len(phones) > _MOST_PHONES:
        note(f"it has {len(phones)} phone numbers; the first {_MOST_PHONES} were taken.")
    elif len(phones) > 1:
        note(f"it has {len(phones)} phone numbers; they stand side by side.")
    url = url_of(service.get("url")) or url_of(owner.get("website")) or url_of(owner.get("url"))
    if line_of(service.get("url")) and not url:
        note(f"“{line_of(service.get('url'))[:60]}” is no web address and was left out.")
    verified = _verified(service, today, source)
    if verified is None and line_of(service.get("assured_date")):
        note(f"the assured date “{line_of(service.get('assured_date'))[:20]}” cannot be used.")
    identity = line_of(service.get("id")) or f"{organization}/{name}"
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:8]
    return Snippet(
        id=f"{id_from(name)[:50].strip('-')}-{digest}",
        kind=Kind.REFERRAL,
        title=frozen_texts({_language(name, language): name}),
        body=frozen_texts({_language(body, language): escape(body)}),
        aliases=tuple(
            one
            for one in unique((line_of(service.get("alternate_name")), line_of(owner.get("alternate_name"))))
            if one != name
        ),
        tags=tuple(unique(_terms(service)))[:8],
        verified=verified,
        organization=organization,
        phone=", ".join(phones[:_MOST_PHONES]),
        address="; ".join(unique(map(address_of, _addresses(service, owner)))[:3]),
        hours="; ".join(unique(map(hours_of, _several(service, owner, "schedules")))[:4]),
        languages=tuple(unique(map(language_of, _several(service, {}, "languages")))),
        eligibility=_eligibility(service),
        url=url,
    )


def _several(service: Record, owner: Record, key: str) -> list[Record]:
    """The phones, schedules or languages of a service: its own, else its places' and contacts', else
    the owner's."""
    own = records(service.get(key))
    if own:
        return own
    placed: list[Record] = []
    for place in records(service.get("service_at_locations")):
        placed += records(place.get(key))
        for location in records(place.get("location")):
            placed += records(location.get(key))
    for contact in records(service.get("contacts")):
        placed += records(contact.get(key))
    return placed or records(owner.get(key))


def _addresses(service: Record, owner: Record) -> Iterator[Record]:
    places = [
        location
        for place in records(service.get("service_at_locations"))
        for location in records(place.get("location"))
    ]
    for location in places or records(owner.get("locations")):
        addresses = records(location.get("addresses"))
        # Where members go comes before where letters go.
        yield from sorted(addresses, key=lambda one: line_of(one.get("address_type")).lower() == "postal")


def _terms(service: Record) -> Iterator[str]:
    for attribute in records(service.get("attributes")):
        for term in records(attribute.get("taxonomy_term")):
            yield line_of(term.get("name"))[:60]


def _eligibility(service: Record) -> str:
    said = line_of(service.get("eligibility_description"))
    ages = [line_of(service.get(key)).removesuffix(".0") for key in ("minimum_age", "maximum_age")]
    if ages[0] and ages[1]:
        span = f"Ages {ages[0]} to {ages[1]}"
    elif ages[0]:
        span = f"Aged {ages[0]} and over"
    else:
        span = f"Up to age {ages[1]}" if ages[1] else ""
    return ". ".join(part for part in (said.rstrip("."), span) if part)


def _verified(service: Record, today: date, source: Path) -> Verified | None:
    """The data's own assurance (`assured_date`), never the import itself; a day to come is no assurance."""
    day = day_of(service.get("assured_date"))
    if day is None or day > today:
        return None
    by = line_of(service.get("assurer_email"))
    return Verified(day, by, f"HSDS data, {source.name}")


def _language(text: str, language: str) -> str:
    return "ar" if _ARABIC.search(text) else language


def _named(snippet: Snippet) -> str:
    return snippet.title_for(None)
