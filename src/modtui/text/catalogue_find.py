"""What is said about finding messages: English sentences by code (see :mod:`modtui.text.catalogue`)."""

from __future__ import annotations

from typing import Final

FIND_SENTENCES: Final[dict[str, str]] = {
    "find.nothing_to_find": "Type a word to find, or a filter such as from:omar or is:inquiry.",
    "find.no_filter": "There is no filter {filter}: (there are {filters}); put it in quotes to find it as text.",
    "find.no_filter_near": "There is no filter {filter}: (did you mean {near}:?); put it in quotes to find it as text.",
    "find.empty_from": "Write whose messages after from: a name, an @username or an id.",
    "find.empty_before": "Write a day after before:, for example before:2026-10-01.",
    "find.empty_after": "Write a day after after:, for example after:2026-10-01.",
    "find.empty_on": "Write a day after on:, for example on:2026-10-01.",
    "find.empty_has": "Write what it has after has: ({has}).",
    "find.empty_is": "Write what it is after is: ({traits}).",
    "find.no_value": "{filter}:{value} means nothing here; write {filter}: and one of {known}.",
    "find.bad_day": "{what}{value} is no day; write it as 2026-10-01, 2026-10, 1 October, monday, 3d or yesterday.",
    "find.day_either": "{what}{value} could be two days; write {first} or {second}.",
    "find.open_quote": "Nothing fits; a quotation mark is not closed, so all after it is taken as one phrase.",
    "find.is_a_name": "Nothing fits; {filter} finds what they wrote.",
    "find.empty_span": "Nothing can be both before and after those days.",
    "find.no_member": "Nobody called {name} has written here.",
    "find.indexing": "Older messages are still being prepared for searching ({left} left).",
    "find.oldest_stored": "Without a connection this is the oldest message there is; Telegram may have older ones.",
    "find.no_message_then": "No message is stored from that day or later.",
}
