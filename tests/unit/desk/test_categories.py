"""Categories are configuration: renamed ones keep their warnings, and what lost its category is said."""

from dataclasses import replace

from tests.unit.desk.playing import until
from tests.unit.desk.test_acting import RUDE, done, seen

ARABIC = "عدم احترام"


def renamed(play, was=(), families=frozenset()):
    """Conduct is called behaviour now."""
    kept = [c for c in play.settings["categories"] if c.code != "conduct"]
    old = next(c for c in play.settings["categories"] if c.code == "conduct")
    return (replace(old, code="behaviour", title="Behaviour", was=was, families=families), *kept)


async def warned_twice(play):
    async with play.open() as desk:
        for number in range(2):
            await done(play, await desk.plan("warn", await seen(play, f"{RUDE} {number}"), "conduct"))
            play.clock.move(minutes=1)
        return await seen(play, f"{RUDE} again")


async def test_warnings_of_a_renamed_category_go_on_counting_under_its_new_name(play):
    post = await warned_twice(play)
    categories = renamed(play, was=("conduct",), families=frozenset({"behaviour", "conduct"}))
    async with play.open(categories=categories) as desk:
        plan = await desk.plan("warn", post, "behaviour")
        assert "removal" in plan.proposal.lower()
        assert [line for line in plan.fairness if "Behaviour" in line]
        assert not [line for line in plan.fairness if "conduct" in line]
        assert "(Behaviour)" in await desk.my_record(play.omar, "en")
        assert len(await desk.record("behaviour")) == 2
        assert not [notice for notice in play.notices() if "no longer has" in notice]


async def test_warnings_that_lost_their_category_are_said_at_the_start_with_what_to_do(play):
    post = await warned_twice(play)
    async with play.open(categories=renamed(play)) as desk:
        await until(lambda: [n for n in play.notices() if "no longer has (conduct)" in n and "`was:`" in n])
        assert (await desk.plan("warn", post, "behaviour")).proposal.startswith("First")


async def test_the_record_is_searched_by_what_a_category_is_called_in_every_language(play):
    async with play.open() as desk:
        await done(play, await desk.plan("warn", await seen(play, RUDE), "conduct"))
        for words in ("conduct", "disrespect", ARABIC, "manque de respect"):
            assert len(await desk.record(words)) == 1, words
        assert await desk.record("advertising") == []
