"""Unplanned closures in the settings: noted, never counted, and each mistake with its line."""

from datetime import UTC, datetime

import pytest

from modtui.config_load import ConfigError, load_config
from modtui.config_policy import service_policy
from modtui.domain.clock import due
from modtui.domain.clock_steps import explain

YEARS = range(2026, 2028)
ASKED = datetime(2026, 10, 2, 20, 0, tzinfo=UTC)  # Friday 16:00
CLOSED = "service:\n  closures:\n    - since: {}\n      until: {}\n      reason: power cut\n"


def policy(folder, text):
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return service_policy(load_config(path, environ={}), YEARS)


def test_a_closure_is_noted_and_changes_no_deadline(tmp_path):
    plain = policy(tmp_path, "")
    closed = policy(tmp_path, CLOSED.format("2026-10-05T09:00", "2026-10-05T12:00"))
    assert due(closed, ASKED).due == due(plain, ASKED).due
    assert explain(closed, ASKED).sentences()[-1] == (
        "Closed unplanned from Mon 5 Oct 09:00 to Mon 5 Oct 12:00 (power cut); the deadline stays."
    )
    # Asked under the policy of before: what has become known since is noted beside it.
    assert "power cut" in explain(plain, ASKED, closed).sentences()[-1]
    assert "power cut" not in " ".join(explain(plain, ASKED).sentences())


@pytest.mark.parametrize(
    ("since", "until", "line", "words"),
    [
        ("yesterday", "2026-10-05T12:00", 3, "write a time such as"),
        ("2026-10-05T09:00", "noon", 4, "write a time such as"),
        ("2026-10-05T09:00", "2026-10-05T09:00", 4, "is not after since"),
    ],
)
def test_a_mistake_is_said_with_its_line(tmp_path, since, until, line, words):
    with pytest.raises(ConfigError) as caught:
        policy(tmp_path, CLOSED.format(since, until))
    (problem,) = caught.value.problems
    assert (problem.line, words in problem.message) == (line, True)
