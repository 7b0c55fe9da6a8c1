"""A kill at every write boundary: nothing is lost and nothing happens twice.

The program runs on the real client against the loopback server in a process of its own, dies at a named
point, and is started again on the same store. The group lives on in between, as Telegram does.
"""

import pytest

from modtui.store.faults import FAULT_POINTS
from tests.crash import scene

#: What each point is passed by, and how often it is passed there: every passing is a place to die.
ANSWER = {
    "store.before-commit": 4,  # the draft, the row, "sending", "sent"
    "store.after-commit": 4,
    "outbox.queued": 1,
    "outbox.before-send": 1,
    "outbox.after-send": 1,
    "outbox.sent-recorded": 1,
}
#: With a file: two rows in one commit, then each is sent as the answer alone is.
ATTACH = {
    "store.before-commit": 6,
    "store.after-commit": 6,
    "outbox.queued": 1,
    "outbox.before-send": 2,
    "outbox.after-send": 2,
    "outbox.sent-recorded": 2,
}
#: Of the second publishing, which changes the post of the first where it stands.
FAQ_EDIT = ["outbox.before-send:2", "outbox.after-send:2", "outbox.sent-recorded:2"]
REMOVE = {
    "action.planned": 1,
    "action.before-step": 3,
    "action.step-begun": 1,  # the ban: that it begins is written down first
    "action.after-step": 2,  # the deletion and the ban; the private message has the outbox's points
    "action.step-recorded": 2,
    "outbox.queued": 1,
    "outbox.before-send": 1,
    "outbox.after-send": 1,
    "outbox.sent-recorded": 1,
}
READ = {"sync.page-stored": 1, "sync.before-watermark": 1}
#: Passed while Telegram asks to wait: test_kill_actions.py.
FLOOD = {"action.flood-wait", "outbox.put-off"}
#: Passed by the import of a file, which has its own tests.
ELSEWHERE = {"import.page-stored"}


def passings(points):
    return [f"{name}:{n}" for name, times in points.items() for n in range(1, times + 1)]


def test_no_point_is_forgotten():
    assert {*ANSWER, *REMOVE, *READ, *FLOOD, *ELSEWHERE} == FAULT_POINTS


@pytest.mark.parametrize("fault", passings(ANSWER))
async def test_an_answer_arrives_exactly_once(stage, fault):
    asked = stage.world.post(stage.wire.omar, scene.QUESTION).id
    said = await stage.dies("answer", fault)
    desk = stage.again()
    await desk.start()
    try:
        written = [item for item in await desk.feed() if item.outbox_id]
        if not written and (await desk.inquiry(asked)).row.state.value != "answered":
            # It died before the reply was written down: what was typed is still there, and sent now.
            if scene.TYPED in said:
                assert await desk.draft(asked) == scene.ANSWER
            await scene.answer(desk)
        await scene.answered(desk)
        assert (await desk.inquiry(asked)).row.state.value == "answered"
    finally:
        await desk.stop()
    assert stage.group_texts.count(scene.ANSWER) == 1
    assert await stage.facts("SELECT state FROM outbox") == [("sent",)]
    assert await stage.facts("SELECT count(*) FROM journal WHERE kind = 'reply.sent'") == [(1,)]
    assert await stage.facts("SELECT count(*) FROM journal WHERE kind = 'inquiry.found'") == [(1,)]
    await stage.verify()


@pytest.mark.parametrize("fault", passings(ATTACH))
async def test_an_answer_and_its_file_arrive_exactly_once_and_in_order(stage, fault):
    asked = stage.world.post(stage.wire.omar, scene.QUESTION).id
    await stage.dies("attach", fault)
    desk = stage.again()
    await desk.start()
    try:
        written = [item for item in await desk.feed() if item.outbox_id]
        if not written and (await desk.inquiry(asked)).row.state.value != "answered":
            await scene.attach(desk)  # it died before the reply was written down
        await scene.answered(desk)
        assert (await desk.inquiry(asked)).row.state.value == "answered"
    finally:
        await desk.stop()
    replies = [s.message for s in stage.world.group.box.kept.values() if s.message.reply_to == asked]
    assert [(m.text, m.media.name if m.media else None) for m in replies] == [
        (scene.ANSWER, None),
        ("", "map.pdf"),
    ]
    assert stage.world.file_of(stage.wire.me, replies[1].id) == scene.FILE
    assert await stage.facts("SELECT state FROM outbox") == [("sent",), ("sent",)]
    for kind in ("reply.sent", "reply.attached", "inquiry.found"):
        assert await stage.facts("SELECT count(*) FROM journal WHERE kind = ?", kind) == [(1,)]
    await stage.verify()


