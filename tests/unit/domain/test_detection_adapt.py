"""Detection adapts locally to a moderator's corrections: a little, and saying why."""

from __future__ import annotations

import pytest

from modtui.domain.detection import DetectionInput, Label, detect
from modtui.domain.detection.adapt import Adapter, Correction

CHATTY = "is this the bus to the zoo with the kids?"


def wrong_way(text: str, count: int) -> list[Correction]:
    """The same message, corrected against what detection says of it."""
    message = DetectionInput(text)
    return [Correction(message, detect(message).label is not Label.INQUIRY)] * count


def test_without_corrections_nothing_changes() -> None:
    message = DetectionInput("where is the clinic?")
    assert Adapter.from_corrections([]).detect(message) == detect(message)


def test_corrections_move_messages_worded_likewise_towards_what_was_said() -> None:
    message = DetectionInput(CHATTY)
    before = detect(message)
    adapted = Adapter.from_corrections(wrong_way(CHATTY, 4)).detect(message)
    if before.label is Label.INQUIRY:
        assert adapted.score < before.score
    else:
        assert adapted.score > before.score


def test_however_many_corrections_the_shift_is_bounded_and_sure_verdicts_stand() -> None:
    adapter = Adapter.from_corrections(wrong_way("how do I renew my health card", 500))
    message = DetectionInput("my daughter lost her health card, how do I renew it?")
    assert abs(adapter.shift(message)) <= 1.2
    assert adapter.detect(message).label is not Label.NONE


def test_urgent_messages_and_staff_stay_as_they_are() -> None:
    adapter = Adapter.from_corrections(wrong_way("my husband beats me", 20))
    urgent = DetectionInput("my husband beats me")
    assert adapter.detect(urgent).urgent
    assert adapter.detect(DetectionInput(CHATTY, from_staff=True)).label is Label.NONE


def test_the_words_that_moved_a_message_are_named() -> None:
    adapter = Adapter.from_corrections(wrong_way("tombola tickets at the tombola", 3))
    named = [word for word, _ in adapter.explain(DetectionInput("who has tombola tickets"))]
    assert set(named) & {"tombola", "tickets"}
    assert adapter.explain(DetectionInput("quite another thing")) == ()


def test_a_changed_label_says_that_corrections_changed_it() -> None:
    words = (
        "selling",
        "a",
        "used",
        "stroller",
        "anybody",
        "the",
        "bus",
        "is",
        "late",
        "my",
        "card",
        "came",
        "today",
    )
    adapter = Adapter(leans=dict.fromkeys(words, 1.0))
    texts = (
        "selling a used stroller",
        "the bus is late",
        "my card came today",
        "is anybody late",
        "anybody late today",
        "my late bus",
        "used stroller",
    )
    changed = 0
    for text in texts:
        before, after = detect(DetectionInput(text)), adapter.detect(DetectionInput(text))
        assert after.score > before.score
        if after.label is not before.label:
            changed += 1
            assert after.reasons[-1] == "corrected-like-this"
    assert changed


def test_a_correction_survives_as_a_labelled_line() -> None:
    correction = Correction(DetectionInput("وين؟", reply_to_own_inquiry=True, seconds_since_own=9.0), True)
    line = correction.as_line()
    assert line == {
        "label": "inquiry",
        "text": "وين؟",
        "reply_to_own_inquiry": True,
        "seconds_since_own": 9.0,
    }
    assert Correction.from_line({**line, "kind": "bump"}) == correction


@pytest.mark.parametrize("line", [{"label": "inquiry"}, {"text": "x"}, {"text": "x", "label": "maybe"}])
def test_a_bad_labelled_line_is_refused_with_a_sentence(line: dict) -> None:
    with pytest.raises(ValueError, match="a labelled line needs"):
        Correction.from_line(line)
