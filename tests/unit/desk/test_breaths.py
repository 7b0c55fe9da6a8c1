"""Long work lets others run, and the collector comes back whatever happens."""

import asyncio
import gc

import pytest

from modtui.desk import breaths
from modtui.desk.breaths import in_breaths, no_full_collections


async def test_others_run_between_the_steps_and_the_result_comes_back(monkeypatch):
    monkeypatch.setattr(breaths, "BREATH_S", 0.0)
    seen = []

    def steps():
        for number in range(3):
            seen.append(number)
            yield
        return "done"

    async def other():
        while len(seen) < 4:
            seen.append("other")
            await asyncio.sleep(0)

    result, _ = await asyncio.gather(in_breaths(steps()), other())
    assert result == "done"
    assert seen.index("other") < seen.index(2)


def _nested_and_failing():
    with no_full_collections(keep=False):
        with no_full_collections(keep=False):
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise RuntimeError


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_as_it_was_also_after_an_error_and_when_nested(was_on):
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        with pytest.raises(RuntimeError):
            _nested_and_failing()
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()
