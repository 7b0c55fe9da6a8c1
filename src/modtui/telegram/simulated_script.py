"""The demo's group: its past, its live morning, and how members react to what the moderator does.

Deterministic: the same seed and the same actions give the same morning. Nothing
here sleeps or reads a clock of its own; both are handed in.
"""

from __future__ import annotations

import asyncio
import heapq
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from modtui.domain.messages import Media, MediaKind, Message, Role
from modtui.telegram.demo_clock import ZONE
from modtui.telegram.demo_clock import DemoClock as DemoClock
from modtui.telegram.demo_clock import demo_morning as demo_morning
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.simulated_history import HISTORY, Past
from modtui.telegram.simulated_morning import ASKS_AGAIN, MORNING, Act, Beat
from modtui.telegram.simulated_people import APOLOGIES, GROUP_TITLE, ME, PEOPLE, THANKS, Person
from modtui.telegram.world import AdminRights, Change, MessageEvent, World, WorldError, WorldEvent

_FIRST_ID = 7_000_001  # user ids, so that a demo's data is known by sight
_GROUP_ID = 7_700_001
_EMOJI = ("👍", "🙏", "❤")
_READERS = ("umm_yousef", "hala", "adam", "grace", "bassel", "olena")  # who notices a post
_JITTER = 0.15  # each beat moves by up to this share of the gap before it


