"""Reading config.yaml: what is taken, and what a person is told when it is wrong."""

import sys
from datetime import date, timedelta
from textwrap import dedent
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui import config_load
from modtui.config import Config, Step
from modtui.config_load import ConfigError, load_config
from modtui.config_policy import moderation_categories, service_policy
from modtui.config_values import Day, parse_duration
from modtui.domain.moderation import Rung

YEARS = range(2026, 2028)
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


@pytest.fixture
def load(tmp_path):
    def load(text, environ=None, mode=0o600):
        path = tmp_path / "config.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        path.chmod(mode)
        return load_config(path, environ=environ or {})

    return load


@pytest.fixture
def problems(load):
    def problems(text, **more):
        with pytest.raises(ConfigError) as caught:
            load(text, **more)
        return caught.value.problems

    return problems


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "service:\n  # zone: X\n", "service:\nui:\nmoderation:\n"]
)
def test_sections_that_say_nothing_are_the_defaults(load, text):
    assert load(text).config == Config()


def test_what_is_written_is_taken_and_the_rest_stays(load):
    config = load(
        """
        group: "@samplegroup"
        service:
          zone: Europe/Oslo
          hours: {monday: "08:00-12:00, 13:00-16:00", friday: closed, sunday: [10:00-11:00]}
          target: 30 min
          clock: service-hours
        staff:
          - {id: 7, role: partner}
        """
    ).config
    assert config.group == "@samplegroup"
    assert config.service.hours.monday == ((480, 720), (780, 960))
    assert config.service.hours.tuesday == ((540, 1020),)
    assert config.service.hours.friday == ()
    assert config.service.hours.sunday == ((600, 660),)
    assert config.service.target == timedelta(minutes=30)
    assert (config.staff[0].id, config.staff[0].role, config.staff[0].name) == (7, "partner", "")


def test_every_problem_is_told_at_once_each_with_its_line_and_key(problems):
    found = problems(
        """\
        servise:
          zone: X
        service:
          zone: Amercia/Toronto
          clock: busines-days
          target: 24
          hours:
            monday: 17:00-09:00
            tusday: closed
        staff:
          - {role: modrator, id: 5}
          - {id: -1}
          - {id: 5}
        sync: {interval_minutes: "3"}
        group: {a: 1}
        ui: [1]
        """
    )
    told = {(problem.line, problem.key): problem.message for problem in found}
    assert set(told) == {
        (1, "servise"),
        (4, "service.zone"),
        (5, "service.clock"),
        (6, "service.target"),
        (8, "service.hours.monday"),
        (9, "service.hours.tusday"),
        (11, "staff.0.role"),
        (12, "staff.1.id"),
        (13, "staff.2.id"),
        (14, "sync.interval_minutes"),
        (15, "group"),
        (16, "ui"),
    }
    assert '"service"' in told[1, "servise"]
    assert "America/Toronto" in told[4, "service.zone"]
    assert "'busines-days'" in told[5, "service.clock"]
    assert "business-days" in told[5, "service.clock"]
    assert "found 24; write a duration with its unit, such as 24h" in told[6, "service.target"]
    assert "'17:00-09:00'" in told[8, "service.hours.monday"]
    assert '"tuesday"' in told[9, "service.hours.tusday"]
    assert '(nearest: "moderator")' in told[11, "staff.0.role"]
    assert "at least 1" in told[12, "staff.1.id"]
    assert "without quotes" in told[14, "sync.interval_minutes"]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_problem_reads_as_file_line_key_and_advice(problems, tmp_path):
    (found,) = problems("ui:\n  bidi: vizual\n")
    assert str(found) == (
        f"{tmp_path / 'config.yaml'}, line 2: ui.bidi: found 'vizual'; "
        'write one of auto, visual, terminal (nearest: "visual")'
    )


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("ui: {theme: 5}", 'with quotes: "5"'),
        ("ui: {theme: false}", 'with quotes: "false"'),
        ("ui: {plain: 'yes'}", "true or false"),
        ("ui: {plain: yes}", "true or false"),
        ("ui: {keymap: {5: a}}", "put it in quotes"),
        ("ui: {keymap: [a]}", "a mapping"),
        ("snippets: {dirs: here}", "a list"),
        ("telegram: {proxy: {port: 1080}}", "is missing"),
        ("telegram: {proxy: {host: h, port: 70000}}", "from 1 to 65535"),
        ("telegram: {server: {host: h, public_key: abc}}", "PEM"),
        ("service: {holidays: {plus: {2026-02-30: x}}}", "a day such as"),
        ("service: {holidays: {minus: [12]}}", "a day such as"),
        ("service: {shortened: {12-24: nine}}", "hours such as"),
        ("service: {target: 0h}", "more than 0"),
        ("service: {hours: {" + ", ".join(f"{day}: closed" for day in WORKDAYS) + "}}", "no day has hours"),
        ("moderation: {categories: {}}", "is empty"),
        ("moderation: {categories: {a: {title: x, steps: [[]]}}}", "without steps"),
        ("moderation: {categories: {a: {title: x, steps: [[wran]]}}}", '"warn"'),
        ("moderation: {undo_seconds: true}", "a whole number"),
        ("group: 5\nlog_group: 5", "the group itself"),
        ("group: ''", "@username"),
        ("retention: {message_text: 3 months}", "the units are"),
        ("- a list", "a section"),
        ("a: 1\na: 2", "second time"),
    ],
)  # fmt: skip
def test_what_to_write_instead(problems, text, advice):
    assert any(advice in problem.message for problem in problems(text)), problems(text)


