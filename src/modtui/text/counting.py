"""A number with its noun, in the languages that members are written to: one, two, a few and many are not said alike."""

from __future__ import annotations

from typing import Final


def counted(number: int | float, noun: str, many: str = "") -> str:
    """`1 referral`, `2 referrals`, `1 inquiry`, `0 inquiries` (with ``many`` for a noun that takes more than an s)."""
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {many or noun + 's'}"


#: Arabic says one and two without a figure, three to ten with the plural, and from eleven with the singular.
_ARABIC_TIMES: Final = ("مرة واحدة", "مرتين", "{number} مرات", "{number} مرة")


def times_in(language: str, number: int) -> str:
    """How often, in Arabic, French, or English for every other language."""
    if language == "ar":
        one, two, few, many = _ARABIC_TIMES
        if number in (1, 2):
            return one if number == 1 else two
        return (few if 3 <= number % 100 <= 10 else many).format(number=number)
    return f"{number} fois" if language == "fr" else counted(number, "time")
