"""What the desk is told of the settings."""

from datetime import timedelta

import pytest

from modtui.commands.desk_settings import desk_settings
from modtui.config_load import load_config


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
