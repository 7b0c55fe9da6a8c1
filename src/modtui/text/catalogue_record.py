"""What is held about one member, in plain Arabic, English and French, to hand over on request (RULES 6)."""

from __future__ import annotations

from typing import Final

from modtui.text.catalogue_held import BEYOND

MY_RECORD: Final[dict[str, dict[str, str]]] = {
    "title": {
        "en": "What the moderators of {group} keep about you, as of {at}",
        "ar": "ما يحتفظ به مشرفو {group} عنك حتى {at}",
        "fr": "Ce que les modérateurs de {group} conservent à votre sujet, au {at}",
    },
    "who": {
        "en": "Your Telegram number {id} and the name you had last: {name}.",
        "ar": "رقمك في تيليغرام {id} وآخر اسم ظهرت به: {name}.",
        "fr": "Votre numéro Telegram {id} et votre dernier nom affiché : {name}.",
    },
    "category.conduct": {
        "en": "disrespect, off purpose",
        "ar": "عدم احترام الآخرين أو الخروج عن هدف المجموعة",
        "fr": "manque de respect ou hors sujet",
    },
    "category.extraneous-religious": {
        "en": "religious post",
        "ar": "منشور ديني خارج هدف المجموعة",
        "fr": "message religieux hors sujet",
    },
    "category.extraneous-political": {
        "en": "political post",
        "ar": "منشور سياسي خارج هدف المجموعة",
        "fr": "message politique hors sujet",
    },
    "category.extraneous-personal": {
        "en": "personal post",
        "ar": "منشور شخصي خارج هدف المجموعة",
        "fr": "message personnel hors sujet",
    },
    "category.grief": {"en": "grief", "ar": "تعزية ومواساة", "fr": "deuil"},
    "category.advertising": {"en": "advertising", "ar": "إعلان", "fr": "publicité"},
    "category.offensive": {
        "en": "hateful, threatening or obscene",
        "ar": "كلام كراهية أو تهديد أو فحش",
        "fr": "propos haineux, menaçants ou obscènes",
    },
    "category.privacy": {
        "en": "personal data in the open",
        "ar": "بيانات شخصية على العام",
        "fr": "données personnelles en public",
    },
    "category.spam": {"en": "spam account", "ar": "حساب مزعج", "fr": "compte indésirable"},
    "role": {
        "en": "Your role for the service: {role}.",
        "ar": "صفتك لدى الخدمة: {role}.",
        "fr": "Votre rôle pour le service : {role}.",
    },
    "role.member": {"en": "member", "ar": "عضو", "fr": "membre"},
    "role.moderator": {"en": "moderator", "ar": "مشرف", "fr": "modérateur"},
    "role.partner": {"en": "partner", "ar": "شريك", "fr": "partenaire"},
    "role.technical": {"en": "technical staff", "ar": "فريق تقني", "fr": "personnel technique"},
    "role.bot": {"en": "program", "ar": "برنامج", "fr": "programme"},
    "moves": {
        "en": "When you came and left:",
        "ar": "متى انضممت ومتى غادرت:",
        "fr": "Vos arrivées et départs :",
    },
    "move.in": {
        "en": "{at}: you were in the group",
        "ar": "{at}: كنت في المجموعة",
        "fr": "{at} : dans le groupe",
    },
    "move.joined": {
        "en": "{at}: you joined",
        "ar": "{at}: انضممت",
        "fr": "{at} : vous avez rejoint le groupe",
    },
    "move.left": {"en": "{at}: you left", "ar": "{at}: غادرت", "fr": "{at} : vous avez quitté le groupe"},
    "move.left_on_request": {
        "en": "{at}: you left, as you had asked",
        "ar": "{at}: غادرت بناءً على طلبك",
        "fr": "{at} : vous êtes parti à votre demande",
    },
    "move.removed": {
        "en": "{at}: you were removed",
        "ar": "{at}: أُخرجت",
        "fr": "{at} : vous avez été retiré",
    },
    "messages": {
        "en": "Messages of yours in the group that were seen: {count}; the text of {texts} of them is still kept.",
        "ar": "رسائلك في المجموعة التي اطّلعنا عليها: {count}؛ ونص {texts} منها ما زال محفوظاً.",
        "fr": "Vos messages vus dans le groupe : {count} ; le texte de {texts} d'entre eux est encore conservé.",
    },
    "no_messages": {
        "en": "No message of yours is kept.",
        "ar": "لا توجد رسالة محفوظة لك.",
        "fr": "Aucun message de vous n'est conservé.",
    },
    "inquiries": {
        "en": "Questions you asked, or messages taken for some, and how they were answered:",
        "ar": "الأسئلة التي طرحتها أو الرسائل التي بدت أسئلة، وكيف أُجيب عنها:",
        "fr": "Vos questions, ou messages pris pour tels, et leurs réponses :",
    },
    "inquiry.answered": {
        "en": "{at}: answered on {answered} with {how}",
        "ar": "{at}: أُجيب عنه في {answered} {how}",
        "fr": "{at} : réponse le {answered}, par {how}",
    },
    "inquiry.open": {"en": "{at}: not answered", "ar": "{at}: لم يُجب عنه بعد", "fr": "{at} : sans réponse"},
    "actions": {
        "en": "What moderators decided about you:",
        "ar": "ما قرره المشرفون بشأنك:",
        "fr": "Ce que les modérateurs ont décidé à votre sujet :",
    },
    "no_actions": {
        "en": "Nothing was ever decided about you.",
        "ar": "لم يُتخذ أي قرار بشأنك.",
        "fr": "Rien n'a été décidé à votre sujet.",
    },
    "action": {
        "en": "{at}: {what}{why}; {standing}",
        "ar": "{at}: {what}{why}؛ {standing}",
        "fr": "{at} : {what}{why} ; {standing}",
    },
    "why": {"en": " ({category})", "ar": " ({category})", "fr": " ({category})"},
    "kind.warn": {
        "en": "a message about a post",
        "ar": "رسالة حول منشور",
        "fr": "un message sur une publication",
    },
    "kind.warning": {"en": "a warning", "ar": "تنبيه", "fr": "un avertissement"},
    "kind.remove": {"en": "removal from the group", "ar": "إخراج من المجموعة", "fr": "retrait du groupe"},
    "kind.delete": {"en": "a post was deleted", "ar": "حذف منشور", "fr": "une publication supprimée"},
    "kind.mute": {"en": "writing suspended", "ar": "إيقاف الكتابة", "fr": "écriture suspendue"},
    "kind.leave": {"en": "left on request", "ar": "مغادرة بناءً على الطلب", "fr": "départ à votre demande"},
    "kind.clear": {"en": "posts were deleted", "ar": "حذف منشورات", "fr": "publications supprimées"},
    "kind.readmit": {"en": "allowed to come back", "ar": "السماح بالعودة", "fr": "retour autorisé"},
    "kind.admit": {"en": "let into the group", "ar": "قبول في المجموعة", "fr": "admission dans le groupe"},
    "kind.deny": {"en": "a request to join was declined", "ar": "رفض طلب انضمام", "fr": "demande refusée"},
    "kind.welcome": {"en": "a welcome", "ar": "ترحيب", "fr": "un message de bienvenue"},
    "elsewhere.banned": {
        "en": "removal from the group",
        "ar": "إخراج من المجموعة",
        "fr": "retrait du groupe",
    },
    "elsewhere.unbanned": {"en": "allowed to come back", "ar": "السماح بالعودة", "fr": "retour autorisé"},
    "elsewhere.muted": {"en": "writing suspended", "ar": "إيقاف الكتابة", "fr": "écriture suspendue"},
    "elsewhere.unmuted": {"en": "writing allowed again", "ar": "السماح بالكتابة", "fr": "écriture rétablie"},
    "elsewhere.deleted": {"en": "a post was deleted", "ar": "حذف منشور", "fr": "une publication supprimée"},
    "elsewhere.approved": {
        "en": "let into the group",
        "ar": "قبول في المجموعة",
        "fr": "admission dans le groupe",
    },
    "elsewhere.promoted": {
        "en": "admin rights changed",
        "ar": "تغيير صلاحيات الإشراف",
        "fr": "droits d'administration modifiés",
    },
    "standing.elsewhere": {
        "en": "done in Telegram itself",
        "ar": "نُفّذ في تيليغرام مباشرة",
        "fr": "fait dans Telegram même",
    },
    "standing.in force": {
        "en": "counts until {until}",
        "ar": "ساري حتى {until}",
        "fr": "en vigueur jusqu'au {until}",
    },
    "standing.expired": {"en": "expired, no longer counts", "ar": "انتهت مدته ولا يُحتسب", "fr": "expiré"},
    "standing.voided": {"en": "voided, does not count", "ar": "أُلغي ولا يُحتسب", "fr": "annulé"},
    "standing.not delivered": {
        "en": "not delivered, does not count",
        "ar": "لم يصلك ولا يُحتسب",
        "fr": "non remis, ne compte pas",
    },
    "standing.no warning": {"en": "not a warning", "ar": "ليس تنبيهاً", "fr": "pas un avertissement"},
    "standing.undone": {"en": "taken back", "ar": "تم التراجع عنه", "fr": "retiré"},
    "notes": {
        "en": "Notes of a moderator, kept on their own computer:",
        "ar": "ملاحظات أحد المشرفين، محفوظة على حاسوبه:",
        "fr": "Notes d'un modérateur, gardées sur son propre ordinateur :",
    },
    "complaints": {"en": "Complaints you made:", "ar": "الشكاوى التي قدمتها:", "fr": "Vos réclamations :"},
    "complaint.open": {
        "en": "{at}: waits to be looked at",
        "ar": "{at}: بانتظار النظر فيها",
        "fr": "{at} : en attente",
    },
    "complaint.reason": {"en": "reason: {text}", "ar": "السبب: {text}", "fr": "motif : {text}"},
    "complaint.upheld": {"en": "{at}: found for you", "ar": "{at}: حُكم لصالحك", "fr": "{at} : acceptée"},
    "complaint.declined": {
        "en": "{at}: the decision stands",
        "ar": "{at}: بقي القرار كما هو",
        "fr": "{at} : la décision est maintenue",
    },
    **BEYOND,
    "keeping": {
        "en": "Texts are deleted after a while; counts without names are kept. You may ask for all of this to be erased.",
        "ar": "تُحذف النصوص بعد مدة، وتبقى الأعداد دون أسماء. يمكنك أن تطلب محو كل هذا.",
        "fr": "Les textes sont effacés après un temps ; les nombres sans noms restent. Vous pouvez demander l'effacement.",
    },
}
"""Code -> language -> sentence."""


def record_sentence(code: str, language: str, /, **fields: object) -> str:
    """The sentence in a language; English for one that is none of these three."""
    texts = MY_RECORD[code]
    return texts.get(language, texts["en"]).format_map(fields)


def category_in(code: str, language: str, title: str) -> str:
    """A category's name in Arabic or French where it is one of the defaults; else as the configuration calls it."""
    if language == "en" or f"category.{code}" not in MY_RECORD:
        return title
    return record_sentence(f"category.{code}", language)
