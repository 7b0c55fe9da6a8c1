"""From a message to named yes-or-no features and word pieces: what the rules look at and the weights weigh."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from modtui.domain.detection.concepts import phrase_concepts, word_concepts
from modtui.domain.detection.message import DetectionInput
from modtui.domain.detection.normalise import fold, has_link, is_arabic, language_of, skeleton, words

ASKING = frozenset(
    ["where", "how", "when", "what", "who", "which", "why", "howmuch", "whether", "anyone", "inquire"]
)
QUESTION_WORDS = frozenset(["where", "how", "when", "what", "who", "which", "why", "howmuch"])
NEEDING = frozenset(["seek", "need", "help", "plea"])
TROUBLES = frozenset(
    ["lost", "refused", "expired", "broken", "unable", "unknown", "notreceived", "lack", "trouble"]
)
OFF_PURPOSE = frozenset(["religion", "sport", "politics", "leisure"])
BROADCAST = frozenset(["advert", "announce", "offer", "news"])
TOPICS = frozenset({"t_health", "t_docs", "t_housing", "t_money", "t_school", "t_work", "t_law", "t_lang"})
TOPICS |= {"t_transport", "t_goods", "t_services"}
COURTESY = frozenset(["greet", "thanks", "congrats", "condolence", "wish", "laugh"])
# What a sentence can open with.
OPENINGS = ASKING | {"aux", "self", "family", "you", "need", "seek", "help", "neg", "authority", "answer"}
OPENINGS |= {"rhetoric", "toldme", "offer", "announce", "other"}
# What the words of one sentence are weighed as, each two together.
_SENTENCE_GROUPS = {
    **dict.fromkeys(TOPICS, "topic"),
    **dict.fromkeys(QUESTION_WORDS, "ask"),
    **dict.fromkeys(("whether", "anyone", "inquire"), "inquire"),
    **dict.fromkeys(NEEDING, "need"),
    **dict.fromkeys(TROUBLES, "trouble"),
    **dict.fromkeys(BROADCAST, "broadcast"),
    **dict.fromkeys(OFF_PURPOSE, "off"),
    **dict.fromkeys(COURTESY, "courtesy"),
    **dict.fromkeys(("solved", "positive"), "good"),
    **{name: name for name in ("self", "family", "you", "answer", "authority", "span", "rhetoric", "mark")},
    "pastself": "past",
    "neg": "not",
    "toldme": "told",
    **{"opens:" + name: "opens:" + name for name in OPENINGS},
}
# A short follow-up or bump counts as one for this long after the author's own message (seconds).
FOLLOW_UP_WINDOW = 3600.0
_SENTENCE = re.compile(r"[^.!?\n]+")
_MARKED = frozenset({"mark"})
_NOTHING: frozenset[str] = frozenset()
_LAUGHING = re.compile("[😂🤣😅😆😁😄😃😹]")
_GLAD = re.compile("[🎉🥳😍🥰❤🌹💐👏👍🔥🎊🍾]")
_FACE = re.compile("[❤\U0001f300-\U0001faff]")
_SAD = re.compile("[😭😢😥😔😞😩😫🙏]")
_GREETING_WORDS = 6
_BEFORE_OPENING = frozenset({"greet", "plea", "thanks", "followword", "chat"})
_SHORT = 6
_HEAD = 4
_LENGTHS = ((0, "0"), (1, "1"), (2, "2"), (4, "4"), (7, "7"), (12, "12"), (20, "20"), (40, "40"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A message taken apart, once, for the weights, the urgency rules and the reasons."""

    folded: str
    words: list[str]
    language: str
    concepts: frozenset[str]
    head: frozenset[str]
    """Concepts of the first words after a greeting."""
    topics: int
    sentences: tuple[frozenset[str], ...]
    """The concepts of each sentence, in order; "mark" among them where it ends in a question mark."""
    around_mark: tuple[str, ...]
    """Features of what stands before and after a question mark in mid-message."""
    emoji_only: bool


@lru_cache(maxsize=1024)
def _names_a_topic(concepts: frozenset[str]) -> bool:
    return any(concept.startswith("t_") for concept in concepts)


