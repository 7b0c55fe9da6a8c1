"""The program's commands: who says what in the group, and what goes wrong. One line in, one answer out."""

from __future__ import annotations

import asyncio
import inspect
import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from modtui.domain.media_facts import Place, Poll, PollOption
from modtui.domain.messages import Media, MediaKind
from modtui.telegram.world import BoxKey, GroupKind, User, WorldError
from tests.telegram_server.populate import Cast
from tests.telegram_server.server import TelegramServer


class Mistake(Exception):
    """A command that cannot be done; the text says why."""


class Stage:
    """Runs commands on a cast and its server."""

    def __init__(self, cast: Cast, server: TelegramServer) -> None:
        self.cast, self.world, self.server = cast, cast.world, server
        self.ended = asyncio.Event()
        self._albums = 7_000_000
        self._commands: dict[str, Callable[..., str | None]] = {
            name.removeprefix("do_").replace("_", "-"): method
            for name, method in inspect.getmembers(self, inspect.ismethod)
            if name.startswith("do_")
        }
        self._commands["as-staff"] = self.do_phone

    def run(self, line: str) -> str:
        """Do one command; the answer is a line or several, or begins with ``error:``."""
        name, _, rest = line.strip().partition(" ")
        if not name:
            return ""
        command = self._commands.get(name)
        if command is None:
            return f"error: no command {name}; try help"
        try:
            return command(*self._arguments(command, rest.strip())) or "ok"
        except WorldError as error:
            return f"error: {error.code}"
        except (Mistake, ValueError, LookupError) as error:
            return f"error: {error}"

    @staticmethod
    def _arguments(command: Callable[..., object], rest: str) -> list[object]:
        """Split by what the command takes: numbers are numbers, and a last ``text`` takes the rest of the line."""
        found: list[object] = []
        parameters = list(inspect.signature(command, eval_str=True).parameters.values())
        for parameter in parameters:
            if parameter.name == "text":
                if not rest and parameter.default is parameter.empty:
                    raise Mistake("some text is missing")
                return [*found, rest]
            word, _, rest = rest.partition(" ")
            rest = rest.strip()
            if not word:
                if parameter.default is parameter.empty:
                    raise Mistake(f"{parameter.name.upper()} is missing")
                return found
            found.append(parameter.annotation(word) if parameter.annotation in (int, float) else word)
        if rest:
            raise Mistake(f"what is {shlex.quote(rest)} for?")
        return found

    # ---- who and what

    def _user(self, name: str) -> User:
        user = self.world.find_user(name)
        if user is None:
            known = ", ".join(u.username or u.name for u in self.world.users.values())
            raise Mistake(f"nobody is called {name}; there are {known}")
        return user

    def _author(self, message_id: int) -> int:
        stored = self.cast.group.box.alive(message_id)
        if stored is None:
            raise Mistake(f"there is no message {message_id}")
        return stored.author_id

    @property
    def _me(self) -> int:
        return self.cast.moderator.id

    # ---- commands: members

    def do_say(self, name: str, text: str) -> str:
        """a member writes in the group"""
        return f"message {self.world.post(self._user(name).id, text).id}"

    def do_reply(self, name: str, message: int, text: str) -> str:
        """a member answers a message"""
        return f"message {self.world.post(self._user(name).id, text, reply_to=message).id}"

    def do_file(self, name: str, kilobytes: int, text: str) -> str:
        """a member posts a file of this size; the text is its name"""
        content = bytes(range(256)) * 4 * kilobytes
        return f"message {self.world.post_file(self._user(name).id, content, Media(MediaKind.FILE, text)).id}"

    def do_voice(self, name: str, seconds: int) -> str:
        """a member says something; Telegram puts it into words"""
        media = Media(MediaKind.VOICE, seconds=seconds)
        said = self.world.post_file(self._user(name).id, b"OggS" + bytes(2000 * seconds), media).id
        self.world.feed.transcripts[said] = "وين البطاقة الصحية؟"
        return f"message {said}"

    def do_album(self, name: str, pictures: int, text: str = "") -> str:
        """a member posts pictures together, with a caption"""
        author, self._albums = self._user(name).id, self._albums + 1
        for number in range(max(pictures, 1)):
            caption = text if number == 0 else ""
            posted = self.world.post(author, caption, media=Media(MediaKind.PHOTO), album_id=self._albums)
        return f"message {posted.id}"

    def do_poll(self, name: str, text: str) -> str:
        """a member asks everybody"""
        options = (PollOption("Yes", 3), PollOption("No", 1), PollOption("لا أعرف", 0))
        media = Media(MediaKind.POLL, poll=Poll(text, options))
        return f"message {self.world.post(self._user(name).id, media=media).id}"

    def do_place(self, name: str, latitude: float, longitude: float, text: str = "") -> str:
        """a member says where something is; the text is what Telegram calls it"""
        media = Media(
            MediaKind.LOCATION, text, place=Place(latitude, longitude, "12 Sample St" if text else "")
        )
        return f"message {self.world.post(self._user(name).id, media=media).id}"

    def do_contact(self, name: str, phone: str, text: str) -> str:
        """a member shares a contact; the text is their name"""
        media = Media(MediaKind.CONTACT, text, phone=phone)
        return f"message {self.world.post(self._user(name).id, media=media).id}"

    def do_sticker(self, name: str, emoji: str) -> str:
        """a member posts a sticker"""
        return (
            f"message {self.world.post(self._user(name).id, media=Media(MediaKind.STICKER, emoji=emoji)).id}"
        )

    def do_odd_poll(self, name: str, text: str) -> str:
        """a member posts a poll without an option or a count that could be read"""
        media = Media(MediaKind.POLL, poll=Poll(text))
        return f"message {self.world.post(self._user(name).id, media=media).id}"

    def do_unknown(self, name: str) -> str:
        """a member posts something of a kind that no client of today knows"""
        return f"message {self.world.post(self._user(name).id, media=Media(MediaKind.OTHER)).id}"

    def do_topic(self, text: str) -> str:
        """one more topic of this name; the group is a forum from now on"""
        return f"topic {self.world.add_topic(text).id}"

    def do_in_topic(self, name: str, topic: int, text: str) -> str:
        """a member writes in a topic"""
        return f"message {self.world.post(self._user(name).id, text, topic_id=topic).id}"

    def do_forward(self, name: str, text: str) -> str:
        """a member forwards something from elsewhere"""
        return f"message {self.world.post(self._user(name).id, text, forwarded_from='City News').id}"

    def do_react(self, name: str, message: int, emoji: str) -> None:
        """a member reacts to a message"""
        self.world.react(self._user(name).id, message, emoji)

    def do_pin(self, message: int) -> None:
        """the owner pins a message"""
        self.world.pin(self.cast.owner.id, message)

    def do_edit(self, message: int, text: str) -> None:
        """the author changes a message"""
        self.world.edit(self._author(message), message, text)

    def do_delete(self, message: int) -> None:
        """the author deletes a message"""
        self.world.delete(self._author(message), [message])

    def do_join(self, name: str) -> str:
        """somebody joins; a new name makes a new person"""
        user = self.world.find_user(name) or self.world.add_user(name.title(), username=name)
        self.world.join(user.id)
        return f"{user.name} ({user.id}) is in the group"

    def do_ask_join(self, name: str, text: str = "") -> str:
        """somebody asks to be let in"""
        user = self.world.find_user(name) or self.world.add_user(name.title(), username=name)
        self.world.request_join(user.id, text)
        return f"{user.name} ({user.id}) waits"

    def do_leave(self, name: str) -> None:
        """a member leaves"""
        self.world.leave(self._user(name).id)

    def do_private(self, name: str, text: str) -> str:
        """a member writes to the moderator in private"""
        return f"message {self.world.send_private(self._user(name).id, self._me, text).id}"

    def do_privacy(self, name: str, allowed: str) -> None:
        """on/off: whether a member takes private messages from strangers"""
        self._user(name).accepts_private = allowed == "on"

    def do_basic_group(self, text: str) -> str:
        """a basic group of this title with the same people; its id is for the config"""
        group, owner = self.cast.group, self.cast.owner.id
        basic = self.world.add_group(text, owner, kind=GroupKind.BASIC)
        for user in group.members:
            if user not in basic.members:
                self.world.join(user, group_id=basic.id)
        basic.admins = dict(group.admins)
        return f"group {basic.id}"

    def do_upgrade(self, group: int) -> str:
        """its owner turns a basic group into a supergroup; from here on members write there"""
        self.world.group = self.world.migrate(group)
        self.cast = replace(self.cast, group=self.world.group)
        return f"group {self.cast.group.id}"

    def do_moves(self, told: str) -> None:
        """on/off: whether admins' accounts are told who comes and goes (participant updates)"""
        self.world.switches.participant_updates = told == "on"

    def do_burst(self, count: int) -> str:
        """so many messages at once, from the members in turn"""
        group = self.cast.group
        members = [m for m in group.members if not (group.is_admin(m) or self.world.user(m).is_bot)]
        for number in range(count):
            self.world.post(members[number % len(members)], f"burst {number + 1} of {count}")
        return f"the last one is message {self.cast.group.box.last_id}"

    # ---- commands: staff elsewhere

    def do_phone(self, text: str) -> str:
        """the moderator's own account writes on another device (also: as-staff)"""
        return f"message {self.world.post(self._me, text).id}"

    def do_phone_reply(self, message: int, text: str) -> str:
        """the moderator's own account answers on another device"""
        return f"message {self.world.post(self._me, text, reply_to=message).id}"

    def do_ban(self, name: str) -> None:
        """the other moderator (paul) bans a member"""
        self.world.ban(self.cast.owner.id, self._user(name).id)

    def do_unban(self, name: str) -> None:
        """the other moderator lifts a ban or mute"""
        self.world.unban(self.cast.owner.id, self._user(name).id)

    def do_mute(self, name: str, minutes: int) -> None:
        """the other moderator lets a member only read for so many minutes"""
        until = self.world.now() + timedelta(minutes=minutes)
        self.world.mute(self.cast.owner.id, self._user(name).id, until=until)

    def do_approve(self, name: str) -> None:
        """the other moderator lets somebody in who asked"""
        self.world.decide_request(self.cast.owner.id, self._user(name).id, True)

    def do_decline(self, name: str) -> None:
        """the other moderator turns somebody away who asked"""
        self.world.decide_request(self.cast.owner.id, self._user(name).id, False)

    def do_anonymous(self, text: str) -> str:
        """the owner writes as the group, so that nobody sees which admin it was"""
        return f"message {self.world.post(self.cast.owner.id, text, as_group=True).id}"

    def do_channel(self, text: str) -> str:
        """somebody writes with a channel as the sender"""
        return f"message {self.world.post_as_channel(1_500_000_001, 'City Adverts', text).id}"

    def do_mod_delete(self, message: int) -> None:
        """the other moderator deletes a message"""
        self.world.delete(self.cast.owner.id, [message])

    def do_promote(self, name: str) -> None:
        """the owner makes a member an admin"""
        self.world.promote(self.cast.owner.id, self._user(name).id)

    def do_demote(self, name: str) -> None:
        """the owner takes admin rights away (sara is the moderator)"""
        self.world.demote(self.cast.owner.id, self._user(name).id)

    # ---- commands: what goes wrong

    def do_drop(self) -> None:
        """cut every connection; clients may come back at once"""
        self.server.faults.drop()

    def do_down(self, seconds: float) -> str:
        """cut every connection and refuse new ones for a while"""
        self.server.faults.down()
        asyncio.get_running_loop().call_later(seconds, self.server.faults.up)
        return f"back in {seconds:g} s"

    def do_hang(self, seconds: float) -> str:
        """answer nothing and push nothing for a while"""
        self.server.faults.mute = True
        asyncio.get_running_loop().call_later(seconds, setattr, self.server.faults, "mute", False)
        return f"silent for {seconds:g} s"

    def do_flood(self, seconds: int, request: str = "SendMessage") -> None:
        """FLOOD_WAIT of so many seconds on the next request of a kind"""
        self.server.faults.flood(seconds, request)

    def do_slow_mode(self, seconds: int) -> None:
        """SLOWMODE_WAIT on the next message"""
        self.server.faults.slow_mode(seconds)

    def do_peer_flood(self) -> None:
        """PEER_FLOOD on the next message"""
        self.server.faults.peer_flood()

    def do_fail(self, request: str, code: int, name: str) -> None:
        """answer the next request of a kind with an error, e.g. fail EditBanned 400 CHAT_ADMIN_REQUIRED"""
        self.server.faults.error(request, code, name)

    def do_slow(self, seconds: float, request: str = "SendMessage") -> None:
        """answer the next request of a kind late"""
        self.server.faults.slow(request, seconds)

    def do_drop_before(self, request: str = "SendMessage") -> None:
        """cut the connection when the next request of a kind comes, without doing it"""
        self.server.faults.drop_before(request)

    def do_drop_after(self, request: str = "SendMessage") -> None:
        """do the next request of a kind, and cut the connection instead of answering"""
        self.server.faults.drop_after(request)

    def do_gap(self, count: int = 1) -> None:
        """lose the next pushes"""
        self.server.faults.swallow_pushes += count

    def do_too_long(self, count: int = 1) -> None:
        """answer the next channel differences with: too long"""
        self.server.faults.too_long += count

    def do_revoke(self) -> None:
        """end the moderator's logins, as from another device"""
        self.server.revoke(self._me)

    def do_restart(self) -> None:
        """restart the server: sessions are forgotten, logins are not"""
        self.server.later(self.server.restart())

    def do_well(self) -> None:
        """turn every fault off"""
        self.server.faults.clear()

    # ---- commands: looking

    def do_show(self, count: int = 10) -> str:
        """the newest messages of the group, and the moderator's private ones"""
        lines = []
        for message in self.world.history(self.cast.owner.id, limit=count)[::-1]:
            what = message.text or str(message.service or message.media)
            link = "" if message.reply_to is None else f" -> {message.reply_to}"
            edited = " (edited)" if message.edited_at else ""
            lines.append(f"{message.id:>5}{link}  {message.sender.name}: {what}{edited}")
        box = self.world.box(BoxKey(owner_id=self._me))
        for stored in [s for s in box.kept.values() if s.alive][-count:]:
            other = self.world.user(stored.peer_id or 0).name
            way = "to" if stored.message.outgoing else "from"
            lines.append(f"private {stored.message.id} {way} {other}: {stored.message.text}")
        return "\n".join(lines)

    def do_who(self) -> str:
        """members, admins, banned and waiting people"""
        group = self.cast.group
        lines = []
        for user in self.world.users.values():
            held = self.world.restriction(user.id)
            place = (
                "admin" if group.is_admin(user.id) else "member" if user.id in group.members else "outside"
            )
            place += "" if held is None else ", banned" if held.banned else ", muted"
            place += ", waiting" if user.id in group.requests else ""
            lines.append(f"{user.id}  {user.username or '-':<20} {user.name}: {place}")
        return "\n".join(lines)

    def do_calls(self, count: int = 20) -> str:
        """the last requests that came in"""
        seen = [f"{s.user_id or '-'} {s.name}" for s in self.server.calls[-count:]]
        return "\n".join(seen) or "none"

    def do_status(self) -> str:
        """connections, key exchanges, what the server did not know"""
        server = self.server
        summary = (
            f"connections {len(server.connections)} (taken so far {server.accepted}), "
            f"key exchanges {server.exchanges}, requests {len(server.calls)}, door {server.faults.door}"
        )
        lines = [summary]
        lines += [f"unhandled {name}" for name in sorted(set(server.unhandled))]
        lines += [f"mistake {text}" for text in server.crashes] + [
            f"protocol {e}" for e in server.protocol_errors
        ]
        return "\n".join(lines)

    def do_help(self) -> str:
        """this list"""
        lines = []
        for name, command in sorted(self._commands.items()):
            given = inspect.signature(command).parameters.values()
            words = [p.name.upper() if p.default is p.empty else f"[{p.name.upper()}]" for p in given]
            lines.append(f"{' '.join([name, *words]):<32} {inspect.getdoc(command)}")
        return "\n".join(lines)

    def do_quit(self) -> None:
        """end the server"""
        self.ended.set()
