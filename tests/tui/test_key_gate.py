"""The gate by itself: every press with its time."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from modtui.tui.key_gate import KeyGate
from modtui.tui.keymap import desk_key
from modtui.tui.keys import BY_ID, Haste


def feed(gate, presses):
    """Run presses [(character, at)] through a gate as a screen does; returns (commands run, texts)."""
    ran, texts = [], []
    for number, (character, at) in enumerate(presses):
        for verdict in (gate.poll(at), gate.press(desk_key(character, character), character, at, number)):
            ran += [key.id for key, _ in verdict.run]
            texts += [verdict.text] if verdict.text else []
    verdict = gate.poll(presses[-1][1] + 10 if presses else 0)
    return ran + [key.id for key, _ in verdict.run], texts


def test_three_in_a_burst_are_text():
    assert feed(KeyGate(), [("w", 0), ("x", 0.1), ("u", 0.39)]) == ([], ["wxu"])


def test_three_that_are_apart_are_commands():
    assert feed(KeyGate(), [("w", 0), ("x", 0.2), ("u", 0.4)]) == (["warn", "remove", "undo"], [])


def test_a_harmless_key_is_nearly_instant():
    gate = KeyGate()
    gate.press(BY_ID["answer"], "a", 5.0, None)
    assert gate.deadline is not None
    assert gate.deadline - 5.0 < 0.1


def test_a_paste_without_brackets_is_text_from_its_first_letter():
    assert feed(KeyGate(), [(c, 0.001 * n) for n, c in enumerate("a/?")]) == ([], ["a/?"])


def test_the_context_is_that_of_the_press():
    gate = KeyGate()
    gate.press(BY_ID["warn"], "w", 0, "first")
    gate.press(BY_ID["down"], "j", 0.1, "first")
    assert gate.poll(1).run == [(BY_ID["warn"], "first")]


HELD = "wxumntqo123"


@example([("w", 1.0), ("w", 0.2), ("w", 0.2)])
@given(st.lists(st.tuples(st.sampled_from(HELD), st.floats(0.001, 1.0)), min_size=1, max_size=30))
def test_every_key_is_either_text_or_a_command_and_no_three_commands_are_a_burst(steps):
    at, presses = 0.0, []
    for character, gap in steps:
        at += gap
        presses.append((character, at))
    gate, ran, text = KeyGate(), [], ""
    for number, (character, when) in enumerate(presses):
        for verdict in (gate.poll(when), gate.press(desk_key(character, character), character, when, number)):
            ran += [context for _, context in verdict.run]
            text += verdict.text or ""
    ran += [context for _, context in gate.poll(at + 10).run]
    assert all(BY_ID[desk_key(c, c).id].haste is Haste.HELD for c in HELD)
    assert sorted([presses[number][0] for number in ran] + list(text)) == sorted(c for c, _ in presses)
    assert ran == sorted(ran)
    times = [presses[number][1] for number in ran]
    assert not any(times[n + 2] < times[n] + 0.4 for n in range(len(times) - 2))


def test_a_burst_goes_on_as_long_as_keys_follow_it_quickly():
    gate = KeyGate()
    told = [gate.press(BY_ID["quit"], character, at * 0.1, None) for at, character in enumerate("abcqq")]
    assert [verdict.text for verdict in told] == [None, None, "abc", "q", "q"]
    assert not gate.poll(10).run
    assert gate.press(BY_ID["quit"], "q", 10, None).text is None
    assert [key.id for key, _ in gate.poll(11).run] == ["quit"]
