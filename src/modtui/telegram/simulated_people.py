"""Who is in the demo's group. Everybody here is invented; any likeness to somebody is chance."""

from __future__ import annotations

from dataclasses import dataclass

from modtui.domain.messages import Role

GROUP_TITLE = "الوافدون الجدد · Newcomers · Nouveaux arrivants"
ME = "layla"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented member. ``key`` is how the script names them; ``language`` is their app's."""

    key: str
    name: str
    language: str
    username: str | None = None
    role: Role = Role.MEMBER
    joins_live: bool = False
    accepts_private: bool = True


PEOPLE: tuple[Person, ...] = (
    Person(ME, "Layla (moderator)", "en", "layla_moderates", Role.MODERATOR),
    Person("samir", "Samir · moderator", "ar", "samir_moderates", Role.MODERATOR),
    Person("huda", "Huda, settlement worker", "fr", "huda_settlement", Role.PARTNER),
    Person("welcome_bot", "Welcome Bot", "en", "sample_welcome_bot", Role.BOT),
    Person("hala", "هالة الخطيب", "ar"),
    Person("abu_omar", "أبو عمر", "ar"),
    Person("nour", "Nour", "en", "nour_sample"),
    Person("zainab", "زينب الجبوري", "ar"),
    Person("mustafa", "مصطفى عبد الله", "ar"),
    Person("yasmine", "Yasmine Benali", "fr"),
    Person("karim", "Karim B.", "fr", "karim_sample"),
    Person("dina", "دينا سامي", "ar"),
    Person("rami", "Rami Haddad", "en"),
    Person("salma", "سلمى", "ar", accepts_private=False),
    Person("bassel", "باسل", "ar"),
    Person("grace", "Grace Mwangi", "en"),
    Person("ikram", "Ikram Osman", "en"),
    Person("fadi", "فادي نجار", "ar"),
    Person("umm_yousef", "أم يوسف", "ar"),
    Person("tariq", "Tariq Siddiqui", "en", "tariq_sample"),
    Person("marie", "Marie-Claire N.", "fr"),
    Person("hussein", "حسين العلي", "ar"),
    Person("lina", "Lina K.", "en"),
    Person("omar_h", "عمر حمدان", "ar"),
    Person("ranya", "رانيا", "ar"),
    Person("adam", "Adam Idris", "en"),
    Person("sahar", "سحر محمود", "ar"),
    Person("mahmoud", "محمود", "ar"),
    Person("olena", "Olena", "en"),
    Person("wael", "Wael 🚚 نقليات", "ar"),
    Person("amal", "Amal Yusuf", "en", joins_live=True),
    Person("stranger", "مجهول", "ar", joins_live=True),
    Person("sofiane", "Sofiane", "fr", joins_live=True),
)

THANKS: dict[str, tuple[str, ...]] = {
    "ar": (
        "شكراً كتير، الله يعطيكم العافية 🌷",
        "تسلموا، هيك صار كل شي واضح",
        "ألف شكر، ربنا يبارك فيكم",
        "مشكورين ما قصرتوا",
    ),
    "en": (
        "Thank you so much, that helps a lot!",
        "Thanks, I will call them today.",
        "Perfect, thank you for the quick answer 🙏",
    ),
    "fr": (
        "Merci beaucoup, c'est très clair !",
        "Super, merci pour votre aide 🙏",
        "Merci, je vais appeler cet après-midi.",
    ),
}

APOLOGIES: dict[str, tuple[str, ...]] = {
    "ar": ("بعتذر من الجميع، ما كنت بعرف إنه ممنوع", "حقكم عليّ، ما رح تتكرر"),
    "en": ("Sorry everyone, I did not know. It will not happen again.", "My apologies to the group."),
    "fr": ("Je m'excuse auprès de tous, je ne savais pas.", "Désolé, cela ne se reproduira pas."),
}