def test_what_was_found_cannot_reach_the_terminal_raw(problems):
    (found,) = problems('ui: {bidi: "\\e]2;x\\u202e"}')
    assert found.message.isprintable()


def test_a_secret_in_the_wrong_line_is_not_shown(problems):
    (found,) = problems("telegram: {api_id: 0123456789abcdef0123456789abcdef}")
    assert "abcdef" not in str(found)


def test_a_wrong_category_does_not_make_the_table_empty_too(problems):
    (found,) = problems("moderation: {categories: {a: {title: 5, steps: [[warn]]}}}")
    assert found.key == "moderation.categories.a.title"


def test_a_missing_file_is_the_defaults_unless_it_was_asked_for(tmp_path):
    loaded = load_config(tmp_path / "none.yaml", environ={})
    assert loaded.config == Config()
    assert not loaded.found
    with pytest.raises(ConfigError, match="config example"):
        load_config(tmp_path / "none.yaml", must_exist=True, environ={})
    with pytest.raises(ConfigError, match="config example"):
        loaded.require("group")


def test_what_a_command_needs_is_named_all_at_once(load):
    with pytest.raises(ConfigError) as caught:
        load("telegram: {api_id: 5}\n").require("telegram.api_id", "telegram.api_hash", "group")
    assert [problem.key for problem in caught.value.problems] == ["telegram.api_hash", "group"]


def test_a_file_that_is_not_utf8_names_the_line(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_bytes(b"ui:\n  theme: caf\xe9\n")
    with pytest.raises(ConfigError, match=r"line 2: not UTF-8"):
        load_config(path, environ={})


def test_folders_are_from_the_config_file_on(load, tmp_path):
    config = load("data_dir: here\nsnippets: {dirs: [../s, /abs]}").config
    assert config.data_dir == str(tmp_path / "here")
    assert config.snippets.dirs == (str(tmp_path / ".." / "s"), "/abs")


# -- secrets


SECRET = "0123456789abcdef-sample-not-real"


def test_a_secret_in_a_file_that_others_can_read_is_refused_with_the_remedy(problems, load, tmp_path):
    (found,) = problems(f"telegram: {{api_hash: {SECRET}}}", mode=0o640)
    assert f"run: chmod 600 {tmp_path / 'config.yaml'}" in found.message
    load("telegram: {api_id: 5}", mode=0o644)


def test_the_environment_goes_before_the_file(load):
    environ = {"MODTUI_API_ID": "77", "MODTUI_API_HASH": SECRET, "MODTUI_PROXY_PASSWORD": "p"}
    loaded = load("telegram: {api_id: 5, api_hash: other, proxy: {host: h, port: 1}}", environ=environ)
    assert loaded.config.telegram.api_id == 77
    assert loaded.api_hash() == SECRET
    assert loaded.config.telegram.proxy.password.reveal() == "p"


def test_a_wrong_number_in_the_environment_names_the_variable(problems):
    (found,) = problems("", environ={"MODTUI_API_ID": "x"})
    assert (found.file, found.key) == ("environment", "MODTUI_API_ID")


def test_a_secret_never_shows_itself(load, problems):
    loaded = load(f"telegram: {{api_hash: {SECRET}}}")
    assert SECRET not in f"{loaded} {loaded.config!r} {loaded.config.telegram.api_hash}"
    for wrong in ("123456789", "[hidden-9]", "true"):
        text = "\n".join(str(problem) for problem in problems(f"telegram: {{api_hash: {wrong}}}"))
        assert wrong.strip("[]") not in text


def command(program):
    return f'{sys.executable} -c "{program}"'


def test_a_secret_from_a_command_runs_only_when_it_is_needed(load, tmp_path):
    mark = tmp_path / "ran"
    program = f"open('{mark}', 'w'); print('{SECRET}'); print('more')"
    loaded = load("telegram:\n  api_hash_command: " + repr(command(program)).replace("\\'", "''"))
    assert not mark.exists()
    assert loaded.api_hash() == SECRET
    assert mark.exists()


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (command(f"import sys; print('{SECRET}'); sys.stderr.write('{SECRET}'); sys.exit(3)"), "status 3"),
        (command(f"'{SECRET}'"), "printed nothing"),
        (f"no-such-program-of-ours {SECRET}", "cannot be run"),
        (f"pass '{SECRET}", "quotes do not match"),
        (command(f"import time; print('{SECRET}', flush=True); time.sleep(60)"), "no answer within"),
    ],
)
def test_a_command_that_fails_says_so_without_the_secret(load, monkeypatch, program, said):
    monkeypatch.setattr(config_load, "COMMAND_SECONDS", 0.5)
    with pytest.raises(ConfigError, match=said) as caught:
        load("telegram:\n  api_hash_command: '" + program.replace("'", "''") + "'").api_hash()
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "line 2: telegram.api_hash_command" in str(caught.value)


