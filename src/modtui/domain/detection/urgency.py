"""Danger to life or safety (RULES 2, "Urgent"): points for what is said, taken back for figures of speech."""

from modtui.domain.detection.concepts import word_concepts
from modtui.domain.detection.features import Reading

# Points a danger concept is worth on its own; three make a message urgent.
_POINTS = {
    "u_suicide": 3,
    "u_medical": 3,
    "u_captive": 2,
    "u_assault": 3,
    "u_die": 3,
    "u_weapon": 3,
    "u_threat": 2,
    "u_kill": 2,
    "u_hit": 2,
    "u_fire": 2,
    "u_out": 2,
}
# What is a danger only together: (one concept, another) to the danger that the two make.
_TOGETHER = {
    ("n_harm", "n_oneself"): "u_suicide",
    ("n_swallow", "n_poison"): "u_swallowed",
    ("n_smell", "n_gas"): "u_gas",
    ("n_breathe", "n_not"): "u_medical",
    ("n_wake", "n_not"): "u_unwakeable",
    ("n_drunk", "n_break"): "u_hit",
    ("n_hide", "n_partner"): "u_fleeing",
    ("n_follow", "n_fear"): "u_fleeing",
    ("n_birth", "n_ambulance"): "u_birth",
    ("n_sleep", "n_outdoors"): "u_sleeping_out",
    ("n_hitword", "n_partner"): "u_hit_perhaps",
}
_TOGETHER_POINTS = {
    "u_swallowed": 2,
    "u_gas": 3,
    "u_unwakeable": 2,
    "u_fleeing": 2,
    "u_birth": 2,
    "u_sleeping_out": 1,
    "u_hit_perhaps": 1,
}
_POINTS |= _TOGETHER_POINTS
_ENOUGH = 3
_REASONS = {
    "u_suicide": "danger-suicide",
    "u_die": "danger-suicide",
    "u_medical": "danger-medical",
    "u_captive": "danger-held",
    "u_assault": "danger-assault",
    "u_weapon": "danger-weapon",
    "u_threat": "danger-threat",
    "u_kill": "danger-threat",
    "u_hit": "danger-violence",
    "u_fire": "danger-fire",
    "u_out": "danger-no-shelter",
    "u_swallowed": "danger-medical",
    "u_gas": "danger-fire",
    "u_unwakeable": "danger-medical",
    "u_fleeing": "danger-threat",
    "u_birth": "danger-medical",
    "u_sleeping_out": "danger-no-shelter",
    "u_hit_perhaps": "danger-violence",
}
_JOKING = "\U0001f602\U0001f923\U0001f480\U0001f605\U0001f606\U0001f60b\U0001f60d"
# In longer messages two words of a pair need have nothing to do with each other.
_READ_TOGETHER = 25
# "My baby does not sleep, we live on a busy street": further apart than this is not together.
_NEAR = 4
# "He took his pills and feels better", "never wakes before noon on Sundays".
_WELL = frozenset({"positive", "solved", "day", "congrats"})
# Asking how something works is not being in it: "where can I take a first aid course".
_CALM = frozenset({"howmuch", "when"})
# "This weather will kill me": said of food, films and weather, these are figures of speech.
_FIGURATIVE = frozenset({"u_kill", "u_hit", "u_fire", "u_threat", "u_hit_perhaps"})
# A landlord threatens with eviction, an office with a fine: grave, but no danger to life.
_PAPER_THREATS = frozenset({"t_housing", "t_money", "t_law", "t_work"})


def _near(reading: Reading, one: str, other: str) -> bool:
    """Whether words of the two concepts stand close together; phrases count as close."""
    places = [
        [
            place
            for place, word in enumerate(reading.words)
            if concept in word_concepts(word, reading.language)
        ]
        for concept in (one, other)
    ]
    if not all(places):
        return True
    return any(0 < abs(first - second) <= _NEAR for first in places[0] for second in places[1])


def danger_reasons(reading: Reading, text: str) -> tuple[str, ...]:
    """The reasons why a message is urgent, empty when it is not.

    `text` is the raw message: laughing faces tell a figure of speech from a cry for help.
    """
    concepts = reading.concepts
    said = {concept for concept in concepts if concept.startswith("u_")}
    if len(reading.words) <= _READ_TOGETHER:
        said |= {
            danger
            for pair, danger in _TOGETHER.items()
            if concepts.issuperset(pair) and _near(reading, *pair)
        }
    dangers = [concept for concept in _POINTS if concept in said]
    if not dangers:
        return ()
    points = sum(_POINTS[concept] for concept in dangers)
    if "n_calm" in concepts:
        points -= 3
    if concepts & _WELL and set(dangers) <= _TOGETHER_POINTS.keys():
        points -= 2
    if "u_now" in reading.concepts:
        points += 1
    if reading.concepts & {"self", "family"}:
        points += 1
    if any(face in text for face in _JOKING) or "laugh" in reading.concepts:
        points -= 4
    elif "sport" in reading.concepts or ("leisure" in reading.concepts and set(dangers) <= _FIGURATIVE):
        points -= 2
    if dangers == ["u_threat"] and reading.concepts & _PAPER_THREATS:
        points -= 1
    if reading.concepts & {"news", "announce"} and "self" not in reading.concepts:
        points -= 2
    if reading.concepts & _CALM:
        points -= 2
    if points < _ENOUGH:
        return ()
    return tuple(dict.fromkeys(_REASONS[concept] for concept in dangers))
