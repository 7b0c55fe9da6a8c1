"""What a member took back is gone here too, at once and everywhere; what a moderator deleted is evidence (RULES 6)."""

import pytest

from modtui.domain.kinds import MediaKind
from modtui.domain.messages import Media
from tests.unit.desk.test_acting import done, seen
from tests.unit.desk.test_members import looked, play  # noqa: F401 - the fixture

SECRET = "my passport is zanzibar 123456789"


def held(play, *words):  # noqa: F811
    """Which of these words stand anywhere in the closed store's files, whatever the case."""
    files = b"".join(path.read_bytes() for path in play.store.parent.glob("modtui.db*"))
    return [word for word in words if word.encode() in files.lower()]


async def test_what_a_member_took_back_is_nowhere(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        message = await seen(play, SECRET, play.omar)
        play.world.edit(play.omar, message, f"{SECRET} quagga")
        await play.until_read()
        answer = await seen(play, "please take that out", play.sara)
        play.world.delete(play.omar, [message])
        await looked(play)
        item = next(item for item in await desk.feed() if item.message_id == message)
        assert item.deleted_at is not None
        assert item.text == ""
        assert not (await desk.find("zanzibar")).hits
        assert (await desk.find("please")).hits[0].item.message_id == answer
        assert not any("zanzibar" in version.text for version in await desk.versions_of(message))
        assert any(message in change.changed_messages for change in play.changes)
    assert held(play, "zanzibar", "quagga", "123456789", "passport") == []
    assert held(play, "please")  # the looking itself works


async def test_names_of_what_was_attached_go_too(play):  # noqa: F811
    media = Media(MediaKind.FILE, name="zanzibar-passport.pdf", size=2000)
    async with play.open() as desk:
        await looked(play)
        message = play.say(play.omar, "", media=media)
        await play.until_read()
        play.world.delete(play.omar, [message])
        await looked(play)
        item = next(item for item in await desk.feed() if item.message_id == message)
        assert item.media is not None
        assert item.media.name == ""
        assert item.media.size == 2000
    assert held(play, "zanzibar") == []


async def test_what_a_moderator_deleted_from_a_phone_is_evidence(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        message = await seen(play, SECRET, play.omar)
        play.world.delete(play.samir, [message])
        await looked(play)
        item = next(item for item in await desk.feed() if item.message_id == message)
        assert (item.deleted_at is not None, item.text) == (True, SECRET)


@pytest.mark.parametrize(("category", "kept"), [("privacy", False), ("advertising", True)])
async def test_personal_data_that_is_taken_out_goes_and_an_offence_stays(play, category, kept):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        message = await seen(play, SECRET, play.omar)
        await done(play, await desk.plan("warn", message, category))
        item = next(item for item in await desk.feed() if item.message_id == message)
        assert item.deleted_at is not None
        assert bool(item.text) is kept


async def test_a_message_that_is_there_after_all_is_read_again(play):  # noqa: F811
    async with play.open() as desk:
        await looked(play)
        message = await seen(play, SECRET, play.omar)
        sync = play.desk._parts.sync
        await sync.deleted([message])
        await play.desk._parts.fair.sync.look()
        assert (await desk.feed_items([message]))[0].text == ""
        await play.until_read()
        item = (await desk.feed_items([message]))[0]
        assert (item.text, item.deleted_at) == (SECRET, None)


async def test_what_was_cut_off_in_the_middle_goes_at_the_next_start(play, monkeypatch):  # noqa: F811
    from modtui.store import find

    async def killed(_db):
        raise RuntimeError("killed here")

    async with play.open():
        await looked(play)
        message = await seen(play, SECRET, play.omar)
        await play.until_read()
        play.world.delete(play.omar, [message])
        with monkeypatch.context() as patch:
            patch.setattr(find, "let_go_of_words", killed)
            with pytest.raises(RuntimeError):
                await play.desk._parts.fair.sync.look()
    async with play.open():
        await looked(play)
    assert held(play, "zanzibar", "123456789") == []
