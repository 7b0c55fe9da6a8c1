"""The world's messages: who may write what, what a repeat does, what is seen of edits and deletions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from modtui.domain.messages import Media, MediaKind, SenderKind, ServiceKind
from modtui.telegram.world import AdminRights, Change, MessageEvent, World, WorldError, WorldSwitches

START = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def tick(self, **length: float) -> None:
        self.at += timedelta(**length)


@dataclass
class Scene:
    world: World
    clock: Clock
    sara: int  # admin
    omar: int
    huda: int


@pytest.fixture
def scene() -> Scene:
    clock = Clock()
    world = World(clock, switches=WorldSwitches(join_messages=False))
    owner = world.add_user("Owner")
    sara, omar, huda = (world.add_user(name).id for name in ("Sara", "Omar", "Huda"))
    world.add_group("Newcomers", owner.id)
    for user_id in (sara, omar, huda):
        world.join(user_id)
    world.promote(owner.id, sara, AdminRights())
    return Scene(world, clock, sara, omar, huda)


def code(call, *args, **kwargs) -> str:
    with pytest.raises(WorldError) as caught:
        call(*args, **kwargs)
    return caught.value.code


# ---- posting


def test_message_is_outgoing_only_for_its_author(scene):
    sent = scene.world.post(scene.omar, "where?")
    assert sent.outgoing
    assert scene.world.message(scene.omar, sent.id).outgoing
    assert not scene.world.message(scene.sara, sent.id).outgoing


def test_ids_rise_and_history_is_newest_first(scene):
    ids = [scene.world.post(scene.omar, str(n)).id for n in range(5)]
    assert ids == sorted(set(ids))
    assert [m.id for m in scene.world.history(scene.sara)] == ids[::-1]
    assert [m.id for m in scene.world.history(scene.sara, min_id=ids[1], max_id=ids[4])] == [ids[3], ids[2]]
    assert [m.id for m in scene.world.history(scene.sara, limit=2)] == [ids[4], ids[3]]


def test_history_by_author_and_words(scene):
    scene.world.post(scene.omar, "a Health card")
    mine = scene.world.post(scene.huda, "my health")
    scene.world.post(scene.huda, "school")
    found = scene.world.history(scene.sara, from_user=scene.huda, contains="HEALTH")
    assert [m.id for m in found] == [mine.id]


def test_dates_have_whole_seconds_as_telegrams_do(scene):
    scene.clock.tick(milliseconds=700)
    assert scene.world.post(scene.omar, "x").sent_at == START


def test_same_random_id_is_the_same_message(scene):
    first = scene.world.post(scene.omar, "once", random_id=9)
    assert scene.world.post(scene.omar, "once", random_id=9) == first
    assert len(scene.world.history(scene.sara)) == 1
    assert scene.world.post(scene.huda, "mine", random_id=9).id != first.id


def test_random_id_is_forgotten_after_its_time(scene):
    scene.world.switches.random_id_memory = timedelta(hours=1)
    first = scene.world.post(scene.omar, "once", random_id=9)
    scene.clock.tick(hours=1)
    assert scene.world.post(scene.omar, "once", random_id=9).id == first.id
    scene.clock.tick(seconds=1)
    assert scene.world.post(scene.omar, "once", random_id=9).id != first.id


def test_repeated_random_id_can_be_an_error_and_still_posts_nothing(scene):
    scene.world.switches.random_id_duplicate = "error"
    scene.world.post(scene.omar, "once", random_id=9)
    assert code(scene.world.post, scene.omar, "once", random_id=9) == "RANDOM_ID_DUPLICATE"
    assert len(scene.world.history(scene.sara)) == 1


def test_a_refused_message_leaves_its_random_id_free(scene):
    assert code(scene.world.post, scene.omar, "", random_id=9) == "MESSAGE_EMPTY"
    assert scene.world.post(scene.omar, "now", random_id=9).text == "now"


def test_reply_to_a_deleted_message_both_ways(scene):
    target = scene.world.post(scene.omar, "gone soon")
    scene.world.delete(scene.omar, [target.id])
    assert code(scene.world.post, scene.sara, "yes", reply_to=target.id) == "REPLY_MESSAGE_ID_INVALID"
    scene.world.switches.reply_error_code = "MSG_ID_INVALID"
    assert code(scene.world.post, scene.sara, "yes", reply_to=target.id) == "MSG_ID_INVALID"
    scene.world.switches.deleted_reply_target = "plain"
    assert scene.world.post(scene.sara, "yes", reply_to=target.id).reply_to is None


def test_text_is_trimmed_measured_and_may_be_left_out_beside_media(scene):
    assert scene.world.post(scene.omar, "  hi \n").text == "hi"
    assert code(scene.world.post, scene.omar, "  ") == "MESSAGE_EMPTY"
    assert code(scene.world.post, scene.omar, "x" * 4097) == "MESSAGE_TOO_LONG"
    assert scene.world.post(scene.omar, "x" * 4096)
    assert scene.world.post(scene.omar, media=Media(MediaKind.VOICE, seconds=3)).media.seconds == 3


def test_outsiders_muted_and_read_only(scene):
    stranger = scene.world.add_user("Stranger").id
    assert code(scene.world.post, stranger, "hi") == "CHANNEL_PRIVATE"
    scene.world.mute(scene.sara, scene.omar)
    assert code(scene.world.post, scene.omar, "hi") == "CHAT_WRITE_FORBIDDEN"
    assert scene.world.history(scene.omar) == []
    scene.world.set_read_only(scene.sara, True)
    assert code(scene.world.post, scene.huda, "hi") == "CHAT_WRITE_FORBIDDEN"
    assert scene.world.post(scene.sara, "quiet please")


def test_slow_mode_tells_how_long_and_spares_admins(scene):
    scene.world.set_slow_mode(scene.sara, 30)
    scene.world.post(scene.omar, "one")
    scene.clock.tick(seconds=12)
    assert code(scene.world.post, scene.omar, "two") == "SLOWMODE_WAIT_18"
    scene.clock.tick(seconds=18)
    assert scene.world.post(scene.omar, "two")
    assert scene.world.post(scene.sara, "a")
    assert scene.world.post(scene.sara, "b")


def test_anonymous_admins_and_channels_as_senders(scene):
    group = scene.world.group
    hidden = scene.world.post(scene.sara, "as the group", as_group=True)
    assert (hidden.sender.kind, hidden.sender.id) == (SenderKind.ANONYMOUS_ADMIN, group.id)
    assert code(scene.world.post, scene.omar, "as the group", as_group=True) == "CHAT_ADMIN_REQUIRED"
    group.linked_channel_id = 77
    assert scene.world.post_as_channel(77, "News", "post").sender.kind is SenderKind.LINKED_CHANNEL
    assert scene.world.post_as_channel(78, "Shop", "buy").sender.kind is SenderKind.CHANNEL


# ---- edits and deletions


def test_edit_keeps_the_first_date_and_the_earlier_versions(scene):
    message = scene.world.post(scene.omar, "wher")
    scene.clock.tick(minutes=2)
    edited = scene.world.edit(scene.omar, message.id, "where?")
    assert (edited.text, edited.sent_at, edited.edited_at) == ("where?", START, START + timedelta(minutes=2))
    stored = scene.world.group.box.kept[message.id]
    assert [old.text for old in stored.versions] == ["wher"]


def test_edits_that_are_refused(scene):
    message = scene.world.post(scene.omar, "mine")
    assert code(scene.world.edit, scene.sara, message.id, "other") == "MESSAGE_AUTHOR_REQUIRED"
    assert code(scene.world.edit, scene.omar, message.id, "mine ") == "MESSAGE_NOT_MODIFIED"
    assert code(scene.world.edit, scene.omar, 999, "x") == "MESSAGE_ID_INVALID"
    scene.clock.tick(hours=48, seconds=1)
    assert code(scene.world.edit, scene.omar, message.id, "late") == "MESSAGE_EDIT_TIME_EXPIRED"


def test_deleting_needs_the_right_for_others_messages_and_then_deletes_none(scene):
    mine, theirs = scene.world.post(scene.omar, "a"), scene.world.post(scene.huda, "b")
    assert code(scene.world.delete, scene.omar, [mine.id, theirs.id]) == "MESSAGE_DELETE_FORBIDDEN"
    assert scene.world.message(scene.sara, mine.id)
    assert scene.world.delete(scene.sara, [mine.id, theirs.id, 999]) == (mine.id, theirs.id)
    assert scene.world.delete(scene.sara, [mine.id]) == ()
    assert scene.world.message(scene.sara, mine.id) is None


def test_all_of_one_member(scene):
    for text in "abc":
        scene.world.post(scene.omar, text)
    kept = scene.world.post(scene.huda, "stay")
    assert code(scene.world.delete_all_of, scene.huda, scene.omar) == "CHAT_ADMIN_REQUIRED"
    assert len(scene.world.delete_all_of(scene.sara, scene.omar)) == 3
    assert [m.id for m in scene.world.history(scene.sara)] == [kept.id]


def test_pinning_says_which(scene):
    message = scene.world.post(scene.sara, "rules")
    notice = scene.world.pin(scene.sara, message.id)
    assert (notice.service.kind, notice.reply_to) == (ServiceKind.PINNED, message.id)
    assert scene.world.group.pinned_id == message.id
    assert code(scene.world.pin, scene.omar, message.id) == "CHAT_ADMIN_REQUIRED"


# ---- private


def test_private_message_has_a_copy_on_each_side(scene):
    scene.world.send_private(scene.huda, scene.sara, "earlier")
    mine = scene.world.send_private(scene.sara, scene.omar, "hello")
    theirs = scene.world.history(scene.omar, peer=scene.sara)[0]
    assert (mine.outgoing, theirs.outgoing, theirs.text) == (True, False, "hello")
    assert mine.id == 2
    assert theirs.id == 1
    answer = scene.world.send_private(scene.omar, scene.sara, "thanks", reply_to=theirs.id)
    assert answer.reply_to == theirs.id
    assert scene.world.history(scene.sara, peer=scene.omar)[0].reply_to == mine.id
    assert scene.world.private_peers(scene.sara) == [scene.omar, scene.huda]


def test_private_edit_and_deletion_reach_the_other_side(scene):
    mine = scene.world.send_private(scene.sara, scene.omar, "helo")
    scene.world.edit_private(scene.sara, mine.id, "hello")
    assert scene.world.history(scene.omar, peer=scene.sara)[0].text == "hello"
    scene.world.delete_private(scene.sara, [mine.id])
    assert scene.world.history(scene.omar, peer=scene.sara) == []


def test_deleting_without_revoke_keeps_the_other_copy(scene):
    mine = scene.world.send_private(scene.sara, scene.omar, "hello")
    scene.world.delete_private(scene.sara, [mine.id], revoke=False)
    assert scene.world.history(scene.sara, peer=scene.omar) == []
    assert len(scene.world.history(scene.omar, peer=scene.sara)) == 1


def test_privacy_holds_until_they_write_first(scene):
    scene.world.user(scene.omar).accepts_private = False
    assert code(scene.world.send_private, scene.sara, scene.omar, "hi") == "USER_PRIVACY_RESTRICTED"
    scene.world.send_private(scene.omar, scene.sara, "question")
    assert scene.world.send_private(scene.sara, scene.omar, "answer")


def test_blocks_deleted_accounts_and_limits(scene):
    scene.world.user(scene.omar).blocked.add(scene.sara)
    assert code(scene.world.send_private, scene.sara, scene.omar, "hi") == "USER_IS_BLOCKED"
    assert code(scene.world.send_private, scene.omar, scene.sara, "hi") == "YOU_BLOCKED_USER"
    scene.world.delete_account(scene.huda)
    assert code(scene.world.send_private, scene.sara, scene.huda, "hi") == "INPUT_USER_DEACTIVATED"
    assert code(scene.world.send_private, scene.sara, 4242, "hi") == "USER_ID_INVALID"


def test_strangers_run_out(scene):
    scene.world.switches.strangers_allowed = 1
    assert scene.world.send_private(scene.sara, scene.omar, "one")
    assert scene.world.send_private(scene.sara, scene.omar, "again, the same one")
    assert code(scene.world.send_private, scene.sara, scene.huda, "two") == "PEER_FLOOD"
    scene.world.send_private(scene.huda, scene.sara, "I write first")
    assert scene.world.send_private(scene.sara, scene.huda, "then it goes")


def test_private_random_id_returns_the_first_copy(scene):
    first = scene.world.send_private(scene.sara, scene.omar, "once", random_id=5)
    assert scene.world.send_private(scene.sara, scene.omar, "once", random_id=5) == first
    assert len(scene.world.history(scene.omar, peer=scene.sara)) == 1


def test_read_marks_only_rise_and_are_each_chats_own(scene):
    scene.world.mark_read(scene.sara, 5)
    scene.world.mark_read(scene.sara, 3)
    assert scene.world.read_up_to(scene.sara) == 5
    assert scene.world.read_up_to(scene.sara, peer=scene.omar) == 0


# ---- events


def test_subscribers_hear_every_change_with_its_pts(scene):
    heard: list[MessageEvent] = []
    stop = scene.world.subscribe(heard.append)
    message = scene.world.post(scene.omar, "a")
    scene.world.edit(scene.omar, message.id, "b")
    scene.world.delete(scene.sara, [message.id])
    stop()
    scene.world.post(scene.omar, "unheard")
    assert [event.change for event in heard] == [Change.NEW, Change.EDITED, Change.DELETED]
    assert [event.stored.message.text for event in heard[:2]] == ["a", "b"]
    assert [event.pts for event in heard] == [2, 3, 4]
    assert heard[2].ids == (message.id,)


def test_difference_since_a_pts(scene):
    box = scene.world.group.box
    before = box.pts
    ids = [scene.world.post(scene.omar, str(n)).id for n in range(3)]
    scene.world.delete(scene.sara, ids[:2])
    missed = scene.world.since(box, before + 1)
    assert [event.ids for event in missed] == [(ids[1],), (ids[2],), (ids[0], ids[1])]
    assert missed[-1].pts == box.pts == before + 5
    assert scene.world.since(box, box.pts) == []
