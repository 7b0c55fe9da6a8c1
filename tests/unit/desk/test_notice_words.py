"""Which words go with which deed, in the member's language (RULES 3)."""

from dataclasses import replace

import pytest

from tests.unit.desk.test_acting import RUDE, seen


def with_notice(play, notice):
    return tuple(replace(c, notice=notice) if c.code == "conduct" else c for c in play.settings["categories"])


async def test_the_words_of_a_warning_are_not_sent_with_a_removal(play):
    async with play.open_with_snippets(categories=with_notice(play, "warning-conduct")) as desk:
        post = await seen(play, RUDE)
        warning = (await desk.plan("warn", post, "conduct")).text
        removal = (await desk.plan("remove", post, "conduct")).text
    async with play.open_with_snippets() as desk:
        assert removal == (await desk.plan("remove", post, "conduct")).text
    assert warning != removal
    async with play.open_with_snippets(categories=with_notice(play, "removal-private")) as desk:
        assert (await desk.plan("remove", post, "conduct")).text == removal


@pytest.mark.parametrize(
    ("said", "warned", "out"),
    [
        ("كلكم أغبياء ولا أحد منكم يفهم شيئا في هذه المجموعة", "منشورك لا يوافق", "أُخرجت من المجموعة"),
        (
            "Vous êtes tous des idiots dans ce groupe, je vous déteste",
            "ne respecte pas",
            "été retiré du groupe",
        ),
        (RUDE, "does not fit", "were removed"),
    ],
)
async def test_without_a_shelf_a_warning_and_a_removal_are_in_the_members_language(play, said, warned, out):
    async with play.open() as desk:
        post = await seen(play, said)
        warning, removal = [(await desk.plan(kind, post, "conduct")).text for kind in ("warn", "remove")]
    assert warned in warning
    assert out in removal
    assert ("Disrespect" in warning) == (said == RUDE)