def read(message: DetectionInput) -> Reading:
    """Take a message apart. Any text is accepted, the empty one too."""
    folded = fold(message.text)
    listed = words(folded)
    language = language_of(message.text, listed)
    found: list[frozenset[str]] = [word_concepts(word, language) for word in listed]
    concepts: set[str] = set().union(*found)
    start = 0
    while start < len(found) and start < 8 and found[start] & COURTESY:
        start += 1
    head: set[str] = set()
    for one in found[start : start + _HEAD]:
        head |= one
    told = list(found)
    for index, _, concept in phrase_concepts(listed, language):
        concepts.add(concept)
        told[index] = told[index] | {concept}
        if start <= index < start + _HEAD:
            head.add(concept)
    topics = sum([_names_a_topic(one) for one in found])
    return Reading(
        folded=folded,
        words=listed,
        language=language,
        concepts=frozenset(concepts),
        head=frozenset(head),
        topics=topics,
        sentences=_by_sentence(folded, told),
        around_mark=tuple(_around_mark(folded, found)),
        emoji_only=not listed and bool(folded.strip()),
    )


def _by_sentence(folded: str, told: list[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The concepts of each sentence; `told` has those of each word."""
    by_sentence: list[frozenset[str]] = []
    start = 0
    sentences = list(_SENTENCE.finditer(folded))
    for sentence in sentences:
        end = len(told) if sentence is sentences[-1] else start + len(words(sentence.group()))
        if end > start:
            marked = _MARKED if folded[sentence.end() : sentence.end() + 1] == "?" else _NOTHING
            by_sentence.append(marked.union(_opening(told[start:end]), *told[start:end]))
        start = end
    return tuple(by_sentence)


def _opening(told: list[frozenset[str]]) -> frozenset[str]:
    """What a sentence opens with, after a greeting or "and": whether it asks from its first word on."""
    for one in told[:_GREETING_WORDS]:
        if not one & _BEFORE_OPENING:
            return _opens(one)
    return _NOTHING


@lru_cache(maxsize=4096)
def _opens(concepts: frozenset[str]) -> frozenset[str]:
    return frozenset({"opens:" + concept for concept in concepts & OPENINGS} or {"opens:other"})


def _marks(folded: str, concepts: frozenset[str]) -> list[str]:
    """Features of question marks: where they stand and what stands after them."""
    place = folded.rfind("?")
    if place < 0:
        return ["no-mark"]
    found = ["mark"]
    tail = folded[place + 1 :].strip()
    found.append("mark-inside" if len(words(tail)) >= 2 else "mark-last")
    if "??" in folded:
        found.append("mark-twice")
    if found[1] == "mark-inside" and concepts & BROADCAST:
        found.append("mark-then-offer")
    return found


def _around_mark(folded: str, found: list[frozenset[str]]) -> list[str]:
    """Features of a question mark in mid-message: adverts and announcements ask you and then tell of themselves."""
    place = folded.find("?")
    if place < 0:
        return []
    before = len(words(folded[:place]))
    if len(found) - before < 2:
        return []
    asked = frozenset[str]().union(*found[:before]) if before else frozenset()
    told = frozenset[str]().union(*found[before:])
    features = []
    if not asked & {"self", "family"}:
        features.append("asked:not-of-self")
    if asked & {"you", "need", "seek"} and "anyone" not in asked:
        features.append("asked:of-you")
    if told & BROADCAST:
        features.append("told:broadcast")
    if told & {"day", "price"}:
        features.append("told:when-or-price")
    if told & ASKING or folded.find("?", place + 1) >= 0:
        features.append("told:asks-too")
    if "self" in told:
        features.append("told:self")
    if "asked:not-of-self" in features and not told & ASKING:
        features.append("asked-then-told")
    return features


def context_features(message: DetectionInput, reading: Reading) -> list[str]:
    """Features of the place in the conversation, crossed with what little a short message says."""
    found: list[str] = []
    short = len(reading.words) <= _SHORT
    asks = bool(reading.concepts & ASKING) or "?" in reading.folded
    thanks = bool(reading.concepts & {"thanks", "solved"})
    for name, holds in (
        ("to-staff", message.reply_to_staff),
        ("to-own", is_follow_up(message)),
        ("to-member", message.reply_to_member),
    ):
        if not holds:
            continue
        found.append(f"at:{name}")
        found.append(f"at:{name}&{'asks' if asks else 'tells'}")
        if short:
            found.append(f"at:{name}&short")
        if thanks:
            found.append(f"at:{name}&thanks")
        if reading.concepts & TROUBLES:
            found.append(f"at:{name}&trouble")
        if "followword" in reading.head:
            found.append(f"at:{name}&followword")
    if message.forwarded:
        found.append("at:forwarded")
    if message.media is not None:
        found.append("at:media")
        found.append("at:voice" if message.media == "voice" else "at:picture")
    return found


def is_follow_up(message: DetectionInput) -> bool:
    """Whether the message belongs to the author's own earlier inquiry."""
    recent = message.seconds_since_own is None or message.seconds_since_own <= FOLLOW_UP_WINDOW
    return message.reply_to_own_inquiry and recent


@lru_cache(maxsize=4096)
def _crossed(on: tuple[str, ...]) -> tuple[str, ...]:
    """The groups that hold, and each two of them together."""
    return (*("g:" + name for name in on), *(f"x:{first}&{second}" for first, second in combinations(on, 2)))


@lru_cache(maxsize=8192)
def _sentence_features(concepts: frozenset[str]) -> tuple[str, ...]:
    """What one sentence says, and each two things together."""
    return _told_together(tuple(sorted(filter(None, set(map(_SENTENCE_GROUPS.get, concepts))))))


@lru_cache(maxsize=8192)
def _told_together(on: tuple[str, ...]) -> tuple[str, ...]:
    return (*("s:" + name for name in on), *(f"s:{first}&{second}" for first, second in combinations(on, 2)))


def _sentences(reading: Reading) -> list[str]:
    """What stands within one sentence, and what the last one of several says."""
    found = ["sentences:" + str(min(4, len(reading.sentences)))]
    found += set().union(*map(_sentence_features, reading.sentences))
    if len(reading.sentences) > 1:
        found += ["z" + name for name in _sentence_features(reading.sentences[-1])]
    return found


def named_features(message: DetectionInput, reading: Reading) -> list[str]:
    """The explainable features that hold for a message, by name."""
    concepts = reading.concepts
    found = ["c:" + concept for concept in concepts if concept != "aux"]
    found += ["h:" + concept for concept in reading.head if not concept.startswith("t_")]
    marks = _marks(reading.folded, concepts)
    found += marks
    found += reading.around_mark
    count = len(reading.words)
    found.append("len:" + next((name for most, name in _LENGTHS if count <= most), "more"))
    found.append("lang:" + reading.language)
    groups = {
        "ask": bool(concepts & ASKING),
        "qword": bool(concepts & QUESTION_WORDS),
        "qhead": bool(reading.head & ASKING),
        "need": bool(concepts & NEEDING),
        "trouble": bool(concepts & TROUBLES),
        "topic": reading.topics > 0,
        "topics": reading.topics > 1,
        "self": "self" in concepts or "family" in concepts,
        "you": "you" in concepts,
        "answer": "answer" in concepts,
        "broadcast": bool(concepts & BROADCAST),
        "off": bool(concepts & OFF_PURPOSE),
        "courtesy": bool(concepts & COURTESY),
        "past": "pastself" in concepts or "solved" in concepts,
        "mark": marks[0] == "mark",
        "day": "day" in concepts,
        "positive": "positive" in concepts,
        "price": "price" in concepts or "$" in reading.folded,
        "not": "neg" in concepts,
        "told": "toldme" in concepts,
        "authority": "authority" in concepts,
        "rhetoric": "rhetoric" in concepts,
        "chat": "chat" in concepts,
    }
    found += _crossed(tuple([name for name, holds in groups.items() if holds]))
    if not groups["topic"]:
        found += [f"x:{name}&no-topic" for name in ("ask", "need", "trouble", "mark") if groups[name]]
    if not (groups["ask"] or groups["need"] or groups["trouble"] or groups["mark"]):
        found.append("x:states-only")
        if groups["topic"]:
            found.append("x:topic-only")
    if groups["topic"] and not (groups["answer"] or groups["broadcast"] or groups["off"] or groups["you"]):
        found.append("x:topic&clean")
    if has_link(message.text):
        found.append("link")
    if reading.emoji_only:
        found.append("emoji-only")
    if _FACE.search(message.text):
        for name, faces in (("laughing", _LAUGHING), ("glad", _GLAD), ("sad", _SAD)):
            if faces.search(message.text):
                found.append("face:" + name)
                found += [f"face:{name}&{group}" for group in ("ask", "trouble", "topic") if groups[group]]
    found += _sentences(reading)
    found += context_features(message, reading)
    return found


def pieces(word: str, language: str) -> tuple[str, ...]:
    """The learned pieces of one word: the word, its consonants (both scripts meet there), its letter runs."""
    found = ["w:" + word]
    if is_arabic(word) or language == "arabizi":
        found.append("k:" + skeleton(word))
    edged = f"<{word}>"
    for size in (3, 4):
        found += [edged[start : start + size] for start in range(len(edged) - size + 1)]
    return tuple(found)


def pairs(listed: list[str]) -> list[str]:
    """Neighbouring words, and the first and last one marked as such."""
    if not listed:
        return []
    found = [f"b:{first} {second}" for first, second in pairwise(listed)]
    found.append("first:" + listed[0])
    found.append("last:" + listed[-1])
    return found
