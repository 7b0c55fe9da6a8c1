"""A small group to try the program on by hand. Everybody and everything in it is invented."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from modtui.domain.messages import Media, MediaKind
from modtui.telegram.world import AdminRights, Group, User, World, WorldSwitches

PHONE = "+16135550100"
GROUP_ID = 1900000001
MODERATOR_ID = 700000001

# key (username), name, language
PEOPLE = (
    ("omar", "عمر", "ar"),
    ("huda", "هدى", "ar"),
    ("karim", "Karim Sample", "fr"),
    ("rana", "رنا (عينة)", "ar"),
    ("leila", "Leïla Exemple", "fr"),
    ("yusuf", "Yusuf Sample", "en"),
    ("mona", "منى", "ar"),
    ("tarek", "Tarek", "en"),
    ("salma", "سلمى", "ar"),
    ("nadia", "Nadia Exemple", "fr"),
    ("bashar", "بشار", "ar"),
    ("grace", "Grace Sample", "en"),
)


def phone_of(name: str) -> str:
    """The phone number with which somebody logs in: sara (the moderator), paul (the other one), or a member."""
    if name == "sara":
        return PHONE
    if name == "paul":
        return "+16135550101"
    keys = [key for key, _, _ in PEOPLE]
    number = keys.index(name) if name in keys else int(name.removeprefix("member")) - 1
    return f"+1613555{1000 + number}"


# who asks, what, what the service answers (None: still waiting)
TALKS = (
    (
        "omar",
        "السلام عليكم، وين أقدم على بطاقة الصحة؟",
        "عليكم السلام، من أي مركز ServiceOntario، خذ معك جواز السفر.",
    ),
    (
        "karim",
        "Bonjour, où puis-je faire traduire mon permis de conduire ?",
        "Par un traducteur agréé de l'ATIO.",
    ),
    (
        "grace",
        "Hi, how do I register my son for school? We arrived last week.",
        "The school board's family centre.",
    ),
    ("huda", "شكرا جزيلا لكم", None),
    (
        "tarek",
        "What documents do I need to open a bank account?",
        "Two pieces of ID; ask for the newcomer account.",
    ),
    ("rana", "ضاعت بطاقة الإقامة تبعي شو لازم أعمل؟", None),
    (
        "leila",
        "Est-ce que quelqu'un connaît un cours d'anglais gratuit ?",
        "Oui, LINC : il faut une évaluation.",
    ),
    ("yusuf", "Good morning everyone", None),
    ("mona", "كيف بجدد جواز السفر؟ والموعد كم بياخد؟", "عن طريق القنصلية، والموعد بياخد اسبوعين تقريباً."),
    ("bashar", "للبيع سيارة بحالة ممتازة، للتواصل خاص", None),
    (
        "salma",
        "في حدا بيعرف طبيب أسنان بيحكي عربي؟",
        "في القائمة المثبتة أسماء عيادات، اتصلي واسألي عن الحجز.",
    ),
    ("nadia", "Merci beaucoup pour votre aide !", None),
    ("omar", "وين أقرب مكان لامتحان السواقة؟", None),
    ("grace", "Is the community centre open on Saturday?", None),
)


@dataclass(frozen=True)
class Cast:
    """The world that the program serves, and the two who matter in it."""

    world: World
    group: Group
    moderator: User  # the account to log in with
    owner: User  # made the group; a moderator too


def populate(
    *, members: int = 12, days: int = 3, switches: WorldSwitches | None = None, seed: int = 7
) -> Cast:
    """A group of ``members`` with ``days`` days of questions and answers, ending some minutes ago."""
    rng = random.Random(seed)
    clock = _Clock()
    world = World(clock, rng=rng, switches=switches)
    clock.at = start = datetime.now(UTC) - timedelta(days=max(1, days), hours=1)
    moderator = world.add_user("Sara Sample", id=MODERATOR_ID, username="sara", phone=PHONE, language="en")
    owner = world.add_user(
        "Paul Sample", id=MODERATOR_ID + 1, username="paul", phone=phone_of("paul"), language="fr"
    )
    group = world.add_group("Newcomers (sample)", owner.id, id=GROUP_ID)
    world.join(moderator.id)
    world.promote(owner.id, moderator.id, AdminRights())
    bot = world.add_user("Welcome (sample)", id=MODERATOR_ID + 2, username="welcome_sample_bot", is_bot=True)
    world.join(bot.id, by=owner.id)
    keys = [_add(world, number) for number in range(members)]
    for key in keys:
        clock.at += timedelta(seconds=rng.randint(10, 90))
        world.join(_id(world, key))
    world.post(owner.id, "Ask about papers, school, health and work. Please be kind. No adverts.")
    world.pin(owner.id, group.box.last_id)
    _talk(world, clock, rng, keys, start, days, (moderator, owner))
    clock.at = None
    return Cast(world, group, moderator, owner)


class _Clock:
    """The real time, or a past one while the history is being made."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def __call__(self) -> datetime:
        return self.at or datetime.now(UTC)


def _add(world: World, number: int) -> str:
    if number < len(PEOPLE):
        key, name, language = PEOPLE[number]
        user = world.add_user(
            name, id=700000100 + number, username=key, phone=phone_of(key), language=language
        )
        user.accepts_private = key != "salma"
        return key
    key = f"member{number + 1}"
    world.add_user(
        f"Member {number + 1}", id=700000100 + number, username=key, phone=phone_of(key), language="en"
    )
    return key


def _id(world: World, key: str) -> int:
    user = world.find_user(key)
    assert user is not None
    return user.id


def _talk(
    world: World,
    clock: _Clock,
    rng: random.Random,
    keys: list[str],
    start: datetime,
    days: int,
    staff: tuple[User, ...],
) -> None:
    if not keys:
        return
    end = datetime.now(UTC) - timedelta(minutes=5)
    total = max(len(TALKS), days * len(TALKS))
    step = (end - start - timedelta(hours=1)) / total
    for number in range(total):
        at = start + timedelta(hours=1) + step * number
        who, question, answer = TALKS[number % len(TALKS)]
        asker = _id(world, who if who in keys else keys[number % len(keys)])
        clock.at = at
        asked = world.post(asker, question)
        last_round = number >= total - len(TALKS)
        if answer and not (last_round and number % 3 == 0):
            clock.at = at + min(step * 0.6, timedelta(minutes=rng.randint(3, 90)))
            world.post(rng.choice(staff).id, answer, reply_to=asked.id)
        if number % 9 == 5:
            clock.at = at + step * 0.7
            world.post(asker, media=Media(MediaKind.VOICE, seconds=rng.randint(4, 50), size=20_000))
