"""What the desk is told of the settings."""

import pytest

from modtui.commands.desk_settings import desk_settings
from modtui.config_load import load_config


@pytest.mark.parametrize(("text", "served"), [("", True), ("private:\n  enabled: false\n", False)])
def test_private_questions_can_be_left_off_altogether(tmp_path, text, served):
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    assert desk_settings(load_config(path, environ={}), read_only=False).private is served
