"""Reads HSDS 3 data (Open Referral): JSON in its three forms, or a folder of CSV tables, tidy or not.

Everything is brought into one shape: a list of services, each holding its organisation, phones, places
and hours,
as `service_full.json` has them.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from modtui.snippets.hsds_clean import Record, line_of, records
from modtui.text.counting import counted

_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "services": ("services", "service"),
    "organizations": ("organizations", "organization", "organisations"),
    "phones": ("phones", "phone"),
    "schedules": ("schedules", "schedule", "regular_schedules", "regular_schedule"),
    "languages": ("languages", "language"),
    "service_at_locations": ("service_at_location", "service_at_locations", "services_at_location"),
    "locations": ("locations", "location"),
    "addresses": ("addresses", "address", "physical_addresses", "physical_address"),
    "contacts": ("contacts", "contact"),
    "eligibility": ("eligibility", "eligibilities"),
    "required_documents": ("required_documents", "required_document"),
    "cost_options": ("cost_options", "cost_option"),
}


class HsdsError(ValueError):
    """The data cannot be read at all; one sentence says why."""


@dataclass(slots=True)
class HsdsData:
    """The services found, and what was odd about the files (sentences)."""

    services: list[dict[str, Any]]
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read_hsds(source: Path) -> HsdsData:
    """Read a JSON file, a CSV folder, or a folder of JSON files. Raises `HsdsError` with one sentence."""
    if source.is_dir():
        tables = sorted(path for path in source.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
        if tables:
            return _read_tables(tables, source)
        files = sorted(path for path in source.iterdir() if path.suffix.lower() == ".json" and path.is_file())
        if not files:
            raise HsdsError(f"The folder {source} holds neither CSV nor JSON files.")
        found = HsdsData([])
        for path in files:
            try:
                one = _read_json(path)
            except HsdsError as error:
                found.left.append(str(error))
                continue
            found.services += one.services
            found.changed += one.changed
        return found
    if source.suffix.lower() == ".csv" and source.is_file():
        return _read_tables([source], source)
    return _read_json(source)


def _text(path: Path) -> tuple[str, str | None]:
    """The text of a file, and the encoding it was in if that was not UTF-8. Raises `HsdsError`."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HsdsError(f"The file {path} cannot be read: {error.strerror or error}.") from error
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "Windows-1252"


def _read_json(path: Path) -> HsdsData:
    text, encoding = _text(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        data = _json_lines(text)
        if data is None:
            where = f"line {error.lineno}, column {error.colno}"
            raise HsdsError(f"The file {path} is not JSON ({where}: {error.msg}).") from error
    except RecursionError as error:
        raise HsdsError(f"The file {path} is nested too deeply to be HSDS.") from error
    found = HsdsData(list(_services_in(data)))
    if encoding is not None:
        found.changed.append(f"{path.name} is not UTF-8; it was read as {encoding}.")
    if not found.services:
        found.left.append(f"{path.name} holds no services.")
    return found


def _json_lines(text: str) -> list[Any] | None:
    """JSON lines, if that is what it is."""
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()] or None
    except (json.JSONDecodeError, RecursionError):
        return None


def _services_in(data: Any) -> Iterator[dict[str, Any]]:
    """The services in any of the forms: a page of a list, an organisation with services, a service, a
    list of any."""
    if isinstance(data, list):
        for one in data:
            yield from _services_in(one)
    elif isinstance(data, Mapping):
        if isinstance(data.get("contents"), list):
            yield from _services_in(data["contents"])
        elif isinstance(data.get("services"), list):
            organization = {key: value for key, value in data.items() if key != "services"}
            for service in records(data["services"]):
                yield {"organization": organization, **service}
        elif "name" in data or "organization" in data or "description" in data:
            yield dict(data)


def _read_tables(paths: list[Path], source: Path) -> HsdsData:
    names = {alias: table for table, aliases in _TABLES.items() for alias in aliases}
    tables: dict[str, list[dict[str, str]]] = defaultdict(list)
    found = HsdsData([])
    for path in paths:
        table = names.get(path.stem.lower().strip())
        if table is None:
            continue
        text, encoding = _text(path)
        if encoding is not None:
            found.changed.append(f"{path.name} is not UTF-8; it was read as {encoding}.")
        tables[table] += _rows(text, path.name, found)
    if "services" not in tables:
        raise HsdsError(f"{source} has no services.csv, so there is nothing to make referrals of.")
    for table in ("organizations", "phones", "addresses", "schedules"):
        if table not in tables:
            found.changed.append(f"There is no {table}.csv; the referrals are made without it.")
    found.services = list(_joined(tables))
    return found


def _rows(text: str, name: str, found: HsdsData) -> list[dict[str, str]]:
    """The rows of one table by lower-case column; a row that cannot be read ends the table, and that
    is said."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    rows: list[dict[str, str]] = []
    header: list[str] | None = None
    ragged = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                continue
            ragged += len(cells) != len(header)
            rows.append(dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        found.left.append(f"{name}, line {reader.line_num}: the rest cannot be read ({error}).")
    if ragged:
        found.changed.append(
            f"{name}: {counted(ragged, 'row has', 'rows have')} more or fewer cells than the header; "
            "matched from the left."
        )
    return rows


def _joined(tables: Mapping[str, list[dict[str, str]]]) -> Iterator[dict[str, Any]]:
    """The tables joined by their ids into services of the JSON's shape."""
    by: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for table, rows in tables.items():
        for row in rows:
            for key in (
                "service_id",
                "location_id",
                "organization_id",
                "service_at_location_id",
                "contact_id",
            ):
                if value := line_of(row.get(key)):
                    by[table, key, value].append(row)
    organizations = {line_of(row.get("id")): row for row in tables.get("organizations", ())}
    locations = {line_of(row.get("id")): row for row in tables.get("locations", ())}

    def location(location_id: str) -> dict[str, Any]:
        return {
            **locations.get(location_id, {}),
            "addresses": by["addresses", "location_id", location_id],
            "phones": by["phones", "location_id", location_id],
            "schedules": by["schedules", "location_id", location_id],
            "languages": by["languages", "location_id", location_id],
        }

    for row in tables["services"]:
        own = line_of(row.get("id"))
        organization_id = line_of(row.get("organization_id"))
        organization: dict[str, Any] = dict(organizations.get(organization_id, {}))
        if organization:
            organization["phones"] = by["phones", "organization_id", organization_id]
        service: dict[str, Any] = {**row, "organization": organization}
        if own:
            service["phones"] = by["phones", "service_id", own]
            service["schedules"] = by["schedules", "service_id", own]
            service["languages"] = by["languages", "service_id", own]
            for table in ("required_documents", "cost_options"):
                if found := by[table, "service_id", own]:
                    service[table] = found
            if not line_of(row.get("eligibility_description")) and by["eligibility", "service_id", own]:
                service["eligibility_description"] = by["eligibility", "service_id", own][0].get(
                    "eligibility"
                )
            service["service_at_locations"] = [
                {"location": location(line_of(place.get("location_id")))}
                for place in by["service_at_locations", "service_id", own]
            ]
        yield service
