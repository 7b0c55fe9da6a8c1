"""Texts to members for when the shelf has no fitting notice, by code and language (Arabic, English, French)."""

from __future__ import annotations

from typing import Final

NOTICES: Final[dict[str, dict[str, str]]] = {
    "warn": {
        "en": "Hello {name}, a moderator writes. Your post does not fit the group's guidelines ({category}). "
        "Please keep to questions about settling here; you are welcome to go on asking.",
        "ar": "أهلاً {name}، يكتب إليك أحد المشرفين. منشورك لا يوافق قواعد المجموعة ({category}). "
        "نرجو الاكتفاء بأسئلة الاستقرار هنا، ونرحب بأسئلتك دائماً.",
        "fr": "Bonjour {name}, un modérateur vous écrit. Votre publication ne respecte pas les règles du groupe "
        "({category}). Merci de vous en tenir aux questions d'installation ; vos questions restent bienvenues.",
    },
    "remove": {
        "en": "Hello {name}, a moderator writes. You were removed from the group because of its guidelines "
        "({category}). If you think this is a mistake, answer here.",
        "ar": "أهلاً {name}، يكتب إليك أحد المشرفين. أُخرجت من المجموعة بسبب قواعدها ({category}). "
        "إن رأيت أن هذا خطأ فأجبنا هنا.",
        "fr": "Bonjour {name}, un modérateur vous écrit. Vous avez été retiré du groupe en raison de ses règles "
        "({category}). Si vous pensez que c'est une erreur, répondez ici.",
    },
    "leave": {
        "en": "Hello {name}. We have taken you out of the group as you asked. Thank you for having been with us. "
        "What could we have done better? You may come back whenever you like.",
        "ar": "أهلاً {name}. أخرجناك من المجموعة كما طلبت. شكراً لوجودك معنا. ما الذي كان يمكن أن نفعله أفضل؟ "
        "يمكنك العودة متى أحببت.",
        "fr": "Bonjour {name}. Nous vous avons retiré du groupe comme vous l'avez demandé. Merci d'avoir été avec "
        "nous. Qu'aurions-nous pu mieux faire ? Vous pouvez revenir quand vous voulez.",
    },
    "mute": {
        "en": "Hello {name}. Because of the group's guidelines you can read but not write there until {until}. "
        "If you think this is a mistake, answer here.",
        "ar": "أهلاً {name}. بسبب قواعد المجموعة يمكنك القراءة دون الكتابة فيها حتى {until}. "
        "إن رأيت أن هذا خطأ فأجبنا هنا.",
        "fr": "Bonjour {name}. En raison des règles du groupe, vous pouvez lire mais pas écrire jusqu'au {until}. "
        "Si vous pensez que c'est une erreur, répondez ici.",
    },
    "mute_for_ever": {
        "en": "Hello {name}. Because of the group's guidelines you can read but not write there for now. "
        "If you think this is a mistake, answer here.",
        "ar": "أهلاً {name}. بسبب قواعد المجموعة يمكنك حالياً القراءة دون الكتابة فيها. إن رأيت أن هذا خطأ فأجبنا هنا.",
        "fr": "Bonjour {name}. En raison des règles du groupe, vous pouvez pour l'instant lire mais pas écrire. "
        "Si vous pensez que c'est une erreur, répondez ici.",
    },
    "readmit": {
        "en": "Hello {name}. We have looked at your case again: you may come back to the group. You are welcome.",
        "ar": "أهلاً {name}. نظرنا في أمرك من جديد: يمكنك العودة إلى المجموعة، وأهلاً بك.",
        "fr": "Bonjour {name}. Nous avons revu votre situation : vous pouvez revenir dans le groupe. Bienvenue.",
    },
    "note": {
        "en": "Hello {name}. We have read your post and are sorry for what you are going through. The group itself is "
        "for questions about settling here; if you would like to talk to somebody, answer here and we will find "
        "the right person for you.",
        "ar": "أهلاً {name}. قرأنا منشورك ونأسف لما تمر به. المجموعة نفسها مخصصة لأسئلة الاستقرار، "
        "وإن أحببت أن تتحدث مع أحد فأجبنا هنا وسنجد لك الشخص المناسب.",
        "fr": "Bonjour {name}. Nous avons lu votre message et sommes désolés de ce que vous traversez. Le groupe "
        "sert aux questions d'installation ; si vous souhaitez parler à quelqu'un, répondez ici et nous "
        "trouverons la bonne personne.",
    },
    "removal_group": {
        "en": "A member was removed because the guidelines were not kept. Thank you all for keeping the group useful "
        "and friendly.",
        "ar": "أُخرج أحد الأعضاء لعدم الالتزام بقواعد المجموعة. شكراً لكم جميعاً على إبقاء المجموعة مفيدة وودودة.",
        "fr": "Un membre a été retiré car les règles n'ont pas été respectées. Merci à tous de garder le groupe "
        "utile et amical.",
    },
}


def notice_text(code: str, language: str | None, **fields: object) -> str:
    """The text in the member's language, English where it is none of these three."""
    texts = NOTICES[code]
    text = texts.get(language or "en", texts["en"]).format_map(fields)
    for stop in (".", ",", "،"):  # where the name is not known
        text = text.replace(f" {stop}", stop)
    return " ".join(text.split())
