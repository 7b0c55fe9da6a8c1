"""Why a message was taken for an inquiry, or not: codes from what its words say, and the codes in words."""

from modtui.domain.detection.features import TROUBLES, Reading, is_follow_up
from modtui.domain.detection.message import DetectionInput, Label

_MOST = 4

# Concepts that speak for an inquiry, the most telling first.
_FOR = {
    "bump": "asks-again",
    "where": "asks-where",
    "howmuch": "asks-how-much",
    "how": "asks-how",
    "when": "asks-when",
    "who": "asks-who",
    "which": "asks-which",
    "why": "asks-why",
    "what": "asks-what",
    "anyone": "asks-whether-anyone-knows",
    "inquire": "asks-for-information",
    "whether": "asks-whether",
    "help": "asks-for-help",
    "seek": "looks-for-something",
    "lost": "states-a-loss",
    "refused": "states-a-refusal",
    "expired": "states-an-expiry",
    "notreceived": "states-a-wait",
    "broken": "states-a-fault",
    "unable": "states-an-inability",
    "unknown": "states-not-knowing",
    "lack": "states-a-lack",
    "trouble": "states-a-trouble",
    "need": "states-a-need",
}
_TOPICS = {
    "t_health": "about-health",
    "t_docs": "about-documents",
    "t_housing": "about-housing",
    "t_school": "about-school",
    "t_work": "about-work",
    "t_money": "about-money",
    "t_law": "about-law-and-immigration",
    "t_lang": "about-language",
    "t_transport": "about-transport",
    "t_goods": "about-household-goods",
    "t_services": "about-services",
}
# Concepts that speak against.
_AGAINST = {
    "advert": "advertises",
    "announce": "announces",
    "offer": "offers-something",
    "answer": "answers-somebody",
    "thanks": "thanks",
    "congrats": "congratulates",
    "condolence": "condoles",
    "sport": "off-topic-sport",
    "politics": "off-topic-politics",
    "religion": "off-topic-religion",
    "leisure": "off-topic-leisure",
    "rhetoric": "asks-nobody",
    "news": "tells-news",
    "laugh": "jokes",
    "greet": "greets",
    "solved": "says-it-is-settled",
    "wish": "wishes",
    "pastself": "tells-a-story",
    "chat": "chats",
}

_IN_WORDS = {
    "asks-again": "asks again for an answer",
    "asks-where": "asks where",
    "asks-how-much": "asks how much or how long",
    "asks-how": "asks how",
    "asks-when": "asks when",
    "asks-who": "asks who",
    "asks-which": "asks which",
    "asks-why": "asks why",
    "asks-what": "asks what",
    "asks-whether-anyone-knows": "asks whether anyone knows",
    "asks-for-information": "asks for information",
    "asks-whether": "asks whether",
    "asks-for-help": "asks for help",
    "looks-for-something": "looks for something",
    "states-a-lost-document": "states a lost document",
    "states-a-loss": "states a loss",
    "states-a-refusal": "states a refusal",
    "states-an-expiry": "states that something expires",
    "states-a-wait": "states that something has not come",
    "states-a-fault": "states that something does not work",
    "states-an-inability": "states that something cannot be done",
    "states-not-knowing": "states not knowing or understanding",
    "states-a-lack": "states that something is missing",
    "states-a-trouble": "states a trouble",
    "states-a-need": "states a need",
    "question-mark": "has a question mark",
    "follows-own-question": "follows their own question",
    "replies-to-staff": "replies to a staff answer",
    "voice-without-text": "is a voice note with no text",
    "voice-note": "a voice note",
    "wording": "worded as inquiries are",
    "about-health": "is about health",
    "about-documents": "is about documents",
    "about-housing": "is about housing",
    "about-school": "is about school",
    "about-work": "is about work",
    "about-money": "is about money",
    "about-law-and-immigration": "is about law or immigration",
    "about-language": "is about language",
    "about-transport": "is about transport",
    "about-household-goods": "is about household goods",
    "about-services": "is about services",
    "danger-suicide": "speaks of dying or suicide",
    "danger-medical": "states a medical emergency",
    "danger-held": "states that somebody is held",
    "danger-assault": "states an assault",
    "danger-weapon": "mentions a weapon",
    "danger-threat": "states a threat",
    "danger-violence": "states violence",
    "danger-fire": "states fire, smoke or gas",
    "danger-no-shelter": "states that somebody has no shelter",
    "from-staff": "was written by staff",
    "no-words": "has no words",
    "advertises": "advertises",
    "announces": "announces something",
    "offers-something": "offers something",
    "answers-somebody": "answers somebody",
    "thanks": "thanks",
    "congratulates": "congratulates",
    "condoles": "condoles",
    "off-topic-sport": "is about sport",
    "off-topic-politics": "is about politics",
    "off-topic-religion": "is about religion",
    "off-topic-leisure": "is about food, films or the weather",
    "asks-nobody": "asks nobody in particular",
    "tells-news": "tells news",
    "jokes": "jokes",
    "greets": "greets",
    "says-it-is-settled": "says it is settled",
    "wishes": "wishes",
    "tells-a-story": "tells what happened",
    "chats": "chats",
    "corrected-like-this": "moderators corrected messages like this one",
}


def reasons_for(message: DetectionInput, reading: Reading, label: Label) -> tuple[str, ...]:
    """At most four reason codes for a label given by weight, the most telling first."""
    concepts = reading.concepts
    if label is Label.NONE:
        against = [code for concept, code in _AGAINST.items() if concept in concepts]
        return tuple(against[:_MOST]) or (() if reading.words else ("no-words",))
    found: list[str] = []
    if message.media == "voice":
        found.append("voice-note")
    for concept, code in _FOR.items():
        if concept not in concepts or (concept == "bump" and not is_follow_up(message)):
            continue
        if concept == "lost" and "t_docs" in concepts:
            code = "states-a-lost-document"
        if concept == "need" and len(found) > 1 and concepts & TROUBLES:
            continue
        found.append(code)
    if is_follow_up(message):
        found.insert(0, "follows-own-question")
    elif message.reply_to_staff:
        found.insert(0, "replies-to-staff")
    found = found[: _MOST - 1]
    if "?" in reading.folded and len(found) < _MOST - 1:
        found.append("question-mark")
    for concept, code in _TOPICS.items():
        if concept in concepts and len(found) < _MOST:
            found.append(code)
            break
    return tuple(found) or ("wording",)


def reason_in_words(code: str, ui_language: str = "en") -> str:
    """A reason code in words, as in "asks where"; a code nobody knows is returned with its hyphens as blanks.

    English is the only language so far; others fall back to it.
    """
    return _IN_WORDS.get(code, code.replace("-", " "))


def reason_codes() -> frozenset[str]:
    """Every code that a verdict can carry."""
    return frozenset(_IN_WORDS)
