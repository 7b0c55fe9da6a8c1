"""The desk's actions on the real client and a real socket: each does what it says, and each named error is one
sentence, with the state on the screen true afterwards (issue: Fair and firm, Bad input).

One server and one desk for the file; every test has a member of its own.
"""

import itertools
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from modtui.desk.errors import DeskError
from modtui.domain.actions import ActionKind, StepKind
from modtui.telegram.gateway_moderation import WRITING
from modtui.telegram.world import AdminRights
from tests.contract.stages import TelethonStage
from tests.crash import scene
from tests.crash.scene import DEEDS
from tests.telegram_server.faults import Fault

pytestmark = pytest.mark.asyncio(loop_scope="module")
BEFORE = frozenset({"pin_messages"})
_NUMBERS = itertools.count(1)

#: The request behind each step, as the server hears it.
REQUESTS = {
    StepKind.DELETE_POST: "DeleteMessages",
    StepKind.REPOST_DESCRIPTION: "SendMessage",
    StepKind.PRIVATE_MESSAGE: "SendMessage",
    StepKind.GROUP_NOTICE: "SendMessage",
    StepKind.BAN: "EditBanned",
    StepKind.MUTE: "EditBanned",
    StepKind.TAKE_OUT: "EditBanned",
    StepKind.LIFT: "EditBanned",
    StepKind.CLEAR_POSTS: "DeleteParticipantHistory",
    StepKind.APPROVE: "HideChatJoinRequest",
    StepKind.DENY: "HideChatJoinRequest",
    StepKind.SLOW_MODE: "ToggleSlowMode",
    StepKind.READ_ONLY: "EditChatDefaultBannedRights",
    StepKind.PIN: "UpdatePinnedMessage",
}


