"""`modtui demo --speed N`."""

import argparse

import pytest

from modtui.cli_table import _demo


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser()
    _demo(made)
    return made


@pytest.mark.parametrize(("typed", "speed"), [("4", 4.0), ("0.5", 0.5), ("100", 100.0)])
def test_a_speed_that_makes_sense_is_taken(typed, speed):
    assert parser().parse_args(["--speed", typed]).speed == speed
    assert parser().parse_args([]).speed == 1.0


@pytest.mark.parametrize("typed", ["0", "-1", "101", "nan", "inf", "quick", ""])
def test_any_other_is_refused_in_one_sentence(typed, capsys):
    with pytest.raises(SystemExit) as stopped:
        parser().parse_args(["--speed", typed])
    assert stopped.value.code == 2
    assert "a number above 0, at most 100" in capsys.readouterr().err
