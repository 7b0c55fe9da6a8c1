"""Telegram's polls, reactions, places and topics in our terms, whatever they are."""

from datetime import UTC, datetime
from types import SimpleNamespace

from telethon.tl import types as t

from modtui.domain.media_facts import Poll, PollOption, Reaction, Topic
from modtui.telegram import telethon_media_facts as facts
from modtui.telegram.telethon_convert import GroupPeer
from modtui.telegram.telethon_feed import reactions_seen


def words(text):
    return t.TextWithEntities(text, [])


def test_a_poll_of_an_unknown_kind_is_read_as_far_as_it_can_be():
    strange = SimpleNamespace(
        poll=SimpleNamespace(question="What?", answers=[SimpleNamespace(text=words("A")), SimpleNamespace()]),
        results=None,
    )
    assert facts.poll(strange).poll == Poll("What?", (PollOption("A"), PollOption("")))
    assert facts.poll(SimpleNamespace(poll=None, results=None)).poll == Poll("")


def test_votes_belong_to_their_options():
    answers = [t.PollAnswer(words(text), key) for text, key in (("A", b"x"), ("B", b"y"))]
    results = t.PollResults(
        results=[t.PollAnswerVoters(b"y", chosen=True, voters=3, recent_voters=[])], total_voters=3
    )
    poll = facts.poll(
        t.MessageMediaPoll(t.Poll(1, words("?"), answers, 0, quiz=True, closed=True), results)
    ).poll
    assert poll.options == (PollOption("A"), PollOption("B", 3, chosen=True))
    assert (poll.voters, poll.quiz, poll.closed, poll.multiple) == (3, True, True, False)


def test_custom_emoji_are_counted_together_without_one():
    raw = t.MessageReactions(
        [
            t.ReactionCount(t.ReactionCustomEmoji(1), 2),
            t.ReactionCount(t.ReactionEmoji("👍"), 4, chosen_order=0),
            t.ReactionCount(t.ReactionCustomEmoji(2), 1),
            t.ReactionCount(t.ReactionPaid(), 0),
        ]
    )
    assert facts.reactions(raw) == (Reaction("👍", 4, own=True), Reaction("", 3))
    assert facts.reactions(None) == ()


def test_reactions_of_another_chat_are_not_ours():
    group = GroupPeer(5, 1)
    raw = t.MessageReactions([t.ReactionCount(t.ReactionEmoji("🌷"), 1)])
    assert reactions_seen(t.UpdateMessageReactions(t.PeerChannel(6), 9, raw), group) is None
    assert reactions_seen(t.UpdateMessageReactions(t.PeerUser(5), 9, raw), group) is None
    seen = reactions_seen(t.UpdateMessageReactions(t.PeerChannel(5), 9, raw), group)
    assert (seen.message_id, seen.reactions) == (9, (Reaction("🌷", 1),))


def test_the_size_of_a_photo_is_that_of_its_largest_form():
    sizes = [
        t.PhotoStrippedSize("i", b"x"),
        t.PhotoSize("x", 8, 6, 700),
        t.PhotoSizeProgressive("y", 9, 9, [5, 900]),
    ]
    photo = t.Photo(1, 1, b"", datetime(2026, 1, 1, tzinfo=UTC), sizes, 2)
    assert facts.photo(t.MessageMediaPhoto(photo=photo)).size == 900
    assert facts.photo(t.MessageMediaPhoto()).size is None


def test_topics_that_are_gone_are_left_out():
    assert facts.topics([t.ForumTopicDeleted(3)]) == []
    assert Topic(1, "x") == Topic(1, "x", closed=False)
