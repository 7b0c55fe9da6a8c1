"""Public holidays as closing days: the `holidays` library's, plus and minus days of one's own (RULES 1).

Categories are always named, because a default set surprises: Ontario's `public` lacks Easter Monday, the
Civic Holiday, Remembrance Day and 30 September, on which many offices close.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date

from modtui.domain.policy import ClosedDay, PolicyError

_OBSERVED = " (observed)"


def expand_holidays(
    country: str | None,
    subdivision: str | None,
    years: Iterable[int],
    categories: Iterable[str],
    plus: Iterable[tuple[date, str]] = (),
    minus: Iterable[date | str] = (),
) -> tuple[ClosedDay, ...]:
    """Closing days of the given calendar years, sorted by date.

    `country` is an ISO 3166 code (`CA`; None for no library at all), `subdivision` its part (`ON`). `minus`
    takes away days by date, or in every year by name (`Boxing Day` takes the observed day too); then `plus`
    adds days of one's own. Raises PolicyError for an unknown country, part, category or holiday name.
    """
    named: dict[date, list[str]] = {}
    if country:
        named = _from_library(country, subdivision, sorted(set(years)), tuple(categories))
    for unwanted in minus:
        if isinstance(unwanted, date):
            named.pop(unwanted, None)
        else:
            _take_away(named, unwanted)
    for day, reason in plus:
        named.setdefault(day, []).insert(0, reason)
    return tuple(ClosedDay(day, "; ".join(dict.fromkeys(named[day]))) for day in sorted(named))


def _from_library(
    country: str, subdivision: str | None, years: list[int], categories: tuple[str, ...]
) -> dict[date, list[str]]:
    import holidays  # 0.1 s: only who expands a policy pays it

    supported = holidays.list_supported_countries(include_aliases=False)
    if country not in supported:
        raise PolicyError(f"There are no holidays for the country “{country}”; write a code such as CA.")
    if subdivision and subdivision not in supported[country]:
        parts = ", ".join(supported[country]) or "none"
        raise PolicyError(f"{country} has no part “{subdivision}” with holidays of its own; it has {parts}.")
    known = _categories(holidays.country_holidays(country).supported_categories)
    if not categories:
        raise PolicyError(f"Name the categories of holidays to close on; {country} has {', '.join(known)}.")
    for category in categories:
        if category not in known:
            raise PolicyError(
                f"{country} has no holidays of the category “{category}”; it has {', '.join(known)}."
            )
    found: Mapping[date, str] = holidays.country_holidays(
        country, subdiv=subdivision or None, years=years, categories=categories
    )
    # The library joins the names of one day with "; ".
    return {day: name.split("; ") for day, name in found.items() if day.year in set(years)}


def _categories(supported: Iterable[object]) -> list[str]:
    return sorted(str(category) for category in supported)


def _take_away(named: dict[date, list[str]], unwanted: str) -> None:
    """Remove every day of that name, in place; a day with a second name stays closed under it."""
    wanted = unwanted.casefold()
    names = {name.removesuffix(_OBSERVED) for names in named.values() for name in names}
    if named and wanted not in {name.casefold() for name in names}:
        close = difflib.get_close_matches(unwanted, names, n=1)
        hint = f"did you mean “{close[0]}”?" if close else "the names are: " + ", ".join(sorted(names)) + "."
        raise PolicyError(f"No holiday is called “{unwanted}”; {hint}")
    for day, day_names in list(named.items()):
        left = [name for name in day_names if name.removesuffix(_OBSERVED).casefold() != wanted]
        if left:
            named[day] = left
        else:
            del named[day]