def test_hash_and_command_together_are_refused(problems):
    (found,) = problems(f"telegram: {{api_hash: {SECRET}, api_hash_command: pass}}")
    assert "keep one" in found.message


# -- the service's policy


def test_the_service_section_becomes_the_policy(load):
    policy = service_policy(
        load(
            """
            service:
              target: 48h
              holidays: {plus: {09-30: Truth, 2026-11-11: Remembrance}, minus: [Boxing Day, 2026-07-01]}
              shortened: {12-24: 09:00-12:00}
            """
        ),
        YEARS,
    )
    assert policy.target == timedelta(hours=48)
    assert policy.closed_because(date(2026, 12, 25)) == "Christmas Day"
    assert policy.closed_because(date(2027, 9, 30)) == "Truth"
    assert policy.closed_because(date(2026, 11, 11)) == "Remembrance"
    assert policy.closed_because(date(2027, 11, 11)) is None
    assert policy.closed_because(date(2026, 12, 28)) is None
    assert policy.closed_because(date(2026, 7, 1)) is None
    assert policy.hours_of(date(2026, 12, 24)) == ((540, 720),)


@pytest.mark.parametrize(
    "wrong", ["country: XX", "subdivision: QQ", "categories: [fun]", "minus: [Boxing Dye]"]
)
def test_holidays_that_there_are_not_name_the_place(load, wrong):
    loaded = load(f"service:\n  holidays:\n    {wrong}\n")
    with pytest.raises(ConfigError, match=r"line 2: service\.holidays: ") as caught:
        service_policy(loaded, YEARS)
    assert wrong.split(": ")[1].strip("[]") in str(caught.value)


def test_the_default_categories_are_ladders_of_the_domain():
    by_code = {category.code: category for category in moderation_categories(Config().moderation)}
    assert by_code["offensive"].bans_at_once
    assert by_code["extraneous-religious"].deletes
    assert not by_code["conduct"].deletes
    assert Rung.PROPOSE_REMOVAL in by_code["conduct"].rungs(2)
    assert Rung.WARN not in by_code["privacy"].rungs(9)


def test_every_step_that_settings_know_is_known_to_the_domain():
    assert set(get_args(Step)) == {rung.value for rung in Rung}


def test_a_table_of_categories_replaces_the_default_one(load):
    loaded = load("moderation: {categories: {spam: {title: Spam, steps: [[delete], [ban]], notice: a}}}")
    (category,) = moderation_categories(loaded.config.moderation)
    assert (category.code, category.title, category.notice) == ("spam", "Spam", "a")
    assert category.ladder == ((Rung.DELETE,), (Rung.BAN,))


def test_a_category_counts_what_was_decided_under_a_name_it_had_before_and_so_does_its_family(load):
    loaded = load(
        "moderation: {categories: {tone-a: {title: A, steps: [[warn]], was: [conduct]},"
        " tone-b: {title: B, steps: [[warn]]}, ads: {title: C, steps: [[warn]]}}}"
    )
    first, second, ads = moderation_categories(loaded.config.moderation)
    assert (first.counts("conduct"), second.counts("conduct"), ads.counts("conduct")) == (True, True, False)
    assert (first.counts("tone-b"), ads.counts("ads-house")) == (True, True)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "{a: {title: A, steps: [[warn]], was: [b]}, b: {title: B, steps: [[warn]]}}",
            "b is a category of today",
        ),
        (
            "{a: {title: A, steps: [[warn]], was: [x]}, b: {title: B, steps: [[warn]], was: [x]}}",
            "x stands with a too",
        ),
    ],
)
def test_a_name_of_before_belongs_to_one_category_only(problems, written, said):
    assert said in str(problems("moderation: {categories: " + written + "}"))


# -- values


def test_the_29th_of_february_of_every_year_is_in_leap_years_only():
    assert Day(None, 2, 29).dates(range(2023, 2030)) == [date(2024, 2, 29), date(2028, 2, 29)]


@given(st.integers(0, 10_000), st.sampled_from([("h", 3600), (" min", 60), ("d", 86400), (" Weeks", 604800)]))
def test_durations(number, unit):
    name, seconds = unit
    if number * seconds <= 36500 * 86400:
        assert parse_duration(f"{number}{name}") == timedelta(seconds=number * seconds)


def test_durations_add_up():
    assert parse_duration("1h 30min") == timedelta(minutes=90)
    assert parse_duration("1.5h") == timedelta(minutes=90)


@given(st.text(max_size=20) | st.integers() | st.none() | st.floats())
def test_no_duration_is_an_error_of_values(value):
    try:
        assert parse_duration(value) >= timedelta()
    except ValueError as error:
        sentence = str(error)
        assert "24h" in sentence