class DemoGroup:
    """A believable morning in a group of newcomers.

    ``clock`` gives the demo's time (aware UTC); ``speed`` divides every pause of the script;
    ``sleep`` waits real seconds. Use :attr:`gateway` as any gateway and let :meth:`run` run beside it.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        seed: int = 1,
        speed: float = 1.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        zone: str = ZONE,
    ) -> None:
        if speed <= 0:
            raise ValueError("The demo's speed is greater than 0.")
        self._clock = clock
        self._speed = speed
        self._sleep = sleep
        self._rng = random.Random(seed)
        self._zone = ZoneInfo(zone)
        self._started = clock()
        self._people = {person.key: person for person in PEOPLE}
        self._ids = {person.key: _FIRST_ID + number for number, person in enumerate(PEOPLE)}
        self._keys = {user_id: key for key, user_id in self._ids.items()}
        self._said: dict[str, int] = {}  # message ids by the script's keys
        self._breaches: set[int] = set()
        self._thanked: set[int] = set()
        self._apologised: set[int] = set()
        self._in_private: dict[int, bool] = {}  # who asked in private: whether thanks were said
        self._due: list[tuple[datetime, int, Beat]] = []
        self._order = 0
        self._news = asyncio.Event()
        self.world = World(clock, rng=random.Random(seed))
        self._populate()
        self._write_history()
        self._schedule_morning()
        self.gateway = SimulatedGateway(self.world, self.me, clock)
        self.world.subscribe(self._react)

    # ------------------------------------------------------------------ who and when

    @property
    def me(self) -> int:
        """The moderator's own user id."""
        return self._ids[ME]

    @property
    def roles(self) -> dict[int, Role]:
        """Roles by user id, for everybody who is not a plain member."""
        return {self._ids[p.key]: p.role for p in PEOPLE if p.role is not Role.MEMBER}

    @property
    def is_over(self) -> bool:
        """Whether nothing more is going to happen by itself."""
        return not self._due

    def user_id(self, key: str) -> int:
        """The user id of one of the script's people."""
        return self._ids[key]

    # ------------------------------------------------------------------ the past

    def _populate(self) -> None:
        for person in PEOPLE:
            self.world.add_user(
                person.name,
                id=self._ids[person.key],
                username=person.username,
                is_bot=person.role is Role.BOT,
                language=person.language,
                accepts_private=person.accepts_private,
            )
        self.world.add_group(GROUP_TITLE, self.me, id=_GROUP_ID)
        arrived = {past.who for past in HISTORY if past.join}
        self.world.switches.join_messages = False
        long_ago = self._started - timedelta(days=120)
        for number, person in enumerate(PEOPLE):
            if person.key == ME or person.joins_live or person.key in arrived:
                continue
            self.world.join(self._ids[person.key], at=long_ago + timedelta(days=3 * number))
        self.world.switches.join_messages = True
        for key in ("samir", "huda"):
            rights = (
                AdminRights() if self._people[key].role is Role.MODERATOR else AdminRights(ban_members=False)
            )
            self.world.promote(self.me, self._ids[key], rights)

    def _past_moment(self, past: Past) -> datetime:
        day = self._started.astimezone(self._zone).date() - timedelta(days=past.days)
        local = datetime.combine(day, time.fromisoformat(past.time), self._zone)
        return local.astimezone(self._started.tzinfo)

    def _write_history(self) -> None:
        for past in HISTORY:
            moment = self._past_moment(past)
            if moment >= self._started:
                continue  # a clock that starts before opening time
            who = self._ids[past.who]
            if past.join:
                self.world.join(who, at=moment)
                continue
            media = None if past.voice is None else Media(MediaKind.VOICE, seconds=past.voice)
            reply = self._said.get(past.reply_to)
            message = self.world.post(who, past.text, reply_to=reply, media=media, at=moment)
            if past.key:
                self._said[past.key] = message.id

    # ------------------------------------------------------------------ the morning

    def _schedule_morning(self) -> None:
        before = 0.0
        for beat in MORNING:
            jitter = (beat.at - before) * _JITTER * self._rng.uniform(-1.0, 1.0)
            self._later(beat.at + jitter, beat, since=self._started)
            before = beat.at

    def _later(self, seconds: float, beat: Beat, *, since: datetime) -> None:
        self._order += 1
        moment = since + timedelta(seconds=seconds / self._speed)
        heapq.heappush(self._due, (moment, self._order, beat))
        self._news.set()

    def step(self) -> int:
        """Do everything that is due by the clock; returns how many things happened."""
        happened = 0
        while self._due and self._due[0][0] <= self._clock():
            happened += self._play(heapq.heappop(self._due)[2])
        return happened

    async def run(self) -> None:
        """Play the morning until cancelled: what is due is done, then the next moment is waited for."""
        while True:
            self.step()
            self._news.clear()
            pause = 3600.0
            if self._due:
                pause = max(0.0, (self._due[0][0] - self._clock()).total_seconds())
            await self._until_news(pause)

    async def _until_news(self, pause: float) -> None:
        """Sleep, but wake up when the moderator's doing gave somebody a reason to react sooner."""
        waits = [asyncio.ensure_future(self._sleep(pause)), asyncio.ensure_future(self._news.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _play(self, beat: Beat) -> bool:
        """One beat; False if it cannot happen any more (banned, gone, its target deleted)."""
        who = self._ids[beat.who]
        try:
            if beat.act is Act.JOIN:
                self.world.join(who)
            elif beat.act is Act.LEAVE:
                self.world.leave(who)
            elif beat.act is Act.DELETE:
                self.world.delete(who, [self._said[beat.key]])
            elif beat.act is Act.EDIT:
                self.world.edit(who, self._said[beat.key], beat.text)
            elif beat.act is Act.REACT:
                self.world.react(who, self._said[beat.key], beat.text)
            elif beat.act is Act.PRIVATE:
                self.world.send_private(who, self.me, beat.text)
                self._in_private.setdefault(who, False)
            else:
                self._say(who, beat)
        except (WorldError, KeyError):
            return False
        return True

    def _say(self, who: int, beat: Beat) -> None:
        reply = self._said.get(beat.reply_to)
        if reply is not None and self.world.message(who, reply) is None:
            reply = None  # it was deleted meanwhile: people go on talking without the link
        media = Media(MediaKind.VOICE, seconds=beat.seconds) if beat.act is Act.VOICE else None
        message = self.world.post(who, beat.text, reply_to=reply, media=media)
        if beat.key:
            self._said[beat.key] = message.id
        if beat.breach:
            self._breaches.add(message.id)

    # ------------------------------------------------------------------ reactions

    def _react(self, event: WorldEvent) -> None:
        if not isinstance(event, MessageEvent) or event.change is not Change.NEW or event.by != self.me:
            return
        if event.stored is None or event.stored.message.service is not None:
            return
        if event.box.group_id == _GROUP_ID:
            self._react_to_reply(event.stored.message)
        elif event.stored.peer_id is not None and event.box.owner_id == self.me:
            self._react_to_private(event.stored.peer_id)

    def _react_to_reply(self, answer: Message) -> None:
        """Whoever asked says thanks for an answer, or asks what comes next; once for each message answered."""
        if answer.reply_to is None:
            self._like(answer.id, self._rng.sample(_READERS, 2))
        asked = None if answer.reply_to is None else self.world.message(self.me, answer.reply_to)
        person = None if asked is None else self._member(asked.sender.id)
        if asked is None or person is None or asked.id in self._breaches or asked.id in self._thanked:
            return
        self._thanked.add(asked.id)
        key = f"answer-{answer.id}"
        self._said[key] = answer.id
        words = self._rng.choice(THANKS[person.language])
        asked_as = next((name for name, number in self._said.items() if number == asked.id), "")
        beat = Beat(0, person.key, ASKS_AGAIN.get(asked_as, words), reply_to=key)
        self._later(self._rng.uniform(6, 16), beat, since=self._clock())
        self._like(answer.id, [person.key])

    def _like(self, message_id: int, readers: Sequence[str]) -> None:
        """These put an emoji on what the moderator wrote, a moment after they have read it."""
        key = f"answer-{message_id}"
        self._said[key] = message_id
        for reader in readers:
            emoji = self._rng.choice(_EMOJI)
            beat = Beat(0, reader, emoji, key=key, act=Act.REACT)
            self._later(self._rng.uniform(2, 6), beat, since=self._clock())

    def _react_to_private(self, user_id: int) -> None:
        """Who asked in private says thanks there; who was written to about a breach apologises in the group, once."""
        person = self._member(user_id)
        if person is not None and self._in_private.get(user_id) is False:
            self._in_private[user_id] = True
            words = self._rng.choice(THANKS[person.language])
            beat = Beat(0, person.key, words, act=Act.PRIVATE)
            self._later(self._rng.uniform(6, 16), beat, since=self._clock())
        breached = any(
            (message := self.world.groups[_GROUP_ID].box.kept.get(number)) and message.author_id == user_id
            for number in self._breaches
        )
        if person is None or not breached or user_id in self._apologised:
            return
        self._apologised.add(user_id)
        words = self._rng.choice(APOLOGIES[person.language])
        self._later(self._rng.uniform(8, 20), Beat(0, person.key, words), since=self._clock())

    def _member(self, user_id: int | None) -> Person | None:
        person = self._people.get(self._keys.get(user_id or 0, ""))
        return person if person is not None and person.role is Role.MEMBER else None
