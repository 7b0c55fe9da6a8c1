"""Tidying what real directories hold: HTML, stray quotes, controls, odd phones, hours, languages and
links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any, Final

from modtui.text.fold import fold
from modtui.text.safe import safe_text

Record = Mapping[str, Any]
"""One row or object of HSDS data; anything may be missing, empty, or of another type than promised."""

LANGUAGE_CODES: Final[Mapping[str, str]] = {
    "arabic": "ar", "english": "en", "french": "fr", "somali": "so", "farsi": "fa", "persian": "fa", "dari": "prs",
    "urdu": "ur", "spanish": "es", "turkish": "tr", "kurdish": "ku", "tigrinya": "ti", "amharic": "am",
    "swahili": "sw", "pashto": "ps", "ukrainian": "uk", "russian": "ru", "chinese": "zh", "mandarin": "zh",
    "hindi": "hi", "punjabi": "pa", "polish": "pl", "slovak": "sk", "portuguese": "pt", "german": "de",
    "francais": "fr", "anglais": "en", "arabe": "ar",
}  # fmt: skip
_DAYS: Final = {
    "mo": "Mon", "tu": "Tue", "we": "Wed", "th": "Thu", "fr": "Fri", "sa": "Sat", "su": "Sun",
    "1": "Mon", "2": "Tue", "3": "Wed", "4": "Thu", "5": "Fri", "6": "Sat", "7": "Sun",
}  # fmt: skip
_BLOCKS: Final = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_HIDDEN: Final = frozenset({"script", "style", "head", "title"})
_LOOKS_HTML: Final = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_GAPS: Final = re.compile(r"\n\s*\n+")
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})")
_WEB: Final = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)
_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+(/[^\s<>\"]*)?\Z")


class _Text(HTMLParser):
    """Collects the words of a piece of HTML, with line ends where the page has them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block starts a line; a list item gets a dash."""
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Words, unless they are a script's."""
        if not self.hidden:
            self.parts.append(data)


def text_of(value: Any) -> str:
    """A value as tidy plain text of one or more lines: no HTML, no controls, no runs of blanks; "" for
    nothing."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    text = str(value).strip()
    if _LOOKS_HTML.search(text):
        parser = _Text()
        parser.feed(
            text.replace("\n", " ") if re.search(r"<(?:p|br|li|div)\b", text, re.IGNORECASE) else text
        )
        parser.close()
        text = "".join(parser.parts)
    lines = [_BLANKS.sub(" ", line).strip() for line in safe_text(text).split("\n")]
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def has_html(value: Any) -> bool:
    """True when a text would lose tags or character references."""
    return isinstance(value, str) and bool(_LOOKS_HTML.search(value))


def line_of(value: Any) -> str:
    """A value as one tidy line, without the quotes that some exports leave round it."""
    text = " ".join(text_of(value).split())
    while len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    return text


def phone_of(phone: Record) -> str:
    """A phone as `number ext 5 (what for)`; "" for a fax or for no digits."""
    number = line_of(phone.get("number"))
    if not any(char.isdigit() for char in number) or "fax" in line_of(phone.get("type")).lower():
        return ""
    extension = line_of(phone.get("extension"))
    if extension and extension not in ("0", "0.0"):
        number = f"{number} ext {extension.removesuffix('.0')}"
    kind = line_of(phone.get("type")).lower()
    return f"{number} (TTY)" if kind in ("tty", "textphone") else number


def hours_of(schedule: Record) -> str:
    """Opening hours of one schedule: its own words, or days and times."""
    if said := line_of(schedule.get("description")):
        return said
    days = line_of(schedule.get("byday")) or line_of(schedule.get("weekday"))
    named = ", ".join(_DAYS.get(fold(day.strip())[:2], day.strip()) for day in days.split(",") if day.strip())
    times = [_time(schedule.get(key)) for key in ("opens_at", "closes_at")]
    span = "-".join(time for time in times if time)
    return " ".join(part for part in (named, span) if part)


def _time(value: Any) -> str:
    found = _TIME.match(line_of(value))
    return f"{int(found[1]):02d}:{found[2]}" if found else ""


def address_of(address: Record) -> str:
    """An address on one line."""
    keys = ("attention", "address_1", "address_2", "city", "state_province", "postal_code")
    parts = [line_of(address.get(key)) for key in keys]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def language_of(language: Record) -> str:
    """A language's code, or its name where the code is not known."""
    code = line_of(language.get("code")) or line_of(language.get("language"))
    name = line_of(language.get("name")) or code
    return code.lower() if 2 <= len(code) <= 3 else LANGUAGE_CODES.get(fold(name), name)


def url_of(value: Any) -> str:
    """A link that a member can be sent: http or https, added where only a host is written; else ""."""
    text = line_of(value)
    if _WEB.match(text):
        return text
    return f"https://{text}" if _HOST.match(text) else ""


def day_of(value: Any) -> date | None:
    """The day of a date or a time in ISO 8601, or None."""
    found = _DATE.match(line_of(value))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def records(value: Any) -> list[Record]:
    """The objects in what ought to be a list of them (one object counts as a list of one)."""
    if isinstance(value, Mapping):
        return [value]
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def unique(texts: Iterable[str]) -> list[str]:
    """The texts that say something, each once, in order."""
    return list(dict.fromkeys(text for text in texts if text))
