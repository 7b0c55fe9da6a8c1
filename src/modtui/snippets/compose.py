"""A referral as a message in the member's language: its body, and the facts that the body does not say itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from modtui.snippets.model import BodyChoice, Snippet
from modtui.snippets.placeholders import escape, parse

_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "organization": "Organisation",
        "phone": "Phone",
        "address": "Address",
        "hours": "Hours",
        "languages": "Languages",
        "eligibility": "For",
        "url": "Website",
    },
    "ar": {
        "organization": "الجهة",
        "phone": "الهاتف",
        "address": "العنوان",
        "hours": "ساعات العمل",
        "languages": "اللغات",
        "eligibility": "لمن",
        "url": "الموقع",
    },
    "fr": {
        "organization": "Organisme",
        "phone": "Téléphone",
        "address": "Adresse",
        "hours": "Heures",
        "languages": "Langues",
        "eligibility": "Pour",
        "url": "Site",
    },
}
_LANGUAGE_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"ar": "Arabic", "en": "English", "fr": "French"},
    "ar": {"ar": "العربية", "en": "الإنجليزية", "fr": "الفرنسية"},
    "fr": {"ar": "arabe", "en": "anglais", "fr": "français"},
}
_COMMA: Final[Mapping[str, str]] = {"ar": "، "}


def compose_referral(snippet: Snippet, language: str | None) -> BodyChoice:
    """The body with a line for each of the referral's facts that it does not mention, labelled in its
    language.

    Placeholders stay in it, to be filled as in any body (`placeholders.fill`). Of an answer or a
    notice the body
    comes back as it is.
    """
    choice = snippet.body_for(language)
    facts = dict(snippet.field_values())
    if not snippet.organization:
        return choice
    if snippet.languages:
        names = _LANGUAGE_NAMES.get(choice.language, {})
        spoken = [names.get(code, code) for code in snippet.languages]
        facts["languages"] = _COMMA.get(choice.language, ", ").join(spoken)
    mentioned = {one.name for one in parse(choice.text).placeholders}
    labels = _LABELS.get(choice.language, _LABELS["en"])
    colon = " : " if choice.language == "fr" else ": "
    lines = [
        f"{label}{colon}{escape(facts[name])}"
        for name, label in labels.items()
        if name in facts and name not in mentioned and facts[name] not in choice.text
    ]
    if not lines:
        return choice
    return BodyChoice("\n".join([choice.text, "", *lines]), choice.language, choice.asked)


def one_field(snippet: Snippet, name: str) -> str:
    """One fact of a referral, for copying it alone: `phone`, `address` ...; "" where it is not known."""
    return snippet.field_values().get(name, "")
