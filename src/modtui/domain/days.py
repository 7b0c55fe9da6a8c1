"""Reading a day, a month or a year as people write them. Pure: the day that "today" means is an argument.

``2026-10-01``, ``2026-10``, ``2026``; ``1.10.2026`` and ``25/12/2026``; ``1 October``, ``Oct 2026``, ``1er octobre``,
``1 تشرين الأول``; ``today``, ``yesterday``, ``monday`` (the last one), ``3d``, ``2 weeks ago``; digits of any script.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from modtui.text.catalogue import add_sentences, say
from modtui.text.catalogue_find import FIND_SENTENCES
from modtui.text.fold import fold

add_sentences(FIND_SENTENCES)

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 9000

_TODAY: Final = ("today", "aujourd hui", "aujourdhui", "اليوم")
_YESTERDAY: Final = ("yesterday", "hier", "امس", "مبارح")
_MONTHS: Final = (
    ("january", "janvier", "يناير", "كانون الثاني"),
    ("february", "fevrier", "فبراير", "شباط"),
    ("march", "mars", "مارس", "اذار"),
    ("april", "avril", "ابريل", "نيسان"),
    ("may", "mai", "مايو", "ايار"),
    ("june", "juin", "يونيو", "حزيران"),
    ("july", "juillet", "يوليو", "تموز"),
    ("august", "aout", "اغسطس", "اب"),
    ("september", "septembre", "سبتمبر", "ايلول"),
    ("october", "octobre", "اكتوبر", "تشرين الاول"),
    ("november", "novembre", "نوفمبر", "تشرين الثاني"),
    ("december", "decembre", "ديسمبر", "كانون الاول"),
)
_WEEKDAYS: Final = (
    ("monday", "lundi", "الاثنين"),
    ("tuesday", "mardi", "الثلاثاء"),
    ("wednesday", "mercredi", "الاربعاء"),
    ("thursday", "jeudi", "الخميس"),
    ("friday", "vendredi", "الجمعه"),
    ("saturday", "samedi", "السبت"),
    ("sunday", "dimanche", "الاحد"),
)
_SHORTEST: Final = 3  # letters of a month's or weekday's Latin name
_AGO: Final = re.compile(r"(\d{1,4})\s*(d|days?|jours?|w|weeks?|semaines?)(?:\s+ago)?")
_ISO: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?")
_TURNED: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})")
_NAMED: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|e)?\s+)?(?:of\s+|de\s+)?(.+?)(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?(?:\s+(\d{4}))?"
)

Span = tuple[date, date]


class NoDay(ValueError):
    """What was typed is no day; ``str()`` is one sentence."""


def parse_day(value: str, today: date, what: str = "") -> Span:
    """[first day, day after). ``what`` stands before the value in the sentence. Raises NoDay."""
    words = " ".join(fold(value).replace(",", " ").replace("'", " ").split())
    try:
        found = _relative(words, today) or _numbers(words, what, value) or _named(words, today)
    except (ValueError, OverflowError) as error:
        if isinstance(error, NoDay):
            raise
        found = None
    if found is None or not FIRST_YEAR <= found[0].year <= LAST_YEAR:
        raise NoDay(say("find.bad_day", what=what, value=value))
    return found


def _day(day: date) -> Span:
    return day, day + timedelta(days=1)


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _relative(words: str, today: date) -> Span | None:
    if words in _TODAY:
        return _day(today)
    if words in _YESTERDAY:
        return _day(today - timedelta(days=1))
    ago = _AGO.fullmatch(words)
    if ago is not None:
        days = int(ago[1]) * (7 if ago[2].startswith(("w", "sem")) else 1)
        return _day(today - timedelta(days=days))
    weekday = _place(words.removeprefix("last ").strip(), _WEEKDAYS)
    if weekday is not None:
        return _day(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
    return None


def _numbers(words: str, what: str, typed: str) -> Span | None:
    iso = _ISO.fullmatch(words)
    if iso is not None:
        year, month, day = int(iso[1]), iso[2], iso[3]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        if month is None:
            return date(year, 1, 1), date(year + 1, 1, 1)
        return _month(year, int(month)) if day is None else _day(date(year, int(month), int(day)))
    turned = _TURNED.fullmatch(words)
    if turned is None:
        return None
    one, mark, two, year = int(turned[1]), turned[2], int(turned[3]), int(turned[4])
    if mark == "." or one > 12 or one == two:
        return _day(date(year, two, one))
    if two > 12:
        return _day(date(year, one, two))
    first, second = date(year, two, one), date(year, one, two)
    raise NoDay(say("find.day_either", what=what, value=typed, first=first, second=second))


def _named(words: str, today: date) -> Span | None:
    match = _NAMED.fullmatch(words)
    if match is None:
        return None
    month = _place(match[2], _MONTHS)
    number = match[1] or match[3]
    if month is None or (match[1] and match[3]):
        return None
    if match[4]:
        year = int(match[4])
    else:
        # The last such day or month that has begun.
        begins = (month + 1, int(number or 1))
        year = today.year - (begins > (today.month, today.day))
    return _month(year, month + 1) if number is None else _day(date(year, month + 1, int(number)))


def _place(word: str, names: tuple[tuple[str, ...], ...]) -> int | None:
    """Which of the names a word means: whole, or the beginning of exactly one."""
    folded = [tuple(fold(name) for name in row) for row in names]
    for index, row in enumerate(folded):
        if word in row:
            return index
    if len(word) < _SHORTEST or not word.isascii():
        return None
    found = {
        index for index, row in enumerate(folded) if any(name.startswith(word.rstrip(".")) for name in row)
    }
    return found.pop() if len(found) == 1 else None
