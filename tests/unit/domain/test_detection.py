"""Detection: which messages are inquiries, which are urgent, and why (RULES 2)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modtui.domain.detection import (
    DetectionInput,
    Label,
    detect,
    reason_codes,
    reason_in_words,
)

EVERY_LETTER = st.text(max_size=300)
LIKELY_LETTERS = st.text(
    alphabet=st.sampled_from(
        [*"ابتثجحخدرسشصطعغفقكلمنهويةىءئؤآأإ ؟؟?!.،abcdehiknostuw 0123 ", "\n", "\u200f", "😂", "🙏", "é", "'"]
    )
)


def label_of(text: str, **context: object) -> Label:
    return detect(DetectionInput(text, **context)).label  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My daughter lost her health card", "en"),
        ("Where can I find a family doctor?", "en"),
        ("ابنتي فقدت بطاقتها الصحية", "ar"),
        ("حدا بيعرف وين بقدر سجل ابني بالمدرسة", "ar"),
        ("شلون اكدر اجدد الهوية الصحية", "ar"),
        ("ازاي اقدم على رخصة السواقة", "ar"),
        ("داير اعرف الكرت الصحي بطلعوهو كيف", "ar"),
        ("kif fini jadded el health card", "arabizi"),
        ("benti day3at el health card", "arabizi"),
        ("comment renouveler ma carte santé", "fr"),
        ("ma fille a perdu sa carte santé", "fr"),
    ],
)
def test_questions_and_needs_are_inquiries_with_or_without_a_question_mark(text: str, language: str) -> None:
    verdict = detect(DetectionInput(text))
    assert verdict.label is Label.INQUIRY
    assert verdict.language == language
    assert verdict.reasons


@pytest.mark.parametrize(
    "text",
    [
        "Good morning, how are you all today?",
        "صباح الخير كيف حالكم؟",
        "thank you so much",
        "شكرا كتير الله يعطيكم العافية",
        "merci beaucoup pour votre aide",
        "Looking for a cheap car? Come see our lot, financing for everyone!",
        "عم تدور على سيارة رخيصة؟ تواصل معنا عالخاص",
        "Join us on Thursday for a free workshop on tenant rights",
        "Messi or Ronaldo?",
        "مين بيربح اليوم برشلونة ولا الريال؟",
        "haha that's so true",
        "👍👍",
        "https://www.example.org/events?id=3",
        "",
    ],
)
def test_greetings_thanks_adverts_and_chatter_are_none(text: str) -> None:
    assert label_of(text) is Label.NONE


def test_staff_messages_are_never_inquiries_nor_urgent() -> None:
    for text in ("Where is the clinic?", "وين العيادة؟", "my husband hit me and I am scared"):
        verdict = detect(DetectionInput(text, from_staff=True))
        assert (verdict.label, verdict.urgent) == (Label.NONE, False)
        assert verdict.reasons == ("from-staff",)


def test_a_voice_note_without_text_is_possible_but_a_photo_without_text_is_none() -> None:
    verdict = detect(DetectionInput("", media="voice"))
    assert verdict.label is Label.POSSIBLE
    assert verdict.reasons == ("voice-without-text",)
    assert label_of("", media="photo") is Label.NONE


def test_a_voice_note_with_a_question_in_its_caption_is_found() -> None:
    assert label_of("سؤال عن الهيلث كارد", media="voice") is not Label.NONE


@pytest.mark.parametrize("text", ["anyone?", "؟؟", "up", "حدا يرد بليز", "personne ?", "ma 7ada jawab"])
def test_an_askers_bump_waits_for_a_person(text: str) -> None:
    verdict = detect(DetectionInput(text, reply_to_own_inquiry=True, seconds_since_own=600.0))
    assert verdict.label is Label.POSSIBLE


def test_a_reply_to_staff_is_thanks_or_a_follow_up_question() -> None:
    assert label_of("thanks, I will call them tomorrow", reply_to_staff=True) is Label.NONE
    assert label_of("يسلمو ايديك", reply_to_staff=True) is Label.NONE
    assert label_of("thanks, and what if I don't have a lease", reply_to_staff=True) is not Label.NONE
    assert label_of("طيب واذا ما عندي عقد ايجار", reply_to_staff=True) is not Label.NONE


def test_a_short_follow_up_to_ones_own_question_is_found_only_there() -> None:
    own = {"reply_to_own_inquiry": True, "seconds_since_own": 60.0}
    assert label_of("and for kids?", **own) is not Label.NONE
    assert label_of("طيب والاولاد", **own) is not Label.NONE
    after, alone = detect(DetectionInput("طيب والاولاد", **own)), detect(DetectionInput("طيب والاولاد"))  # type: ignore[arg-type]
    assert after.score > alone.score


def test_the_authors_question_just_before_makes_a_short_message_a_follow_up() -> None:
    asked = {"previous_own_text": "where can I renew my health card", "seconds_since_own": 90.0}
    long_ago = {**asked, "seconds_since_own": 90000.0}
    chatted = {**asked, "previous_own_text": "haha that's so true"}
    assert "follows-own-question" in detect(DetectionInput("and for kids", **asked)).reasons  # type: ignore[arg-type]
    for context in (long_ago, chatted):
        assert "follows-own-question" not in detect(DetectionInput("and for kids", **context)).reasons  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my husband beats me and I'm afraid", "danger-violence"),
        ("I don't want to live anymore", "danger-suicide"),
        ("my baby isn't breathing", "danger-medical"),
        ("we were thrown out tonight with the kids and it's freezing", "danger-no-shelter"),
        ("جوزي عم يضربني وانا خايفة", "danger-violence"),
        ("ما بدي عيش بعد اليوم", "danger-suicide"),
        ("طردونا من البيت هلق بهالبرد ومعي اطفال", "danger-no-shelter"),
        ("mon mari me frappe", "danger-violence"),
        ("mon père ne respire plus", "danger-medical"),
        ("jozi 3am yodrobne", "danger-violence"),
    ],
)
def test_danger_to_life_or_safety_is_urgent_and_an_inquiry(text: str, reason: str) -> None:
    verdict = detect(DetectionInput(text))
    assert verdict.urgent
    assert verdict.label is Label.INQUIRY
    assert reason in verdict.reasons


@pytest.mark.parametrize(
    "text",
    [
        "I'm dying of laughter 😂",
        "متت من الضحك",
        "je suis mort de rire",
        "He beat me at chess again",
        "my phone just died",
        "where can I take a first aid course",
        "my landlord is threatening to evict us next month",
        "ra7 mout men el de7ek",
    ],
)
def test_figures_of_speech_and_plain_questions_are_not_urgent(text: str) -> None:
    assert not detect(DetectionInput(text)).urgent


def test_reasons_are_said_in_words() -> None:
    where = detect(DetectionInput("where is the passport office?"))
    assert "asks where" in [reason_in_words(code) for code in where.reasons]
    lost = detect(DetectionInput("my daughter lost her health card"))
    assert "states a lost document" in [reason_in_words(code) for code in lost.reasons]


def test_every_code_has_words_and_an_unknown_one_is_still_readable() -> None:
    for code in reason_codes():
        assert "-" not in reason_in_words(code)
    assert reason_in_words("some-later-code", "ar") == "some later code"


@given(
    text=EVERY_LETTER | LIKELY_LETTERS,
    staff=st.booleans(),
    member=st.booleans(),
    own=st.booleans(),
    media=st.sampled_from([None, "voice", "photo", "file"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_has_the_same_verdict_each_time(
    text: str, staff: bool, member: bool, own: bool, media: str | None
) -> None:
    message = DetectionInput(
        text, reply_to_staff=staff, reply_to_member=member, reply_to_own_inquiry=own, media=media
    )
    verdict = detect(message)
    assert verdict == detect(message)
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.language in {"ar", "en", "fr", "arabizi", "other"}
    assert len(verdict.reasons) <= 4
    assert set(verdict.reasons) <= reason_codes()
    if verdict.label is not Label.NONE:
        assert verdict.reasons
    if verdict.urgent:
        assert verdict.label is Label.INQUIRY


@pytest.mark.parametrize(
    "text", ["where is the clinic", "ضاعت بطاقتي الصحية", "صباح الخير", "merci", "kif ba3mel"]
)
def test_blanks_and_a_friendly_face_at_the_end_change_nothing(text: str) -> None:
    plain = detect(DetectionInput(text))
    for tail in (" ", "\n\n", " 🙏", "🌹", "\u200f"):
        assert detect(DetectionInput(text + tail)).label is plain.label


def test_a_very_long_message_is_read_at_both_ends() -> None:
    filler = "bla " * 20000
    assert label_of("Does anyone know where I can renew my health card? " + filler) is not Label.NONE
    assert detect(DetectionInput(filler + " my husband beats me and my kids, I am afraid")).urgent


def test_spelling_variants_of_arabic_get_the_same_verdict() -> None:
    plain = detect(DetectionInput("اين اجد مدرسة لابنتي"))
    assert detect(DetectionInput("أينَ أجِدُ مدرسـة لابنتي")) == plain


def test_a_telephone_number_is_no_score_of_a_match() -> None:
    verdict = detect(
        DetectionInput("Hello, I am Omar. Where can I buy a used sofa and a mattress? 613-555-0142")
    )
    assert verdict.label is Label.INQUIRY
    assert "off-topic-sport" not in verdict.reasons


@pytest.mark.parametrize("text", ["who even has time for this 😂", "ليه الناس بقت كده 😅"])
def test_a_question_to_nobody_says_so(text: str) -> None:
    verdict = detect(DetectionInput(text))
    assert verdict.label is not Label.INQUIRY
    assert verdict.label is Label.POSSIBLE or "asks-nobody" in verdict.reasons
