"""The organisation's protocol for emergencies: texts and files by language, and what can be wrong with them."""

import pytest

from modtui.config_load import ConfigError, load_config
from modtui.config_protocol import LONGEST, emergency_protocol


def load(folder, text):
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load_config(path, environ={})


def wrong(folder, text):
    with pytest.raises(ConfigError) as caught:
        emergency_protocol(load(folder, text))
    return [str(problem) for problem in caught.value.problems]


def test_texts_and_files_stand_by_language(tmp_path):
    (tmp_path / "protocol.ar.txt").write_text("اتصل بالمناوب\n", encoding="utf-8")
    text = (
        "emergency:\n  protocol:\n    en: |\n      1. Call 555-0100.\n      2. Stay.\n"
        "  protocol_files:\n    ar: protocol.ar.txt\n"
    )
    found = emergency_protocol(load(tmp_path, text))
    assert found == (("en", "1. Call 555-0100.\n2. Stay."), ("ar", "اتصل بالمناوب"))


def test_without_a_protocol_there_is_none(tmp_path):
    assert emergency_protocol(load(tmp_path, "")) == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("emergency:\n  protocol:\n    en: ''\n", 3, "is empty"),
        ("emergency:\n  protocol:\n    English: Call.\n", 3, "as a language"),
        ("emergency:\n  protocol_files:\n    en: nowhere.txt\n", 3, "is not there"),
        ("emergency:\n  protocol_files:\n    en: empty.txt\n", 3, "is empty"),
        ("emergency:\n  protocol_files:\n    en: latin.txt\n", 3, "no UTF-8"),
        ("emergency:\n  protocol_files:\n    en: .\n", 3, "cannot be read"),
        ("emergency:\n  protocol_files:\n    en: long.txt\n", 3, "at most 20000"),
        (f"emergency:\n  protocol:\n    en: {'x' * (LONGEST + 1)}\n", 3, "at most 20000"),
        ("emergency:\n  protocol:\n    en: Call.\n  protocol_files:\n    en: good.txt\n", 5, "keep one"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, line, words):
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes(b"prot\xe9ger")
    (tmp_path / "long.txt").write_text("x" * (LONGEST + 1), encoding="utf-8")
    (tmp_path / "good.txt").write_text("Call.", encoding="utf-8")
    (problem,) = wrong(tmp_path, text)
    assert f"line {line}: emergency." in problem
    assert words in problem


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    text = "emergency:\n  protocol:\n    en: ''\n  protocol_files:\n    ar: nowhere.txt\n"
    assert len(wrong(tmp_path, text)) == 2
