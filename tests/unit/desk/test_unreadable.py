"""Text that nobody can write down blocks nothing: neither its own message nor those of its page."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.messages import Media, MediaKind
from modtui.domain.whole_text import made_whole, whole
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import HELLO, until


class Mangling(SimulatedGateway):
    """Changes messages on their way, as no real Telegram does."""

    def as_seen(self, message):
        seen = super().as_seen(message)
        return self.mangled(seen) if "mangled" in seen.text else seen

    def mangled(self, seen):
        sender = dataclasses.replace(seen.sender, name="Sa\udc80ra")
        media = Media(MediaKind.FILE, "for\ud800m.pdf")
        return dataclasses.replace(seen, text="half \ud83d a character", sender=sender, media=media)


class Impossible(Mangling):
    def mangled(self, seen):
        return dataclasses.replace(seen, reply_to=1 << 80)


async def shown(desk):
    return [item.text for item in await desk.feed()]


@pytest.mark.parametrize("live", [False, True])
async def test_half_a_character_is_shown_as_such(play, live):
    gateway = Mangling(play.world, play.me, play.clock)
    if not live:
        play.say(play.sara, "mangled")
        play.say(play.omar, HELLO)
    async with play.open(gateway=gateway) as desk:
        if live:
            play.say(play.sara, "mangled")
            play.say(play.omar, HELLO)
            await play.until_read()
        first, second = await desk.feed()
        assert (first.text, first.media.name) == ("half � a character", "for�m.pdf")
        assert second.text == HELLO


async def test_one_that_cannot_be_written_at_all_does_not_keep_its_page_back(play):
    play.say(play.omar, "before")
    bad = play.say(play.sara, "mangled")
    play.say(play.omar, "after")
    async with play.open(gateway=Impossible(play.world, play.me, play.clock)) as desk:
        assert await shown(desk) == ["before", "after"]
        await play.until_read()
        notices = [change.notice for change in play.changes if change.notice]
        assert [bad] == [int(notice.split()[1]) for notice in notices if "cannot be read here" in notice]
        play.say(play.omar, "and on")
        await until(lambda: _has(desk, "and on"))


async def _has(desk, text):
    return text in await shown(desk)


@given(st.text(st.characters(), max_size=20))
def test_whole_text_can_always_be_written_and_says_the_same(text):
    made = whole(text)
    made.encode()
    assert whole(made) == made
    assert made_whole(text) == made
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert made == text
