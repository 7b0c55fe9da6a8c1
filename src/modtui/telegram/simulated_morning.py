"""The demo's live morning, beat by beat. Invented, like everything in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What somebody does."""

    SAY = "say"
    JOIN = "join"
    LEAVE = "leave"
    EDIT = "edit"  # `key`'s message gets `text`
    DELETE = "delete"  # `key`'s message goes
    VOICE = "voice"
    REACT = "react"  # puts the emoji `text` on `key`'s message
    PRIVATE = "private"  # writes to the moderator in private


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happens, ``at`` seconds after the start (before the speed factor)."""

    at: float
    who: str
    text: str = ""
    key: str = ""
    reply_to: str = ""
    act: Act = Act.SAY
    seconds: int = 0  # of a voice note
    breach: bool = False  # against the guidelines: no thanks is ever due to it


#: What members ask next when the moderator has answered them, by the key of their question: instead of thanks.
ASKS_AGAIN: dict[str, str] = {
    "sin": "تسلمي! طيب شو الأوراق المطلوبة، ووين أقرب مكتب؟",
    "card_late": "Thank you! And what should I do if it does not come by next week?",
    "secondary": "Merci ! Et quels documents faut-il apporter pour l'inscription ?",
    "drive": "Thanks. Which office do I go to for that, and do I need an appointment?",
    "wages": "Thank you. Where is that office, and do I have to pay to complain there?",
}

MORNING: tuple[Beat, ...] = (
    Beat(4, "hala", "صباح الخير جميعاً ☀️"),
    Beat(
        11,
        "nour",
        "Good morning! Quick question: how long until the health card arrives by mail? It has been 5 weeks",
        key="card_late",
    ),
    Beat(24, "fadi", "كيف بطلّع رقم الضمان SIN؟ لازم موعد ولا بروح دغري؟", key="sin"),
    Beat(
        46,
        "yasmine",
        "Bonjour à tous ! On vient d'emménager et je cherche une place à l'école secondaire pour ma "
        "fille de 15 ans. Par où commencer ?",
        key="secondary",
    ),
    Beat(62, "amal", act=Act.JOIN),
    Beat(
        74,
        "amal",
        "Salam, thank you for adding me. We arrived 3 days ago with two children, where do we start? 😅",
        key="start",
    ),
    Beat(88, "umm_yousef", "أهلا وسهلا فيكم، الله ييسر أموركم", reply_to="start"),
    Beat(95, "nour", "❤", key="start", act=Act.REACT),
    Beat(
        104,
        "wael",
        "🚚🚚 نقل عفش وأثاث بأرخص الأسعار! خصم ٢٠٪ لأول عشرة زبائن، واتساب 613-555-0142 🚚🚚",
        key="advert",
        breach=True,
    ),
    Beat(
        128,
        "tariq",
        "Can I still drive with my licence from home? A friend says I have to stop after two months",
        key="drive",
    ),
    Beat(
        149,
        "rami",
        "No no, you can drive one whole year with any foreign licence, don't worry",
        reply_to="drive",
        key="wrong",
    ),
    Beat(171, "adam", "Hmm, I think it is less than that. Better wait for a moderator", reply_to="wrong"),
    Beat(
        198,
        "ranya",
        "ابني عنده حرارة ٤٠ من مبارح بالليل ومو عم تنزل، لوين بروح هلق؟ ما عنا دكتور عيلة",
        key="fever",
    ),
    Beat(212, "hala", "خديه عالطوارئ فوراً يا أختي ولا تنطري", reply_to="fever"),
    Beat(
        238,
        "mahmoud",
        "شو صار بموضوع الدعم الشهري للأولاد؟ قدمت من ٣ شهور وما إجا شي، وين براجع؟",
        key="benefit",
    ),
    Beat(262, "sahar", act=Act.VOICE, seconds=14, key="sahar_voice"),
    Beat(
        276,
        "ikram",
        "Please, my husband hit me again last night and I am afraid to go home with the kids. Where can I go today?",
        key="danger",
    ),
    Beat(
        288,
        "omar_h",
        "اللهم صلِّ على سيدنا محمد ﷺ، أرسلها إلى عشرة أشخاص ولا تجعلها تقف عندك تؤجر بإذن الله",
        key="chain",
        breach=True,
    ),
    Beat(318, "grace", "By the way thank you Samir, I booked the road test for next week 🙏"),
    Beat(
        344,
        "karim",
        "Quelqu'un pourrait me répondre svp ? Le propriétaire veut une réponse aujourd'hui",
        reply_to="rent",
        key="rent_again",
    ),
    Beat(372, "marie", "Je crois qu'il doit te donner un avis écrit 90 jours avant", reply_to="rent_again"),
    Beat(398, "dina", "صباح الفل على الجميع", key="library"),
    Beat(
        421,
        "dina",
        "صباح الفل على الجميع، حد يعرف إزاي أعمل كارت المكتبة لبنتي؟",
        key="library",
        act=Act.EDIT,
    ),
    Beat(446, "stranger", act=Act.JOIN),
    Beat(470, "stranger", "كلكم كذابين وما منكم فايدة، جروب زبالة وأدمن أزبل", key="insult", breach=True),
    Beat(486, "bassel", "ليش هالحكي يا أخي؟ الناس هون عم تساعد بعضها", reply_to="insult"),
    Beat(
        522,
        "zainab",
        "أكو خبر عن المدرسة؟ الدوام بدا من أسبوع والولد بالبيت",
        reply_to="school",
        key="school_again",
    ),
    Beat(
        541,
        "lina",
        "Hello, I did not want to ask this in the group: my landlord wants my passport as a deposit. Is that allowed?",
        act=Act.PRIVATE,
    ),
    Beat(
        560,
        "ikram",
        "My employer did not pay my last two weeks. What can I do, where do I complain?",
        key="wages",
    ),
    Beat(
        602,
        "olena",
        "Is it normal that a dentist asks 300 for cleaning? Is there anything cheaper for newcomers?",
        key="dentist",
    ),
    Beat(648, "nour", "I am also interested in the dentist question"),
    Beat(690, "hussein", "أحد عنده رقم محامي طلاق؟", key="withdrawn"),
    Beat(733, "hussein", key="withdrawn", act=Act.DELETE),
    Beat(752, "marie", "Nous déménageons à Calgary, merci à tous pour tout et bonne continuation 👋"),
    Beat(764, "marie", act=Act.LEAVE),
    Beat(
        776,
        "salma",
        "عفاكم شي حد يجاوبني على الوراق ديال السكن، راه آخر أجل نهار الجمعة",
        reply_to="housing",
        key="housing_again",
    ),
    Beat(818, "lina", "Does anybody sell a used crib? We are expecting in December 😊", key="crib"),
    Beat(
        862,
        "tariq",
        "Did you hear the minister yesterday? Whoever votes for that party again is blind",
        key="politics",
        breach=True,
    ),
    Beat(
        905,
        "amal",
        "What should we do first, the bank account or the SIN? And which papers do we need?",
        key="first",
    ),
    Beat(948, "sofiane", act=Act.JOIN),
    Beat(
        972,
        "sofiane",
        "Bonjour, je suis infirmier avec 8 ans d'expérience. Comment faire reconnaître mon diplôme ici ?",
        key="nurse",
    ),
    Beat(
        1015,
        "adam",
        "There is a job fair at the library on Saturday at 10, I will go if somebody wants to join",
    ),
    Beat(1060, "abu_omar", "مين بيعرف وين في ملابس شتوية للأولاد بسعر رخيص؟", key="winter"),
    Beat(1085, "olena", "Abu Omar, Saturday in the community centre, it is free", reply_to="winter"),
    Beat(1130, "bassel", "السخان بالبيت خربان من يومين وصاحب البيت ما عم يرد، شو بقدر أعمل؟", key="heating"),
    Beat(
        1180,
        "yasmine",
        "Est-ce que les cours de français sont gratuits pour les résidents permanents ?",
        key="french",
    ),
    Beat(
        1240,
        "mustafa",
        "طيب والمقابلة مع سوق العمل دي بتكون وين؟ عندي موعد وما عارف العنوان",
        key="interview",
    ),
    Beat(
        1300,
        "grace",
        "How do I change my address everywhere after moving? Is there one place for all?",
        key="address",
    ),
    Beat(1365, "fadi", "شباب، الباص رقم ٧ عم يوصل عالمستشفى ولا لازم بدّل؟", key="bus_7"),
    Beat(1380, "hala", "بيوصل دغري، آخر محطة", reply_to="bus_7"),
)
