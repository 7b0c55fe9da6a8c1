"""The server with its group, the store, and the processes that die on it."""

import asyncio
import atexit
import json
import signal
import subprocess
import sys

import pytest

from modtui.store import derived
from modtui.store.database import Database
from tests.contract.stages import TelethonStage
from tests.crash import scene

SECONDS = 30


class Worker:
    """The process that forks for each scene; one for all tests of this process."""

    def __init__(self):
        self._process = None

    def play(self, args, fault, said):
        """Play a scene; returns its exit code, a signal as a negative one."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            atexit.register(self._process.kill)
            assert self._process.stdout.readline() == "ready\n"
        order = {"args": [str(argument) for argument in args], "fault": fault, "said": str(said)}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self):
        """A scene that hangs goes with it."""
        if self._process is not None:
            self._process.kill()


WORKER = Worker()


class Stage:
    """The server with its group, the store, and the processes that die."""

    def __init__(self, wire, folder):
        self.wire = wire
        self.world = wire.world
        self.store = folder / "modtui.db"
        self.session = folder / "desk.session"
        self._said = folder / "said.txt"
        wire.server.write_session(self.session, wire.me)
        self.place = (wire.server.dc, wire.server.host, wire.server.port, self.world.group.id, wire.me)

    async def _play(self, what, fault):
        args = (what, self.store, self.session, *self.place)
        try:
            async with asyncio.timeout(SECONDS):
                code = await asyncio.to_thread(WORKER.play, args, fault, self._said)
        except TimeoutError:
            WORKER.end()
            raise
        return code, self._said.read_text(encoding="utf-8")

    async def dies(self, what, fault):
        """Play a scene in a process that is killed at ``fault``."""
        code, said = await self._play(what, fault)
        assert code == -signal.SIGKILL, f"it did not die at {fault}:\n{said[-2000:]}"
        return said

    async def passes(self, what):
        """Play a scene to its end; returns every point it passes, in order."""
        code, said = await self._play(what, "trace")
        assert code == 0, said[-2000:]
        return [line.removeprefix("passed ") for line in said.splitlines() if line.startswith("passed ")]

    def again(self):
        return scene.desk_on(self.store, self.session, *self.place)

    @property
    def group_texts(self):
        return [s.message.text for s in self.world.group.box.kept.values() if s.alive]

    def told(self, who):
        return [s.message.text for s in self.world.private[who].kept.values() if s.author_id != who]

    async def facts(self, sql, *parameters):
        db = await Database.open(self.store, read_only=True)
        try:
            return await db.all(sql, parameters)
        finally:
            await db.close()

    async def verify(self):
        db = await Database.open(self.store, read_only=True)
        try:
            found = await derived.verify(db)
        finally:
            await db.close()
        assert (found.differences, found.integrity) == ((), ())


@pytest.fixture
async def stage(tmp_path):
    wire = TelethonStage(tmp_path)
    await wire.server.start()
    try:
        yield Stage(wire, tmp_path)
    finally:
        await wire.close()
