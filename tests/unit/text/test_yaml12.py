"""The YAML that configuration and snippets are read with."""

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from modtui.text import yaml12
from modtui.text.yaml12 import YamlError, load


@pytest.fixture(params=["C", "Python"], autouse=True)
def parser(request, monkeypatch):
    """Every test runs on PyYAML's C parser and on its Python one, which machines without libyaml get."""
    if request.param == "C" and not yaml.__with_libyaml__:
        pytest.skip("this PyYAML was built without libyaml")
    monkeypatch.setattr(yaml12, "_PARSER", yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader)


def problems(text):
    with pytest.raises(YamlError) as caught:
        load(text)
    return [(problem.line, problem.message) for problem in caught.value.problems]


BENT_BY_YAML_11 = ["yes", "no", "on", "off", "Yes", "NO", "y", "17:00", "9:30:15", "2026-10-01", "1_000"]
LIKE_A_VALUE = [
    "2026-10-01T10:00:00Z",
    "0b11",
    "=",
    "<<",
    "+.5x",
    "1e",
    "e5",
    ".",
    "0o8",
    "0xg",
    "tRUE",
    "nUll",
]


@pytest.mark.parametrize("written", BENT_BY_YAML_11 + LIKE_A_VALUE)
def test_what_yaml_11_would_bend_stays_the_string_that_was_written(written):
    assert load(f"key: {written}").data == {"key": written}


NULLS = {"null": None, "Null": None, "~": None, "": None}
NUMBERS = {"0": 0, "-12": -12, "+7": 7, "010": 10, "0o17": 15, "0xFf": 255, "1.5": 1.5, ".5": 0.5, "1.": 1.0}
CORE_SCALARS = (
    NULLS | NUMBERS | {"true": True, "FALSE": False, "-2e3": -2e3, ".inf": math.inf, "-.INF": -math.inf}
)


@pytest.mark.parametrize(("written", "meant"), CORE_SCALARS.items())
def test_core_scalars(written, meant):
    value = load(f"key: {written}").data["key"]
    assert value == meant
    assert type(value) is type(meant)


def test_not_a_number():
    assert math.isnan(load("[.nan]").data[0])


def test_quotes_and_blocks_are_always_text():
    assert load("['1', \"true\", ~]\n").data == ["1", "true", None]
    assert load("a: |\n  12\nb: >\n  null\n").data == {"a": "12\n", "b": "null\n"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "# a\n# b"])
def test_an_empty_text_is_a_document_that_holds_nothing(text):
    document = load(text)
    assert document.data is None
    assert document.line(("anything",)) == 1


def test_lines_of_values_keys_and_what_is_missing():
    document = load("a: 1\nb:\n  c:\n    - x\n    - y: 2\n\n  d: |\n    text\n")
    assert document.line(("a",)) == 1
    assert document.line(("b", "c", 1, "y")) == 5
    assert document.line(("b", "d")) == 7
    assert document.key_line(("b", "c")) == 3
    assert document.key_line(("b", "c", 0)) == 4
    assert document.line(("b", "c", 1, "not there", "deeper")) == 5
    assert document.key_line(("b", "not there")) == 2


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    document = load("\ufeffa: 1\r\nb: مرحبا\r\n")
    assert document.data == {"a": 1, "b": "مرحبا"}
    assert document.line(("b",)) == 2


def test_every_problem_is_told_not_the_first():
    found = problems("a: 1\na: 2\nb: !!python/name:os.system x\nc: *nowhere\n? [1]\n: 2\nb: 3\n")
    assert [line for line, _ in found] == [2, 3, 4, 5, 7]
    assert "second time (first on line 1)" in found[0][1]
    assert "not known" in found[1][1]
    assert "&nowhere" in found[2][1]
    assert "cannot be a key" in found[3][1]


def test_a_problem_before_a_syntax_error_is_told_with_it():
    found = problems("a: 1\na: 2\nb: [1, 2\nc: 3\n")
    assert found[0][0] == 2
    assert "not YAML" in found[-1][1]
    assert found[-1][0] >= 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("group: @newcomers\n", "a text that begins with @ needs quotes"),
        ("service:\n\tzone: UTC\n", "indent with spaces, not with tabs"),
    ],
)
def test_a_likely_slip_is_told_with_what_to_write(text, said):
    assert said in problems(text)[-1][1]


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x07", "\ufffe", "\ud800"])
def test_characters_that_yaml_does_not_allow_are_named_with_their_place(character):
    with pytest.raises(YamlError) as caught:
        load(f"a: مرحبا\nb: x{character}\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 5)
    assert f"U+{ord(character):04X}" in problem.message


def test_tags_of_the_core_schema_and_those_that_lie():
    assert load("[!!str 1, !!int '3', !!float 2, ! 5]").data == ["1", 3, 2.0, "5"]
    assert type(load("!!float 2").data) is float
    assert "tagged !!int" in problems("!!int x")[0][1]


def test_a_second_document_is_refused():
    assert problems("a: 1\n---\nb: 2\n") == [
        (2, "a second document starts here; keep one document to a file")
    ]


def test_aliases_repeat_a_value():
    document = load("a: &x [1, 2]\nb: *x\n")
    assert document.data == {"a": [1, 2], "b": [1, 2]}


def test_an_alias_inside_its_own_value_is_refused():
    assert "inside what it repeats" in problems("a: &x [1, *x]\n")[0][1]


def test_an_alias_bomb_ends_early():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "more than 200000 values" in problems("\n".join(levels))[0][1]


@pytest.mark.parametrize("text", ["[" * 5000, "{a: " * 5000, "- " * 5000])
def test_bottomless_nesting_is_a_problem_and_no_crash(text):
    assert any("levels deep" in message or "not YAML" in message for _, message in problems(text))


def test_a_number_too_long_to_be_one():
    assert "digits" in problems("a: " + "9" * 5000)[0][1]


_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


def _as_core_yaml(value):
    """Flow style with every string in quotes: says exactly what is meant, whatever the schema."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_as_core_yaml(k)}: {_as_core_yaml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_as_core_yaml(item) for item in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
    if isinstance(value, float) and math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    return "null" if value is None else repr(value).lower()


@given(_values.filter(lambda v: "\\ud" not in repr(v)))
def test_what_is_written_is_what_is_read(value):
    assert load(_as_core_yaml(value)).data == value


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_place_and_nothing_else(text):
    try:
        load(text)
        found = None
    except YamlError as error:
        found = error.problems
    lines = 2 + sum(text.count(end) for end in "\n\r\x85\u2028\u2029")
    assert found is None or (
        found and all(1 <= problem.line <= lines and problem.message for problem in found)
    )
