"""What was written in the demo's group before the moderator sits down. Invented, like everything in the demo.

The answers are samples to look at, not information to rely on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the past: ``days`` before the demo's day, at a wall time of the service's zone.

    ``join`` makes it an arrival instead; ``voice`` is the length of a voice note in seconds.
    """

    days: int
    time: str
    who: str
    text: str = ""
    key: str = ""
    reply_to: str = ""
    join: bool = False
    voice: int | None = None


HISTORY: tuple[Past, ...] = (
    # Sunday evening, answered on Monday morning
    Past(
        3,
        "19:20",
        "abu_omar",
        "مساء الخير، بدي اسأل كيف بقدم على بطاقة الصحة إلي ولولادي؟ وصلنا من أسبوعين",
        key="card",
    ),
    Past(
        3,
        "20:05",
        "marie",
        "Bonsoir, connaissez-vous une garderie francophone qui accepte les enfants de 2 ans ?",
        key="daycare",
    ),
    Past(3, "20:31", "umm_yousef", "الله يسعد مساكم جميعاً، انشالله أسبوع خير علينا وعليكم"),
    # Monday
    Past(
        2,
        "09:35",
        "samir",
        "أهلاً أبو عمر. بتروح على مركز الخدمة مع جواز السفر وورقة الوصول وإثبات السكن "
        "(عقد الإيجار أو رسالة من البنك)، وكل ولد بيجي معك. الخدمة مجانية وما بدها موعد.",
        reply_to="card",
    ),
    Past(2, "09:41", "abu_omar", "الله يعطيك العافية أستاذ سمير، بكرا الصبح بكون هنيك"),
    Past(
        2,
        "09:50",
        "grace",
        "Good morning everyone. Where can I get my foreign driving licence exchanged? I drove 9 years back home.",
        key="licence",
    ),
    Past(
        2,
        "10:10",
        "huda",
        "Bonjour Marie-Claire. Il y a une liste d'attente commune pour toutes les garderies ; je vous "
        "envoie le lien du formulaire en français. Inscrivez-vous à plusieurs endroits, c'est gratuit.",
        reply_to="daycare",
    ),
    Past(2, "10:14", "marie", "Merci Huda, je m'en occupe ce soir."),
    Past(2, "10:40", "fadi", join=True),
    Past(2, "10:40", "welcome_bot", "Welcome! أهلاً وسهلاً! Bienvenue ! Please read the pinned guidelines."),
    Past(
        2,
        "11:05",
        "samir",
        "Hi Grace, bring your licence, its official translation and a letter about your experience to the "
        "licence office. With more than two years they usually let you book the last road test directly.",
        reply_to="licence",
    ),
    Past(
        2,
        "11:30",
        "zainab",
        "شلونكم، ابني عمره ٧ سنين وماكو مكان بالمدرسة القريبة علينا، وين اسجله؟",
        key="school",
    ),
    Past(
        2,
        "12:15",
        "samir",
        "أهلاً زينب، وصلنا سؤالك. عم نسأل إدارة المدارس ومنرجعلك بأقرب وقت.",
        reply_to="school",
    ),
    Past(
        2,
        "13:10",
        "tariq",
        "Do I need to file taxes if I only arrived in November and had no income?",
        key="taxes",
    ),
    Past(
        2,
        "13:40",
        "huda",
        "Yes Tariq, please file even with zero income: the child benefit and the tax credits are "
        "calculated from it. There is a free tax clinic from March, I will post the dates.",
        reply_to="taxes",
    ),
    Past(2, "13:52", "tariq", "Great, thank you Huda"),
    Past(
        2,
        "15:05",
        "sahar",
        "لو سمحتوا حد يعرف محامي هجرة شاطر ومش غالي؟ عندي جلسة الشهر الجاي ومش عارفة أعمل إيه",
        key="lawyer",
    ),
    Past(2, "16:20", "hala", "ألف مبروك لأم يوسف على الجنسية! 🎉"),
    Past(2, "16:24", "bassel", "مبروووك، عقبال الجميع"),
    Past(2, "16:31", "umm_yousef", "الله يبارك فيكم جميعاً، عقبالكم يا رب"),
    # Tuesday
    Past(
        1,
        "09:25",
        "hussein",
        "صباح الخير، شكد يطول تجديد الإقامة؟ قدمت من شهرين وما وصلني شي",
        key="renewal",
    ),
    Past(
        1,
        "09:40",
        "karim",
        "Bonjour, mon propriétaire veut augmenter le loyer de 200 $ dès le mois prochain. "
        "Est-ce qu'il a le droit ?",
        key="rent",
    ),
    Past(
        1,
        "09:58",
        "samir",
        "صباح النور حسين. حالياً بياخد حوالي ثلاثة أشهر. فيك تشوف حالة الطلب من حسابك، وإذا صار أكثر من "
        "هيك مكتب الاستيطان بيتابع معك مجاناً، بعتلك الرقم برسالة خاصة.",
        reply_to="renewal",
    ),
    Past(
        1,
        "11:15",
        "ikram",
        "Is there any English class in the evening? I work until 5.",
        key="class",
    ),
    Past(
        1,
        "11:50",
        "huda",
        "Hi Ikram, yes: Tuesdays and Thursdays 18:00 to 20:30, free, with child care. You need a "
        "language assessment first; I can book one for you this week.",
        reply_to="class",
    ),
    Past(1, "11:58", "ikram", "Yes please! Thursday is good for me 🙏"),
    Past(
        1,
        "13:30",
        "mustafa",
        "يا جماعة السلام عليكم، الشهادة الجامعية بتاعتي أعادلها كيف هنا؟ أنا مهندس مدني",
        key="degree",
    ),
    Past(1, "14:45", "rami", voice=21, key="voice"),
    Past(
        1,
        "16:40",
        "dina",
        "هو الأتوبيس ببلاش للأطفال ولا لازم أدفع لبنتي؟ عندها ٥ سنين",
        key="bus",
    ),
    Past(1, "16:52", "bassel", "ببلاش للأطفال تحت ١٢ سنة، بس بدك تطلعيلها بطاقة", reply_to="bus"),
    Past(
        1,
        "19:10",
        "salma",
        "السلام عليكم، شنو هي الوراق اللي خاصني باش نتسجل فالسكن الاجتماعي؟",
        key="housing",
    ),
    Past(
        1,
        "21:30",
        "olena",
        "Hello, does anyone know where to get winter clothes for kids? Second hand is ok",
        key="clothes",
    ),
    Past(
        1,
        "21:44",
        "adam",
        "There is a free clothing room on Saturdays in the community centre, I went there last week. "
        "Bring your own bags.",
        reply_to="clothes",
    ),
    # This morning, before opening
    Past(0, "08:05", "umm_yousef", "صباح الخير والبركة للجميع 🌷"),
    Past(0, "08:32", "mahmoud", "صباح النور، الله يسعدكم"),
)
