"""Moderation notices say the service's own hours, target and group in the member's language, not the file's fallback."""

from dataclasses import replace
from datetime import timedelta

import pytest

from modtui.desk import notices
from modtui.domain.policy import ServicePolicy, parse_hours
from modtui.snippets.glossary import samples_folder
from modtui.snippets.load import load_library
from modtui.snippets.model import Use
from modtui.snippets.placeholders import parse
from tests.unit.desk.playing import until
from tests.unit.desk.test_acting import RUDE, seen

EVENING = (parse_hours("18:00-20:30"),) * 7
POLICY = replace(ServicePolicy(), hours=EVENING, target=timedelta(hours=48))


@pytest.fixture
async def desk(play):
    async with play.open_with_snippets(policy=POLICY) as desk:
        await until(lambda: desk._parts.ctx.group is not None)
        yield desk


@pytest.mark.parametrize(
    ("language", "hours", "target"),
    [
        ("en", "every day, 18:00 to 20:30", "48 hours"),
        ("ar", "كل يوم من 18:00 إلى 20:30", "48 ساعة"),
        ("fr", "tous les jours, de 18 h à 20 h 30", "48 heures"),
    ],
)
async def test_a_welcome_says_the_services_hours_and_target(desk, language, hours, target):
    text = notices.welcome(desk._shelf, language, "Huda Sample")
    assert hours in text
    assert target in text
    assert "24" not in text


async def test_guidelines_and_the_description_say_the_target(desk):
    for text in (notices.guidelines(desk._shelf, "ar"), desk._shelf.description()):
        assert "48 ساعة" in text


async def test_what_is_planned_and_sent_says_it_and_names_the_group(play, desk):
    plan = await desk.plan("warn", await seen(play, RUDE), "conduct")
    assert "Newcomers" in plan.text
    assert "our group" not in plan.text
    welcome = await desk.plan_welcome([play.sara], "private")
    assert "18:00" in welcome.text
    action = await desk.carry_out(welcome.plan_id)
    play.clock.move(seconds=6)
    await play.until_status(action.action_id, "done")
    (told,) = play.private_texts(play.sara)
    assert "18:00" in told
    assert "48" in told


async def test_a_snippet_in_a_reply_is_filled_with_the_same_words(desk):
    filled = await desk.fill_blanks("welcome-new-member", None, {}, language="fr")
    assert "tous les jours, de 18 h à 20 h 30" in filled.text
    assert filled.unresolved == ()


#: Notices that an action or a person sends to say what the service is and what it asks of members.
MODERATION = (Use.WARNING, Use.REMOVAL, Use.LEAVING, Use.WELCOME, Use.GUIDELINES, Use.HOLDING, Use.THANKS)


async def test_nothing_that_a_sample_notice_asks_for_is_left_to_its_fallback(desk):
    """Every placeholder has a value here but a question, which the category answers."""
    shelf, asked_for = desk._shelf, set()
    for notice in shelf.library.notices():
        if notice.use not in MODERATION:
            continue
        for language, body in notice.body.items():
            known = shelf.values(notice, "Huda", language)
            names = {one.name for one in parse(body).placeholders if not one.is_question}
            asked_for |= names
            assert names - {name for name, value in known.items() if value} == set(), notice.id
    assert asked_for >= {"first_name", "group", "target", "service_hours"}


async def test_a_notice_with_something_unfilled_is_not_sent_to_anybody(play, tmp_path):
    folder = tmp_path / "snippets" / "notices"
    folder.mkdir(parents=True)
    texts = {
        "welcome": "Welcome, ask {service_hour|all day}!",
        "warning": "Mind {ask} please",
        "guidelines": "{",
    }
    for use, text in texts.items():
        (folder / f"{use}.yaml").write_text(
            f"id: {use}\nkind: notice\nuse: {use}\ntitle: {{en: T}}\nbody: {{en: '{text}'}}\n",
            encoding="utf-8",
        )
    async with play.open(snippet_dirs=(folder.parent,)) as desk:
        await until(lambda: desk._shelf._index is not None, 20)
        assert notices.welcome(desk._shelf, "en", "Huda") is None
        assert desk._shelf.description() is None
        plan = await desk.plan("warn", await seen(play, RUDE), "conduct")
        assert plan.text
        assert "{" not in plan.text  # our own sentence in its place


def test_a_placeholder_that_is_not_known_is_one_clear_sentence_at_load(tmp_path):
    sample = samples_folder() / "notices" / "welcome-new-member.yaml"
    folder = tmp_path / "notices"
    folder.mkdir()
    wrong = sample.read_text(encoding="utf-8").replace("{service_hours|Monday", "{service_hour|Monday")
    (folder / "welcome.yaml").write_text(wrong, encoding="utf-8")
    library = load_library(tmp_path)
    (problem,) = library.errors
    said = str(problem)
    assert "welcome.yaml" in said
    assert "In the body (en): {service_hour|Monday to Friday, 9 to 5} is no placeholder" in said
    assert "did you mean {service_hours}?" in said
    assert problem.line == 10
