"""What the desk is told of the settings."""

from datetime import timedelta

import pytest

from modtui.cli import main
from modtui.commands.desk_settings import desk_settings, ui_settings
from modtui.config_load import ConfigError, load_config


@pytest.mark.parametrize(("text", "served"), [("", True), ("private:\n  enabled: false\n", False)])
def test_private_questions_can_be_left_off_altogether(tmp_path, text, served):
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    assert desk_settings(load_config(path, environ={}), read_only=False).private is served


def test_how_soon_is_soon_reaches_the_desk(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("service:\n  due_soon: 45 min\n", encoding="utf-8")
    path.chmod(0o600)
    assert desk_settings(load_config(path, environ={}), read_only=False).due_soon == timedelta(minutes=45)


def test_keys_that_clash_and_a_theme_that_there_is_not_stop_the_start_with_their_lines(tmp_path, capsys):
    path = tmp_path / "config.yaml"
    path.write_text(
        'ui:\n  theme: modtui-drak\n  keymap:\n    answer: w\n    anwser: f10\n    find: "ctrl+i"\n',
        encoding="utf-8",
    )
    path.chmod(0o600)
    with pytest.raises(ConfigError) as error:
        ui_settings(load_config(path, environ={}))
    told = str(error.value).splitlines()
    assert len(told) == 4
    assert f'{path}, line 2: ui.theme: there is no theme "modtui-drak"; did you mean "modtui-dark"?' in told
    assert f'{path}, line 4: ui.keymap.answer: w is the key of "warn" too; give one of them another' in told
    assert f'{path}, line 5: ui.keymap.anwser: there is no action "anwser"; did you mean "answer"?' in told
    assert main(["--config", str(path), "config", "check"]) == 2
    assert sorted(capsys.readouterr().err.splitlines()) == sorted(told)


def test_keys_of_one_s_own_reach_the_screen(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("ui:\n  keymap: {outbox: f10}\n", encoding="utf-8")
    path.chmod(0o600)
    assert ui_settings(load_config(path, environ={})).keys.by_id["outbox"].shown == "F10"


@pytest.mark.parametrize(
    ("text", "asked", "plain"),
    [("", False, False), ("", True, True), ("ui:\n  plain: true\n", False, True)],
)
def test_the_plain_mode_is_a_setting_and_an_option(tmp_path, text, asked, plain):
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    told = ui_settings(load_config(path, environ={}), plain=asked)
    assert told.plain is plain
    assert (told.bidi == "auto") is plain  # logical order; else whoever reorders in this terminal
