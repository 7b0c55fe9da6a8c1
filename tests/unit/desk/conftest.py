import pytest

from tests.unit.desk.playing import Play


@pytest.fixture
async def play(tmp_path):
    made = Play(tmp_path)
    yield made
    if made.store.exists():
        assert await made.verified() == []
