"""Invented people and messages for the fake desk: samples, no real organisation's data."""

from __future__ import annotations

from datetime import datetime, timedelta

from modtui.desk.views import FeedItem, Quote, SnippetChoice
from modtui.domain.inquiry_states import InquiryState
from modtui.domain.messages import Media, MediaKind, Role
from modtui.text.direction import base_direction

FIRST_ID = 100_000

LONG = (
    "Does anyone know how long the work permit renewal takes these days? "
    "I applied in August and my employer is asking me for the letter."
)

# (minutes before now, name, sender, text, fields)
LINES: tuple[tuple[int, str, int, str, dict[str, object]], ...] = (
    (
        1500,
        "أمل الحسن",
        11,
        "صباح الخير جميعاً، أين أجدد بطاقة OHIP الصحية؟ انتهت الأسبوع الماضي.",
        {"inquiry": InquiryState.OPEN},
    ),
    (1430, "Yusuf Sample", 12, "Good morning everyone 👋", {}),
    (
        1420,
        "Sara Sample",
        2,
        "Good morning! The settlement desk is open until 17:00 today.",
        {"role": Role.MODERATOR},
    ),
    (
        1390,
        "Marie Exemple",
        13,
        "Bonjour, où puis-je inscrire mon fils à l'école ? Nous venons d'arriver.",
        {"inquiry": InquiryState.OPEN},
    ),
    (
        320,
        "Sara Sample",
        2,
        "Bonjour Marie, pour l'école il faut une preuve d'adresse et le carnet de vaccination.",
        {"role": Role.MODERATOR, "reply": 3},
    ),
    (300, "خالد العلي", 14, "شكراً لكم، الله يعطيكم العافية", {}),
    (250, "Omar Sample", 15, "BEST PRICES used cars, call me 555-0100, only today!!!", {"warnings": 1}),
    (
        180,
        "ليلى حداد",
        16,
        "ضاع جواز سفر ابني (عمره 5 سنوات)، ماذا أفعل؟ وهل أحتاج موعداً قبل 30/10؟",
        {"inquiry": InquiryState.OPEN},
    ),
    (178, "ليلى حداد", 16, "السفارة لا تجيب على الهاتف", {}),
    (120, "Amina Sample", 17, "You can call 211, they answered me in Arabic", {"reply": 7}),
    (95, "Yusuf Sample", 12, LONG, {"inquiry": InquiryState.OPEN}),
    (60, "Noor", 18, "", {"media": Media(MediaKind.VOICE, seconds=42), "inquiry": InquiryState.POSSIBLE}),
    (45, "Tarek Sample", 19, "", {"service": "Tarek Sample joined by request"}),
    (
        40,
        "Tarek Sample",
        19,
        "Hello! I am new in Mississauga, are there free English classes near Square One?",
        {"inquiry": InquiryState.OPEN},
    ),
    (
        12,
        "هدى",
        20,
        "السلام عليكم. هل يوجد طبيب أسنان يقبل IFHP؟",
        {"inquiry": InquiryState.POSSIBLE, "edited": 5},
    ),
    (4, "خالد العلي", 14, "وعليكم السلام، نعم يوجد في شارع Dundas", {"reply": 14}),
)


def morning(now: datetime, older: int = 0) -> list[FeedItem]:
    """The messages of the last day, after ``older`` plain ones."""
    items: list[FeedItem] = []
    for number in range(older):
        text = f"Message {number}: thank you all" if number % 3 else f"رسالة {number}: شكراً جزيلاً للجميع هنا"
        items.append(
            FeedItem(
                FIRST_ID - older + number,
                30 + number % 5,
                f"Member {number % 5}",
                Role.MEMBER,
                now - timedelta(minutes=1600 + (older - number) * 3),
                text,
                base_direction(text),
            )
        )
    for number, (minutes, name, sender, text, fields) in enumerate(LINES):
        reply = fields.get("reply")
        quote = None
        if isinstance(reply, int):
            quote = Quote(FIRST_ID + reply, LINES[reply][1], LINES[reply][3])
        inquiry = fields.get("inquiry")
        edited = fields.get("edited")
        items.append(
            FeedItem(
                message_id=FIRST_ID + number,
                sender_id=sender,
                name=name,
                role=fields.get("role", Role.MEMBER),  # type: ignore[arg-type]
                sent_at=now - timedelta(minutes=minutes),
                text=text,
                direction=base_direction(text),
                quote=quote,
                media=fields.get("media"),  # type: ignore[arg-type]
                service=fields.get("service"),  # type: ignore[arg-type]
                inquiry=inquiry,  # type: ignore[arg-type]
                inquiry_id=FIRST_ID + number if inquiry else None,
                warnings=fields.get("warnings", 0),  # type: ignore[arg-type]
                edited_at=now - timedelta(minutes=edited) if isinstance(edited, int) else None,
                previous_text="هل يوجد طبيب؟" if edited else None,
            )
        )
    return items


def snippets() -> list[SnippetChoice]:
    """A few verified answers, English with Arabic beside it where there is one."""
    verified = "verified 2026-10-01 by A. Sample"
    return [
        SnippetChoice(
            "health-card-renewal",
            "answer",
            "Renew a health card (sample)",
            "Hello,\nYou can renew the health card at any ServiceOntario office (sample). Bring the old card "
            "and a proof of address. It is free.",
            "en",
            "مرحباً،\nيمكنك تجديد البطاقة الصحية في أي مركز ServiceOntario (عيّنة). أحضر البطاقة القديمة "
            "وإثبات العنوان. الخدمة مجانية.",
            "ar",
            0.92,
            why=("asks where", "names OHIP"),
            verified=verified,
        ),
        SnippetChoice(
            "lost-passport",
            "answer",
            "Lost passport of a child (sample)",
            "Report it to the police first, then book an appointment on {ask:date of the appointment}.",
            "en",
            "أبلغ الشرطة أولاً، ثم احجز موعداً في {ask:date of the appointment}.",
            "ar",
            0.81,
            why=("states a lost document",),
            verified=verified,
        ),
        SnippetChoice(
            "english-classes",
            "referral",
            "Free English classes (sample centre)",
            "The Sample Learning Centre offers free classes. Phone 555-0123, Mon-Fri 9-17.",
            "en",
            None,
            None,
            0.70,
            verified="verified 2025-01-10 by B. Sample",
            stale=True,
        ),
        SnippetChoice(
            "school-registration",
            "answer",
            "Register a child at school (sample)",
            "Bring a proof of address and the vaccination record to the nearest school.",
            "en",
            "Apportez une preuve d'adresse et le carnet de vaccination à l'école la plus proche.",
            "fr",
            0.60,
            verified=verified,
        ),
    ]
