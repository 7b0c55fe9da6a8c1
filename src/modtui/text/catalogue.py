"""Every English sentence a moderator sees, by code, so that other languages can follow.

``say("feed.new_below", count=12)`` fills the named fields. Values are inserted as they
are: whoever says a sentence has made them safe for the screen first (RULES 6.7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any, Final

from modtui.text.catalogue_desk import DESK_SENTENCES
from modtui.text.catalogue_ends import END_SENTENCES
from modtui.text.catalogue_members import MEMBER_SENTENCES
from modtui.text.catalogue_moderation import MODERATION_SENTENCES
from modtui.text.catalogue_plain import PLAIN_SENTENCES
from modtui.text.catalogue_private import PRIVATE_SENTENCES
from modtui.text.catalogue_queue import QUEUE_SENTENCES
from modtui.text.catalogue_reading import READING_SENTENCES
from modtui.text.catalogue_screen import SCREEN_SENTENCES
from modtui.text.catalogue_writing import WRITING_SENTENCES

SENTENCES: Final[dict[str, str]] = {
    **PRIVATE_SENTENCES,
    **PLAIN_SENTENCES,
    **DESK_SENTENCES,
    **MODERATION_SENTENCES,
    **END_SENTENCES,
    **SCREEN_SENTENCES,
    **QUEUE_SENTENCES,
    **MEMBER_SENTENCES,
    **READING_SENTENCES,
    **WRITING_SENTENCES,
}
"""Code -> English sentence with named ``{fields}``. Rooms add theirs with :func:`add_sentences`."""


_KEYS: Final[dict[str, str]] = {}
"""Key id -> how the key in use is written; of a program whose user gave no keys of their own nothing is here."""


def name_keys(keys: Mapping[str, str]) -> None:
    """From now on sentences name these keys: one program has one keyboard."""
    _KEYS.clear()
    _KEYS.update(keys)


class _ByCount(Formatter):
    """``{count:post|posts}`` is the first word for one and the second for any other number.

    ``{keys:undo|u}`` is the key in use for ``undo``; ``u`` is the one it has as long as nobody gave it another.
    """

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The field; the keys in use are nobody's to pass."""
        return _KEYS if key == "keys" else super().get_value(key, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        """The word for this number, the key for this action; any other field as usual."""
        one, bar, many = format_spec.partition("|")
        if bar and value is _KEYS:
            return str(_KEYS.get(one, many))
        if bar:
            return one if value == 1 else many
        return str(super().format_field(value, format_spec))


_BY_COUNT: Final = _ByCount()


def say(code: str, /, **fields: object) -> str:
    """The sentence for ``code`` with its fields filled in.

    Raises KeyError for an unknown code or a missing field: both are mistakes of ours, found by tests.
    """
    sentence = SENTENCES[code]
    if "|" in sentence:
        return _BY_COUNT.vformat(sentence, (), fields)
    return sentence.format_map(fields) if fields or "{" in sentence else sentence


def add_sentences(sentences: Mapping[str, str]) -> None:
    """Add a room's sentences. Raises ValueError when a code is already taken by another sentence."""
    for code, sentence in sentences.items():
        if SENTENCES.setdefault(code, sentence) != sentence:
            raise ValueError(f"the sentence code {code!r} is already in use")
