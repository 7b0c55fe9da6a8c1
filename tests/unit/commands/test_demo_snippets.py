"""The demo's snippets are its own: they can be written to, and the samples stay as they are."""

from modtui.commands.demo import build
from modtui.paths import Paths
from modtui.snippets.glossary import samples_folder
from tests.unit.desk.playing import until


async def test_a_snippet_can_be_made_and_verified_in_the_demo(tmp_path):
    before = sorted(path.name for path in samples_folder().rglob("*"))
    desk, _group = build(Paths(tmp_path))
    await desk.start()
    try:
        await until(lambda: desk._shelf.ready, 20)
        made = await desk.new_snippet("A new pool", "It opens at nine.", "en")
        assert str(tmp_path) in made.path
        await until(lambda: made.snippet_id in desk._shelf.library.by_id, 20)
        await desk.verify_snippet(made.snippet_id, by="A. Sample")
        assert (tmp_path / "snippets" / "answers" / "apartment-checklist.txt").exists()
    finally:
        await desk.stop()
    assert sorted(path.name for path in samples_folder().rglob("*")) == before
