"""What stands between a decision to send and Telegram."""

import pytest

from modtui.domain.outgoing import Attempt, Purpose, SendState, next_attempt
from modtui.store import outbox
from modtui.store.outbox import OutboxItem
from tests.unit.store.making import CHAT, after


def item(id="a", purpose=Purpose.REPLY, minutes=0, **more):
    return OutboxItem(
        id=id,
        random_id=outbox.new_random_id(),
        chat_key=CHAT,
        text="words",
        purpose=purpose,
        subject=more.pop("subject", "inquiry:1:1"),
        created_at=after(minutes),
        not_before=after(minutes),
        **more,
    )


async def put(ledgers, *items):
    async with ledgers.db.transaction() as tx:
        for one in items:
            await outbox.enqueue(tx, one)


async def do(ledgers, function, *arguments, **more):
    async with ledgers.db.transaction() as tx:
        return await function(tx, *arguments, **more)


async def test_what_is_queued_comes_back_whole(ledgers):
    one = item(to_user=5, seen_in=6, reply_to=7, detail={"inquiry": 7, "kind": "both"})
    await put(ledgers, one)
    assert await outbox.get(ledgers.db, "a") == one
    assert await outbox.get(ledgers.db, "other") is None
    assert await outbox.of_subject(ledgers.db, "inquiry:1:1") == [one]


async def test_answers_leave_first_then_moderation_then_posts_each_oldest_first(ledgers):
    await put(
        ledgers,
        item("post", Purpose.POST, 0),
        item("warning", Purpose.MODERATION, 1),
        item("late", Purpose.REPLY, 9),
        item("early", Purpose.REPLY, 2),
    )
    waiting = await outbox.in_states(ledgers.db, [SendState.QUEUED])
    assert [one.id for one in waiting] == ["early", "late", "warning", "post"]


async def test_sent_the_text_goes_and_the_message_stays_known(ledgers):
    await put(ledgers, item())
    assert await do(ledgers, outbox.mark_sending, "a", after(1))
    await do(ledgers, outbox.mark_sent, "a", 55, after(2))
    sent = await outbox.get(ledgers.db, "a")
    assert (sent.state, sent.text, sent.message_id, sent.sent_at, sent.attempts) == (
        SendState.SENT,
        None,
        55,
        after(2),
        1,
    )
    assert not await do(ledgers, outbox.mark_sending, "a", after(3))
    assert not await do(ledgers, outbox.cancel, "a")
    assert not await do(ledgers, outbox.requeue, "a", after(3))


@pytest.mark.parametrize(("unsent", "attempted"), [(False, after(1)), (True, None)])
async def test_waiting_for_another_try_remembers_whether_it_may_have_left(ledgers, unsent, attempted):
    await put(ledgers, item())
    await do(ledgers, outbox.mark_sending, "a", after(1))
    await do(ledgers, outbox.mark_waiting, "a", after(5), "flood", "Wait.", unsent=unsent)
    waiting = await outbox.get(ledgers.db, "a")
    assert (waiting.state, waiting.not_before, waiting.attempted_at) == (
        SendState.QUEUED,
        after(5),
        attempted,
    )
    assert (waiting.error, waiting.reason) == ("flood", "Wait.")


@pytest.mark.parametrize("state", [SendState.HELD, SendState.FAILED])
async def test_a_stopped_one_waits_for_a_person(ledgers, state):
    await put(ledgers, item())
    await do(ledgers, outbox.mark_sending, "a", after(1))
    assert not await do(ledgers, outbox.cancel, "a")  # on its way
    await do(ledgers, outbox.mark_stopped, "a", state, "gone", "The message is gone.")
    assert not await do(ledgers, outbox.mark_sending, "a", after(2))
    assert await do(ledgers, outbox.requeue, "a", after(3))
    again = await outbox.get(ledgers.db, "a")
    assert (again.state, again.text, again.reason) == (SendState.QUEUED, "words", "")
    assert again.random_id == (await outbox.of_subject(ledgers.db, "inquiry:1:1"))[0].random_id


async def test_cancelled_before_it_leaves_it_never_does(ledgers):
    await put(ledgers, item())
    assert await do(ledgers, outbox.cancel, "a")
    assert not await do(ledgers, outbox.mark_sending, "a", after(1))
    cancelled = await outbox.get(ledgers.db, "a")
    assert (cancelled.state, cancelled.text) == (SendState.CANCELLED, None)


def test_random_ids_fit_telegram():
    numbers = {outbox.new_random_id() for _ in range(100)}
    assert len(numbers) == 100
    assert all(0 < number < 1 << 63 for number in numbers)


def test_an_attempt_is_repeated_for_ten_minutes_then_looked_for_first():
    assert next_attempt(None, after(0)) is Attempt.SEND
    assert next_attempt(after(0), after(9.9)) is Attempt.SEND
    assert next_attempt(after(0), after(10)) is Attempt.LOOK_FIRST