@dataclass
class Scene:
    """One member with a post, in the group that all tests share."""

    wire: TelethonStage
    desk: object
    member: int
    post: int
    advert: str

    @property
    def world(self):
        return self.wire.world

    @property
    def faults(self):
        return self.wire.server.faults

    def told(self):
        return [
            s.message.text
            for s in self.world.private[self.member].kept.values()
            if s.author_id != self.member
        ]

    def texts(self):
        return [s.message.text for s in self.world.group.box.kept.values() if s.alive]

    # ---- acting

    async def plan(self, what):
        """The plan of a deed of ``tests.crash.scene``, about this scene's member."""
        desk = self.desk
        match what:
            case "warn":
                return await desk.plan("warn", self.post, "extraneous-personal")
            case "remove_telling_all":
                return await desk.plan("remove", self.post, "advertising")
            case "ban" | "delete" | "leave":
                return await desk.plan(what, self.post)
            case "mute":
                return await desk.plan("mute", self.post, until=desk.now() + timedelta(days=1))
            case "readmit":
                return await desk.plan_member("readmit", self.member)
            case "welcome":
                return await desk.plan_welcome([self.member], "private")
            case "welcome_all":
                return await desk.plan_welcome([self.member], "group")
            case "slow_mode":
                return await desk.plan_slow_mode(60)
            case "read_only":
                return await desk.plan_read_only()
            case "guidelines":
                return await desk.plan_guidelines()
        raise AssertionError(what)

    async def act(self, what):
        """Carry a deed out; returns the action as it ended, stopped or done."""
        desk = self.desk
        if what == "clear":
            plan = await desk.plan_clear([self.member], ban=True, category="spam")
            (action,) = await desk.carry_out_clear(plan.plan_id)
        elif what in ("admit", "deny"):
            (action,) = await desk.decide_join(
                [self.member], approve=what == "admit", tell="" if what == "admit" else scene.TOLD
            )
        else:
            plan = await self.plan(what)
            more = {"group_notice": f"{scene.TO_ALL} {self.member}"} if what == "remove_telling_all" else {}
            text = None if what in ("delete", "slow_mode", "read_only") else f"{scene.TOLD} {self.member}"
            action = await desk.carry_out(plan.plan_id, text=text, **more)
        return await scene.settled(desk, action.action_id)

    async def is_true(self, what, view):
        """What is shown of each step against the world: done has happened, what is not done has not."""
        since = [s for s in self.world.group.box.kept.values() if s.alive and s.message.id > self.post]
        posted = [s.message.text for s in since if s.message.text.endswith(str(self.member))]
        restriction = self.world.restriction(self.member)
        happened = {
            StepKind.DELETE_POST: self.advert not in self.texts(),
            StepKind.CLEAR_POSTS: self.advert not in self.texts(),
            StepKind.PRIVATE_MESSAGE: bool(self.told()),
            StepKind.BAN: self.world.is_banned(self.member),
            StepKind.MUTE: restriction is not None and not restriction.banned,
            StepKind.TAKE_OUT: self.member not in self.world.group.members,
            StepKind.LIFT: self.member not in self.world.group.members and restriction is None,
            StepKind.APPROVE: self.member in self.world.group.members,
            StepKind.DENY: self.member not in self.world.group.requests,
            StepKind.SLOW_MODE: self.world.group.slow_mode_seconds == 60,
            StepKind.READ_ONLY: self.world.group.forbidden == BEFORE | WRITING,
            StepKind.REPOST_DESCRIPTION: bool(posted) or any("24" in s.message.text for s in since),
            StepKind.GROUP_NOTICE: bool(posted),
            StepKind.PIN: (self.world.group.pinned_id or 0) > self.post,
        }
        for kind, step in zip(DEEDS[what].steps, view.steps, strict=True):
            assert (step.outcome == "done") == happened[kind], (what, kind, step)
        item = next(iter(await self.desk.feed_items([self.post])), None)
        if item is not None:
            assert (item.deleted_at is not None) == (self.advert not in self.texts())
        (entry,) = [e for e in await self.desk.record() if e.action_id == view.action_id]
        assert entry.sentence == view.summary


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wire")
    wire = TelethonStage(folder)
    await wire.server.start()
    session = folder / "desk.session"
    wire.server.write_session(session, wire.me)
    server, world = wire.server, wire.world
    world.set_default_rights(world.group.creator_id, BEFORE)
    desk = scene.desk_on(
        folder / "modtui.db",
        session,
        server.dc,
        server.host,
        server.port,
        world.group.id,
        wire.me,
        snippets=True,
        repost_after=timedelta(0),
    )
    world.post(wire.sara, scene.QUESTION)
    await desk.start()
    await scene.read(desk)
    await scene.until(lambda: scene._loaded(desk))
    try:
        yield wire, desk
    finally:
        await desk.stop()
        await wire.close()


async def _scene(stage, what=""):
    wire, desk = stage
    world, number = wire.world, next(_NUMBERS)
    world.promote(world.group.creator_id, wire.me, AdminRights())
    member = world.add_user(f"Member {number} Sample", language="en").id
    advert = f"{scene.ADVERT} {number}"
    world.join(member)
    post = world.post(member, advert).id
    await scene.seen(desk, advert)
    if what == "readmit":
        world.ban(wire.other_admin, member)
    if what in ("admit", "deny"):
        world.leave(member)
        world.request_join(member)

        async def asked():
            return any(row.member_id == member for row in await desk.join_requests())

        await scene.until(asked)
    return Scene(wire, desk, member, post, advert)


@pytest_asyncio.fixture(loop_scope="module")
async def at(stage):
    """Makes a scene; afterwards everything is as it was for all."""
    yield lambda what="": _scene(stage, what)
    wire, desk = stage
    wire.server.faults.clear()
    world = wire.world
    world.promote(world.group.creator_id, wire.me, AdminRights())
    world.set_default_rights(world.group.creator_id, BEFORE)
    world.set_slow_mode(world.group.creator_id, 0)
    for view in await desk.actions(unfinished_only=True):
        await desk.undo_action(view.action_id)


# ---- every action


