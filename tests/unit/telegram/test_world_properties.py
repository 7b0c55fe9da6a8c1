"""Whatever members and moderators do, in whatever order: the world's books stay right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from modtui.telegram.world import Change, MessageEvent, World, WorldError

USERS = st.integers(min_value=1001, max_value=1006)
IDS = st.integers(min_value=1, max_value=40)


class WorldMachine(RuleBasedStateMachine):
    """Random deeds; a reader who only hears events must end with the same history as one who reads it."""

    @initialize()
    def begin(self) -> None:
        self.at = datetime(2026, 10, 5, tzinfo=UTC)
        self.world = World(lambda: self.at)
        for number in range(6):
            self.world.add_user(f"user {number}")
        self.group = self.world.add_group("Group", 1001)
        self.pts = self.group.box.pts
        self.mirror: dict[int, str] = {}
        self.by_random: dict[tuple[int, int], int] = {}
        self.world.subscribe(self.hear)

    def hear(self, event: object) -> None:
        if not isinstance(event, MessageEvent) or event.box.group_id is None:
            return
        assert event.pts == self.pts + event.pts_count
        self.pts = event.pts
        if event.change is Change.DELETED:
            for message_id in event.ids:
                del self.mirror[message_id]
        else:
            assert (event.ids[0] in self.mirror) == (event.change is Change.EDITED)
            self.mirror[event.ids[0]] = event.stored.message.text

    def try_(self, call, *args, **kwargs):
        before = self.pts
        try:
            return call(*args, **kwargs)
        except WorldError:
            assert self.pts == before, "a refusal changed something"
            return None

    @rule(user=USERS)
    def join(self, user):
        self.try_(self.world.join, user)

    @rule(user=USERS)
    def leave(self, user):
        self.try_(self.world.leave, user)

    @rule(user=USERS, text=st.text(max_size=5), reply=st.none() | IDS, random_id=st.integers(1, 8))
    def post(self, user, text, reply, random_id):
        sent = self.try_(self.world.post, user, text, reply_to=reply, random_id=random_id)
        if sent is not None:
            assert self.by_random.setdefault((user, random_id), sent.id) == sent.id

    @rule(user=USERS, message=IDS, text=st.text(max_size=5))
    def edit(self, user, message, text):
        self.try_(self.world.edit, user, message, text)

    @rule(user=USERS, messages=st.lists(IDS, max_size=5))
    def delete(self, user, messages):
        self.try_(self.world.delete, user, messages)

    @rule(by=USERS, user=USERS, banned=st.booleans(), hours=st.none() | st.integers(1, 50))
    def restrict(self, by, user, banned, hours):
        until = None if hours is None else self.at + timedelta(hours=hours)
        self.try_(self.world.restrict, by, user, banned=banned, until=until)

    @rule(by=USERS, user=USERS)
    def unban(self, by, user):
        self.try_(self.world.unban, by, user)

    @rule(by=USERS, user=USERS)
    def promote(self, by, user):
        self.try_(self.world.promote, by, user)

    @rule(hours=st.integers(1, 60))
    def wait(self, hours):
        self.at += timedelta(hours=hours)

    @invariant()
    def events_and_history_agree(self):
        if not hasattr(self, "world"):
            return
        read = {m.id: m.text for m in self.world.history(1001)}
        assert read == self.mirror
        assert self.pts == self.group.box.pts

    @invariant()
    def nobody_banned_is_inside(self):
        if hasattr(self, "world"):
            assert not any(self.world.is_banned(user) for user in self.group.members)
            assert set(self.group.admins) <= set(self.group.members)
            assert 1001 in self.group.members


TestWorldMachine = WorldMachine.TestCase
TestWorldMachine.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
