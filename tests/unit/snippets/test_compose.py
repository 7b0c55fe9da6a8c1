"""A referral reads well in the member's language and says every fact once."""

from modtui.snippets.compose import compose_referral, one_field
from modtui.snippets.model import Kind, Snippet
from modtui.snippets.placeholders import fill

REFERRAL = Snippet(
    "x",
    Kind.REFERRAL,
    {"en": "Legal help"},
    {"en": "Call {phone} for an appointment.", "ar": "اتصل بـ {phone} للموعد."},
    organization="North {Clinic} (sample)",
    phone="613-555-0104",
    address="310 North Avenue",
    languages=("en", "ar", "so"),
)


def test_facts_the_body_leaves_out_follow_with_arabic_labels() -> None:
    composed = compose_referral(REFERRAL, "ar")
    filled = fill(composed.text, REFERRAL.field_values())
    assert filled.can_send
    assert filled.text.splitlines() == [
        "اتصل بـ 613-555-0104 للموعد.",
        "",
        "الجهة: North {Clinic} (sample)",
        "العنوان: 310 North Avenue",
        "اللغات: الإنجليزية، العربية، so",
    ]


def test_a_missing_language_is_composed_in_the_one_that_stands_in() -> None:
    composed = compose_referral(REFERRAL, "fr")
    assert composed.is_fallback
    assert "Address: 310 North Avenue" in composed.text


def test_an_answer_stays_as_it_is() -> None:
    answer = Snippet("a", Kind.ANSWER, {"en": "A"}, {"en": "Text"})
    assert compose_referral(answer, "en").text == "Text"


def test_one_field_can_be_copied() -> None:
    assert one_field(REFERRAL, "phone") == "613-555-0104"
    assert one_field(REFERRAL, "hours") == ""
