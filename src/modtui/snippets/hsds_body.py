"""What a member has to know of a service besides what it is: how to apply, what to bring, what it costs.

HSDS keeps these in fields of their own; a referral snippet has one body, so they become its last lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from modtui.snippets.hsds_clean import Record, line_of, records, unique

PRACTICAL: Final = frozenset(
    {"application_process", "required_documents", "fees_description", "fees", "cost_options"}
    | {"interpretation_services", "wait_time", "email", "alert"}
)
"""The fields that are read here."""

_HEADINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "apply": {"en": "How to apply", "fr": "Comment faire la demande", "ar": "طريقة التقديم"},
    "bring": {"en": "Bring", "fr": "À apporter", "ar": "ما تحضره معك"},
    "cost": {"en": "Cost", "fr": "Coût", "ar": "التكلفة"},
    "interpretation": {"en": "Interpreters", "fr": "Interprètes", "ar": "الترجمة الشفهية"},
    "wait": {"en": "Waiting time", "fr": "Délai d'attente", "ar": "مدة الانتظار"},
    "email": {"en": "Email", "fr": "Courriel", "ar": "البريد الإلكتروني"},
}


def practical_lines(service: Record, language: str) -> list[str]:
    """One line for each thing to know, with a heading in `language` (English where there is none)."""
    parts = {
        "apply": line_of(service.get("application_process")),
        "bring": "; ".join(unique(_documents(service))),
        "cost": "; ".join(unique(_costs(service))),
        "interpretation": line_of(service.get("interpretation_services")),
        "wait": line_of(service.get("wait_time")),
        "email": line_of(service.get("email")),
    }
    lines = []
    for name, text in parts.items():
        # A value that only repeats a field's name is a form nobody filled in.
        if text and text not in PRACTICAL:
            headings = _HEADINGS[name]
            lines.append(f"{headings.get(language, headings['en'])}: {text}")
    return lines


def alert_of(service: Record) -> str:
    """What the directory warns of at the moment ("closed until May"); "" for nothing."""
    text = line_of(service.get("alert"))
    return "" if text in PRACTICAL else text


def _documents(service: Record) -> Iterator[str]:
    for one in records(service.get("required_documents")):
        yield line_of(one.get("document")).rstrip(".")
    yield line_of(service.get("required_documents")).rstrip(".")  # some directories write one text here


def _costs(service: Record) -> Iterator[str]:
    said = line_of(service.get("fees_description")) or line_of(service.get("fees"))
    yield "" if said in PRACTICAL else said.rstrip(".")
    for one in records(service.get("cost_options")):
        amount = " ".join(
            part
            for part in (line_of(one.get("amount")).removesuffix(".0"), line_of(one.get("currency")).upper())
            if part
        )
        about = [line_of(one.get("option")), line_of(one.get("amount_description"))]
        yield ": ".join(part for part in (about[0], " ".join([amount, about[1]]).strip()) if part)
