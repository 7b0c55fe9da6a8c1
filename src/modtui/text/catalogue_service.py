"""The service's hours and its target in words for members: Arabic, English, French."""

from __future__ import annotations

from typing import Final

WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}

#: ``day`` and ``days`` (a run of them), how several are joined, and hours; ``part`` is days with their hours.
SERVICE: Final[dict[str, dict[str, str]]] = {
    "en": {
        "day": "{day}",
        "days": "{first} to {last}",
        "every_day": "every day",
        "always": "at any time",
        "comma": ", ",
        "and": " and ",
        "hours": "{opens} to {closes}",
        "part": "{days}, {hours}",
        "parts": "; ",
    },
    "ar": {
        "day": "{day}",
        "days": "من {first} إلى {last}",
        "every_day": "كل يوم",
        "always": "في أي وقت",
        "comma": " و",
        "and": " و",
        "hours": "من {opens} إلى {closes}",
        "part": "{days} {hours}",
        "parts": "، و",
    },
    "fr": {
        "day": "le {day}",
        "days": "du {first} au {last}",
        "every_day": "tous les jours",
        "always": "à toute heure",
        "comma": ", ",
        "and": " et ",
        "hours": "de {opens} à {closes}",
        "part": "{days}, {hours}",
        "parts": " ; ",
    },
}

#: A number of hours or minutes: one, two, three to ten, and the rest as Arabic counts.
SPANS: Final[dict[str, dict[str, tuple[str, str, str, str]]]] = {
    "en": {
        "hours": ("{n} hour", "{n} hours", "{n} hours", "{n} hours"),
        "minutes": ("{n} minute", "{n} minutes", "{n} minutes", "{n} minutes"),
    },
    "ar": {
        "hours": ("ساعة واحدة", "ساعتين", "{n} ساعات", "{n} ساعة"),
        "minutes": ("دقيقة واحدة", "دقيقتين", "{n} دقائق", "{n} دقيقة"),
    },
    "fr": {
        "hours": ("{n} heure", "{n} heures", "{n} heures", "{n} heures"),
        "minutes": ("{n} minute", "{n} minutes", "{n} minutes", "{n} minutes"),
    },
}
