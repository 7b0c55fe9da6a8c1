from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.stages import Stage, open_stage


@pytest.fixture(params=["simulated", "telethon"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """A group with people, and a gateway that is not connected yet."""
    async with open_stage(request.param, tmp_path) as stage:
        yield stage


@pytest.fixture
async def connected(stage: Stage) -> Stage:
    """The same, connected."""
    await stage.gateway.connect()
    return stage
