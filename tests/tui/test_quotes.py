"""The line that quotes a message says what that message says now."""

from __future__ import annotations

from datetime import timedelta

from tests.tui.for_real import going
from tests.unit.desk.playing import Play

SECRET = "my number is AB12345"


async def test_a_quote_goes_with_its_message_and_changes_with_it(tmp_path):
    play = Play(tmp_path)
    secret = play.say(play.sara, SECRET)
    reply = play.say(play.omar, "please remove that", reply_to=secret)
    asked = play.say(play.omar, "see you at 5")
    play.say(play.sara, "thank you", reply_to=asked)
    async with going(play) as driver:
        assert "AB12345" in driver.screen.feed.model.get(reply).quote.line
        play.world.edit(play.omar, asked, "see you at 6")
        play.world.delete(play.sara, [secret])
        await play.until_read()
        await driver.until(lambda: driver.screen.feed.model.get(reply).quote.gone)
        feed = [row[:60] for row in driver.rows()]
        assert any("│ Omar Sample: see you at 6" in row for row in feed)
        assert not any("Sara Sample: my number" in row for row in feed)
        await driver.on_message(reply)
        await driver.press("J")  # at once as after a restart
        assert driver.screen.feed.selected == reply
        assert any("gone" in notice for notice in driver.notices())


async def test_ones_own_deletion_and_what_has_not_left_yet(tmp_path):
    play = Play(tmp_path)
    mine = play.say(play.me, SECRET)
    async with going(play) as driver:
        await play.desk.reply(mine, "more of it", send_at=play.clock() + timedelta(hours=2))
        await driver.settle()
        assert any(item.outbox_id and item.quote for item in driver.screen.feed.model.items)
        await play.desk.delete_post(mine)
        await driver.until(
            lambda: all(item.quote.gone for item in driver.screen.feed.model.items if item.quote)
        )