@pytest.mark.parametrize("what", DEEDS)
async def test_every_action_does_what_it_says(at, what):
    s = await at(what)
    view = await s.act(what)
    assert [(step.outcome, step.note) for step in view.steps] == [("done", "")] * len(DEEDS[what].steps)
    assert view.status == "done"
    await s.is_true(what, view)


async def test_every_kind_is_played():
    assert {deed.kind for deed in DEEDS.values()} == set(ActionKind)
    assert set(REQUESTS) == set(StepKind)


# ---- every error, at every step where Telegram can say it

_PRIVATE = (
    ("USER_PRIVACY_RESTRICTED", "settings do not let you write"),
    ("PEER_FLOOD", "limits this account from writing"),
    ("USER_IS_BLOCKED", "settings do not let you write"),
    ("INPUT_USER_DEACTIVATED", "is gone or unknown"),
    ("PEER_ID_INVALID", "is gone or unknown"),
)
_PERSON = (("USER_ADMIN_INVALID", "is an admin"), ("USER_NOT_PARTICIPANT", "is gone or unknown"))
_ALWAYS = (("CHAT_ADMIN_REQUIRED", "lacks the admin right"), ("CHANNEL_PRIVATE", "not in the group any more"))
SAID = {
    **dict.fromkeys(StepKind, _ALWAYS),
    StepKind.PRIVATE_MESSAGE: _PRIVATE,
    **dict.fromkeys((StepKind.BAN, StepKind.MUTE, StepKind.TAKE_OUT, StepKind.LIFT), (*_ALWAYS, *_PERSON)),
    **dict.fromkeys(
        (StepKind.APPROVE, StepKind.DENY), (*_ALWAYS, ("HIDE_REQUESTER_MISSING", "somebody else"))
    ),
    StepKind.PIN: (*_ALWAYS, ("MESSAGE_ID_INVALID", "the message is gone")),
}
CASES = [
    (what, number, error, words)
    for what, deed in DEEDS.items()
    for number, step in enumerate(deed.steps)
    for error, words in SAID[step]
]


def befall(s, what, number, error):
    """The server answers the request of this step so; those of the steps before pass."""
    steps = DEEDS[what].steps
    before = sum(REQUESTS[step] == REQUESTS[steps[number]] for step in steps[:number])
    if before:
        s.faults.add(Fault(REQUESTS[steps[number]], before))
    code = 420 if error.startswith("FLOOD") else 400
    return s.faults.error(REQUESTS[steps[number]], code, error)


@pytest.mark.parametrize(
    ("what", "number", "error", "words"), CASES, ids=[f"{w}-{n + 1}-{e}" for w, n, e, _ in CASES]
)
async def test_a_refused_step_is_one_sentence_and_the_screen_is_true(at, what, number, error, words):
    s = await at(what)
    fault = befall(s, what, number, error)
    view = await s.act(what)
    assert fault.hits == 1
    assert view.status == "stopped"
    assert [step.outcome for step in view.steps] == [
        *["done"] * number, "failed", *[""] * (len(view.steps) - number - 1)
    ]  # fmt: skip
    assert words in view.steps[number].note
    assert words in view.summary
    assert error not in view.summary
    await s.is_true(what, view)
    # What could not be done is done once the reason is gone.
    await s.desk.resume_action(view.action_id)
    view = await scene.settled(s.desk, view.action_id)
    assert view.status == "done"
    await s.is_true(what, view)


WAITS = [(what, number) for what, deed in DEEDS.items() for number in range(len(deed.steps))]


@pytest.mark.parametrize(("what", "number"), WAITS, ids=[f"{w}-{n + 1}" for w, n in WAITS])
async def test_a_flood_wait_at_any_step_is_waited_out(at, what, number):
    s = await at(what)
    fault = befall(s, what, number, "FLOOD_WAIT_1")
    view = await s.act(what)
    assert fault.hits == 1
    assert [(step.outcome, step.note) for step in view.steps] == [("done", "")] * len(view.steps)
    await s.is_true(what, view)


# ---- as Telegram itself comes to them


