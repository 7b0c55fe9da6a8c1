"""Names and messages that try to command the terminal, for the byte-level test."""

from __future__ import annotations

import dataclasses

from modtui.desk.views import DeskChange
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.messages import Media, MediaKind

ATTACKS = (
    "\x1b]52;c;ZXZpbA==\x07clipboard",
    "\x1b]2;renamed\x07title",
    "\x9b2Jc1-clear \x9d0;osc\x9c",
    "\x90q$dcs\x9c",
    "[@click=app.bell]click[/] [bold]markup[/foo]",
    "\u202eoverride \u2066isolate\u2069 \u202bembedding\u202c",
    "\x08\x7f\r\nover\rwritten\x00nul",
    "e" + "\u0301" * 4096,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 50,
    "lone \ud800 surrogate \udfff",
    "tag \U000e0041\U000e0042\U000e007f characters \ufeff \ufff9",
    "emoji " + "🎉" * 10_000,
    "مرحبا \u202e بكم \x1b[31m أحمر",
    "\u2028line\u2029separators\x85nel",
)


def fill(desk) -> None:
    """Put every attack wherever a string can go, as if no sanitiser stood before the screen."""
    for number, attack in enumerate(ATTACKS):
        item = desk.arrives("x", "y", inquiry=InquiryState.OPEN if number % 2 else None)
        index = desk.items.index(item)
        desk.items[index] = dataclasses.replace(
            item,
            name=attack[:200],
            text=attack,
            forwarded_from=attack[:100],
            media=Media(MediaKind.FILE, name=attack[:100], size=1),
            send_note=attack[:50],
        )
    service = desk.arrives("x", "", service=ATTACKS[0])
    desk.items[desk.items.index(service)] = dataclasses.replace(service, service=ATTACKS[0] + ATTACKS[2])
    desk.connection = (ATTACKS[1], True)
    first = desk.snippets[0]
    desk.snippets[0] = dataclasses.replace(
        first,
        title=ATTACKS[0],
        body=ATTACKS[0] + ATTACKS[2] + ATTACKS[5],
        verified=ATTACKS[1],
        why=(ATTACKS[3],),
    )


def tell(desk) -> None:
    """The same in a notice."""
    for attack in ATTACKS[:6]:
        for listener in desk.listeners:
            listener(DeskChange(notice=attack, severity="warning"))
