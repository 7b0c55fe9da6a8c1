"""What "my record" says of texts, private messages, roles and what else is held beyond a member's page."""

from __future__ import annotations

from typing import Final

BEYOND: Final[dict[str, dict[str, str]]] = {
    "private.chat": {
        "en": "Your private chat with this moderator is kept as {choice}.",
        "ar": "محادثتك الخاصة مع هذا المشرف مسجّلة على أنها {choice}.",
        "fr": "Votre conversation privée avec ce modérateur est notée comme {choice}.",
    },
    "private.service": {"en": "one of the service", "ar": "تابعة للخدمة", "fr": "relevant du service"},
    "private.personal": {
        "en": "personal: it is not read",
        "ar": "شخصية ولا تُقرأ",
        "fr": "personnelle : elle n'est pas lue",
    },
    "private.sent": {
        "en": "We wrote to you in private {times}; {kept}:",
        "ar": "راسلناك على الخاص {times}؛ {kept}:",
        "fr": "Nous vous avons écrit en privé {times} ; {kept} :",
    },
    "private.sent_never": {
        "en": "It is not kept that we ever wrote to you in private.",
        "ar": "لا يوجد لدينا أننا راسلناك على الخاص.",
        "fr": "Aucun message privé de notre part n'est noté.",
    },
    "private.received": {
        "en": "You wrote to us in private {times}; {kept}:",
        "ar": "راسلتنا على الخاص {times}؛ {kept}:",
        "fr": "Vous nous avez écrit en privé {times} ; {kept} :",
    },
    "private.received_never": {
        "en": "It is not kept that you ever wrote to us in private.",
        "ar": "لا يوجد لدينا أنك راسلتنا على الخاص.",
        "fr": "Aucun message privé de votre part n'est noté.",
    },
    "private.not_kept": {
        "en": "the dates are kept, what was written is not",
        "ar": "نحتفظ بالتواريخ دون نص الرسائل",
        "fr": "les dates sont conservées, le texte ne l'est pas",
    },
    "private.kept": {
        "en": "the dates are kept, and of what was written what stands above",
        "ar": "نحتفظ بالتواريخ وبالنصوص المذكورة أعلاه فقط",
        "fr": "les dates sont conservées, et du texte ce qui figure ci-dessus",
    },
    "unsent": {
        "en": "A private message to you has not left yet:",
        "ar": "رسالة خاصة إليك لم تُرسل بعد:",
        "fr": "Un message privé pour vous n'est pas encore parti :",
    },
    "drafts": {
        "en": "A reply to you is half written; it is deleted once it has been sent.",
        "ar": "هناك رد عليك لم يكتمل بعد، وتُحذف مسودته عند إرساله.",
        "fr": "Une réponse pour vous est en cours d'écriture ; le brouillon s'efface à l'envoi.",
    },
    "text.wrote": {
        "en": "what was written to you: {text}",
        "ar": "ما كُتب إليك: {text}",
        "fr": "ce qui vous a été écrit : {text}",
    },
    "text.group": {
        "en": "what everybody in the group was told: {text}",
        "ar": "ما قيل للمجموعة كلها: {text}",
        "fr": "ce qui a été dit à tout le groupe : {text}",
    },
    "text.note": {
        "en": "what the moderator noted: {text}",
        "ar": "ما دوّنه المشرف: {text}",
        "fr": "note du modérateur : {text}",
    },
    "text.void": {
        "en": "why it was voided: {text}",
        "ar": "سبب الإلغاء: {text}",
        "fr": "motif de l'annulation : {text}",
    },
    "text.about": {
        "en": "what you wrote with it: {text}",
        "ar": "ما كتبته معه: {text}",
        "fr": "ce que vous y avez écrit : {text}",
    },
    "username": {
        "en": "Your name in links: @{name}.",
        "ar": "اسم المستخدم: @{name}",
        "fr": "Votre nom d'utilisateur : @{name}.",
    },
    "language": {
        "en": "The language you use Telegram in: {spoken}.",
        "ar": "لغة تيليغرام لديك: {spoken}.",
        "fr": "La langue de votre Telegram : {spoken}.",
    },
    "roles": {
        "en": "{at}: set as {role}",
        "ar": "{at}: حُددت صفتك: {role}",
        "fr": "{at} : rôle fixé à {role}",
    },
    "account": {
        "en": "This program is logged in with your account: its number and name are kept for that.",
        "ar": "هذا البرنامج مسجّل الدخول بحسابك، ولذلك يُحفظ رقمه واسمه.",
        "fr": "Ce programme est connecté avec votre compte : son numéro et son nom sont conservés pour cela.",
    },
    "staff": {
        "en": "What you decided or did as a moderator is kept with your number: entries: {count}.",
        "ar": "ما قررته أو فعلته بصفتك مشرفاً محفوظ مع رقمك: {count}.",
        "fr": "Ce que vous avez décidé ou fait comme modérateur est conservé avec votre numéro : entrées : {count}.",
    },
    "partner": {
        "en": "Questions that wait for you as a partner: {count}.",
        "ar": "أسئلة تنتظرك بصفتك شريكاً: {count}.",
        "fr": "Questions qui vous attendent comme partenaire : {count}.",
    },
    "present": {
        "en": "You stand in the list of the group's members.",
        "ar": "اسمك مدرج في قائمة أعضاء المجموعة.",
        "fr": "Vous figurez dans la liste des membres du groupe.",
    },
    "guidelines": {
        "en": "The group's guidelines were sent to you, or to all who were in the group: {dates}.",
        "ar": "أُرسلت إليك قواعد المجموعة، أو نُشرت للجميع وأنت فيها: {dates}.",
        "fr": "Les règles du groupe vous ont été envoyées, ou publiées pour tous : {dates}.",
    },
    "request": {
        "en": "{at}: you asked to join; that waits to be decided",
        "ar": "{at}: طلبت الانضمام، والطلب بانتظار البت فيه",
        "fr": "{at} : votre demande d'adhésion attend une décision",
    },
    "reacted": {
        "en": "Of your messages it is also kept how many reacted, or that they are pinned: {count}.",
        "ar": "رسائل لك نحتفظ بعدد التفاعلات عليها أو بأنها مثبتة: {count}.",
        "fr": "Vos messages dont sont notées les réactions ou l'épinglage : {count}.",
    },
    "inquiry.possible": {
        "en": "{at}: perhaps a question; nobody has decided",
        "ar": "{at}: ربما كان سؤالاً، ولم يُبت فيه",
        "fr": "{at} : peut-être une question, rien n'est décidé",
    },
    "inquiry.dismissed": {
        "en": "{at}: taken for no question",
        "ar": "{at}: لم يُعدّ سؤالاً",
        "fr": "{at} : considéré comme n'étant pas une question",
    },
    "inquiry.merged": {
        "en": "{at}: counted together with another question",
        "ar": "{at}: ضُمّ إلى سؤال آخر",
        "fr": "{at} : réunie avec une autre question",
    },
    "inquiry.withdrawn": {
        "en": "{at}: taken back by you",
        "ar": "{at}: سحبته بنفسك",
        "fr": "{at} : retirée par vous",
    },
    "answer.information": {"en": "information", "ar": "بمعلومات", "fr": "une information"},
    "answer.referral": {"en": "a referral", "ar": "بإحالة إلى جهة مختصة", "fr": "une orientation"},
    "answer.both": {
        "en": "information and a referral",
        "ar": "بمعلومات وإحالة إلى جهة مختصة",
        "fr": "une information et une orientation",
    },
    "answer.unsaid": {
        "en": "an answer of no stated kind",
        "ar": "بجواب لم يُحدد نوعه",
        "fr": "une réponse sans précision",
    },
    "sorted": {
        "en": "{at}: your removal counts as {counted}",
        "ar": "{at}: احتُسب إخراجك: {counted}",
        "fr": "{at} : votre retrait compte comme {counted}",
    },
    "counted.guidelines": {
        "en": "one under the guidelines",
        "ar": "وفق قواعد المجموعة",
        "fr": "un retrait selon les règles",
    },
    "counted.spam": {
        "en": "that of a spam account",
        "ar": "حساباً مزعجاً",
        "fr": "celui d'un compte indésirable",
    },
    "counted.elsewhere": {"en": "neither of the two", "ar": "لسبب آخر", "fr": "ni l'un ni l'autre"},
    "standing.done": {"en": "carried out", "ar": "نُفّذ", "fr": "exécuté"},
    "standing.not done": {"en": "did not come about", "ar": "لم يتم", "fr": "n'a pas eu lieu"},
    "standing.under way": {"en": "not finished", "ar": "لم يكتمل", "fr": "inachevé"},
    "others": {
        "en": "What others wrote about you in the group stands with their messages and is not listed here.",
        "ar": "ما كتبه آخرون عنك في المجموعة محفوظ مع رسائلهم وغير مذكور هنا.",
        "fr": "Ce que d'autres ont écrit sur vous dans le groupe reste avec leurs messages et n'est pas repris ici.",
    },
    "return.open": {
        "en": "{at}: that you may come back waits to be looked at by another moderator",
        "ar": "{at}: السماح بعودتك بانتظار نظر مشرف آخر فيه",
        "fr": "{at} : votre retour attend l'avis d'un autre modérateur",
    },
    "return.seen": {
        "en": "{at}: that you may come back was looked at by another moderator",
        "ar": "{at}: نظر مشرف آخر في السماح بعودتك",
        "fr": "{at} : votre retour a été examiné par un autre modérateur",
    },
}
"""Code -> language -> sentence; part of text.catalogue_record.MY_RECORD."""