async def test_without_the_right_to_ban_nobody_is_told_of_a_removal(at):
    s = await at()
    s.world.promote(s.world.group.creator_id, s.wire.me, AdminRights(ban_members=False))
    await s.desk.refresh()
    await scene.until(lambda: _may_ban(s.desk, False))
    for kind in ("ban", "remove"):
        with pytest.raises(DeskError, match="may not remove"):
            await s.plan("ban" if kind == "ban" else "remove_telling_all")
    assert (s.told(), s.world.is_banned(s.member)) == ([], False)
    s.world.promote(s.world.group.creator_id, s.wire.me, AdminRights())
    await s.desk.refresh()
    await scene.until(lambda: _may_ban(s.desk, True))
    assert (await s.act("ban")).status == "done"


async def _may_ban(desk, right):
    return desk._parts.ctx.group.rights.ban_members is right


async def test_a_member_who_was_made_an_admin_meanwhile(at):
    s = await at()
    plan = await s.plan("mute")
    s.world.promote(s.world.group.creator_id, s.member, AdminRights())
    action = await s.desk.carry_out(plan.plan_id, text=scene.TOLD)
    view = await scene.settled(s.desk, action.action_id)
    assert "is an admin" in view.summary
    assert s.told() == []
    await s.is_true("mute", view)


async def test_a_member_who_went_is_banned_all_the_same_and_leaving_says_so(at):
    s = await at()
    plan = await s.plan("leave")
    s.world.leave(s.member)
    action = await s.desk.carry_out(plan.plan_id, text=scene.TOLD)
    view = await scene.settled(s.desk, action.action_id)
    assert "had left already" in view.steps[0].note
    assert s.world.restriction(s.member) is None
    assert s.told() == []
    with pytest.raises(DeskError, match="not in the group"):
        await s.act("leave")  # known by now when it is planned
    s = await at()
    s.world.leave(s.member)
    view = await s.act("ban")
    assert view.status == "done"
    assert s.world.is_banned(s.member)


async def test_a_message_that_was_deleted_already(at):
    s = await at()
    plan = await s.plan("delete")
    s.world.delete(s.member, [s.post])
    action = await s.desk.carry_out(plan.plan_id)
    view = await scene.settled(s.desk, action.action_id)
    assert view.status == "done"
    await s.is_true("delete", view)
    with pytest.raises(DeskError, match="deleted already"):
        await s.plan("delete")


async def test_closed_private_messages_leave_the_warning_uncounted(at):
    s = await at("warn")
    s.world.users[s.member].accepts_private = False
    view = await s.act("warn")
    assert [step.outcome for step in view.steps] == ["done", "done", "failed"]
    assert (await s.desk.member(s.member)).warnings == 0
    await s.is_true("warn", view)


async def test_an_anonymous_admin_and_a_channel_as_sender(at):
    s = await at()
    anonymous = s.world.post(s.wire.other_admin, "as the group", as_group=True).id
    channel = s.world.post_as_channel(777, "Adverts", "Buy now").id

    async def both():
        return len(await s.desk.feed_items([anonymous, channel])) == 2

    await scene.until(both)
    for kind in ("warn", "remove", "ban", "mute", "leave", "delete"):
        with pytest.raises(DeskError, match="staff"):
            await s.desk.plan(kind, anonymous)
    for kind in ("warn", "remove", "ban", "mute", "leave"):
        with pytest.raises(DeskError, match="channel"):
            await s.desk.plan(kind, channel)
    plan = await s.desk.plan("delete", channel)
    action = await s.desk.carry_out(plan.plan_id)
    assert (await scene.settled(s.desk, action.action_id)).status == "done"
    assert "Buy now" not in s.texts()


async def test_a_ban_from_elsewhere_is_neither_repeated_nor_lifted(at):
    s = await at()
    s.world.ban(s.wire.other_admin, s.member)
    view = await s.act("ban")
    assert "was removed before already" in view.steps[1].note
    await s.desk.undo_action(view.action_id)
    assert s.world.is_banned(s.member)