@pytest.mark.parametrize("fault", passings(ATTACH))  # a long text: two rows in one commit too
async def test_both_parts_of_a_long_answer_arrive_exactly_once_and_in_order(stage, fault):
    asked = stage.world.post(stage.wire.omar, scene.QUESTION).id
    await stage.dies("answer_long", fault)
    desk = stage.again()
    await desk.start()
    try:
        written = [item for item in await desk.feed() if item.outbox_id]
        if not written and (await desk.inquiry(asked)).row.state.value != "answered":
            await scene.answer_long(desk)  # it died before the reply was written down
        await scene.answered(desk)
    finally:
        await desk.stop()
    replies = [s.message.text for s in stage.world.group.box.kept.values() if s.message.reply_to == asked]
    assert len(replies) == 2
    assert " ".join(replies).split() == scene.LONG.split()
    assert await stage.facts("SELECT state FROM outbox") == [("sent",), ("sent",)]
    for kind in ("reply.sent", "reply.attached", "inquiry.found"):
        assert await stage.facts("SELECT count(*) FROM journal WHERE kind = ?", kind) == [(1,)]
    await stage.verify()


@pytest.mark.parametrize("fault", FAQ_EDIT)
async def test_the_faq_is_changed_where_it_stands_whenever_it_dies(stage, fault):
    stage.world.post(stage.wire.omar, scene.QUESTION)
    await stage.dies("faq", fault)
    desk = scene.desk_on(stage.store, stage.session, *stage.place, snippets=True)
    await desk.start()
    try:
        await scene.faq_says(desk, scene.FAQ_AGAIN)
        status = await desk.faq_status("en")
        (post,) = [
            s for s in stage.world.group.box.kept.values() if s.author_id == stage.wire.me and s.message.text
        ]
        assert status.message_ids == (post.message.id,)
        assert "bus" in post.message.text.casefold()
        assert len(post.versions) == 1
        assert stage.world.group.pinned_id == post.message.id
    finally:
        await desk.stop()
    for kind, times in (("post.sent", 1), ("post.edited", 1), ("faq.published", 2)):
        assert await stage.facts("SELECT count(*) FROM journal WHERE kind = ?", kind) == [(times,)]
    await stage.verify()


@pytest.mark.parametrize("fault", passings(REMOVE))
async def test_a_removal_is_shown_as_interrupted_and_finished_once(stage, fault):
    omar = stage.wire.omar
    stage.world.post(stage.wire.sara, scene.QUESTION)
    post = stage.world.post(omar, scene.ADVERT).id
    await stage.dies("remove", fault)
    desk = stage.again()
    await desk.start()
    try:
        view = (await desk.actions())[0]
        assert view.status == ("done" if fault == "action.step-recorded:2" else "stopped")
        await scene.question(desk)
        if view.status == "stopped":
            assert "interrupted" in view.summary
            await desk.resume_action(view.action_id)
        view = await scene.settled(desk, view.action_id)
        assert [(step.outcome, step.note) for step in view.steps] == [("done", "")] * 3
        assert stage.world.is_banned(omar)
        assert stage.told(omar) == [scene.TOLD]
        assert scene.ADVERT not in stage.group_texts
        assert (await desk.feed_items([post]))[0].deleted_at is not None
        ban = [line for line in stage.world.group.log if line.event.kind == "banned"]
        assert len(ban) == 1
        assert not view.steps[-1].note  # our own ban, whenever we died: an undo lifts it
    finally:
        await desk.stop()
    done = "SELECT count(*) FROM journal WHERE kind = 'action.step' AND payload LIKE '%\"outcome\":\"done\"%'"
    assert await stage.facts(done) == [(3,)]
    assert await stage.facts("SELECT state FROM outbox") == [("sent",)]
    await stage.verify()


@pytest.mark.parametrize("fault", passings(READ))
async def test_a_first_reading_that_dies_is_done_again_and_counts_nothing_twice(stage, fault):
    asked = stage.world.post(stage.wire.omar, scene.QUESTION).id
    for number in range(120):  # more than a page
        stage.world.post(stage.wire.sara, f"Good morning {number}")
    await stage.dies("read", fault)
    assert await stage.facts("SELECT max(synced_through) FROM sync") == [(0,)]
    desk = stage.again()
    await desk.start()
    try:
        await scene.read(desk)
        assert [row.inquiry_id for row in await desk.queue()] == [asked]
    finally:
        await desk.stop()
    assert await stage.facts("SELECT count(*), max(synced_through) FROM message, sync") == [
        (121, asked + 120)
    ]
    assert await stage.facts("SELECT count(*) FROM journal WHERE kind = 'inquiry.found'") == [(1,)]
    assert await stage.facts("SELECT count(*) FROM journal WHERE kind = 'policy.adopted'") == [(1,)]
    await stage.verify()
