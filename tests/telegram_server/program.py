"""``python -m tests.telegram_server``: a populated group on loopback, driven from standard input.

Prints the config.yaml with which modtui talks to it. Nothing is kept unless ``--dir`` is given.

A second client of the same account ("a phone"), of the other moderator or of a member, which logs in for real:
``python -m tests.telegram_server.second_client --config DIR/config.yaml [--as sara|paul|omar|...]``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import textwrap
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.telegram_server.login import CODE
from tests.telegram_server.populate import PHONE, Cast, populate
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.stage import Stage

API_ID = 12345
API_HASH = "0123456789abcdef0123456789abcdef"  # the loopback server takes any


def config_text(server: TelegramServer, cast: Cast, data_dir: Path | None = None) -> str:
    """The config.yaml that points modtui at this server."""
    pem = textwrap.indent(server.public_key_pem, " " * 6)
    text = f"""\
telegram:
  api_id: {API_ID}
  api_hash: "{API_HASH}"
  server:
    dc: {server.dc}
    host: {server.host}
    port: {server.port}
    public_key: |
{pem}group: {cast.group.id}
staff:
  - {{id: {cast.moderator.id}, role: moderator}}
  - {{id: {cast.owner.id}, role: moderator}}
"""
    return text if data_dir is None else f'{text}data_dir: "{data_dir}"\n'


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m tests.telegram_server",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1; 0 takes a free one")
    made.add_argument("--members", type=int, default=12, help="members besides the staff (12)")
    made.add_argument(
        "--history", type=int, default=3, metavar="DAYS", help="days of questions and answers (3)"
    )
    made.add_argument("--password", help="give the moderator's account this two-step password")
    made.add_argument("--dir", type=Path, help="write config.yaml there, with a data folder inside")
    made.add_argument(
        "--with-key", action="store_true", help="also write a session that is logged in (needs --dir)"
    )
    return made


async def serve(options: argparse.Namespace) -> int:
    """Run until ``quit``, a signal, or for ever when standard input has ended."""
    cast = populate(members=options.members, days=options.history)
    async with TelegramServer(cast.world, port=options.port, strict=False) as server:
        if options.password:
            server.logins.set_password(cast.moderator.id, options.password, hint="as given to the server")
        _announce(server, cast, options)
        stage = Stage(cast, server)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(name, stage.ended.set)
        threading.Thread(target=_read, args=(loop, stage), daemon=True).start()
        await stage.ended.wait()
    return 0


def _announce(server: TelegramServer, cast: Cast, options: argparse.Namespace) -> None:
    folder: Path | None = options.dir
    data_dir = None
    if folder is not None:
        data_dir = folder.absolute() / "data"
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        config = folder / "config.yaml"
        config.touch(mode=0o600)
        config.write_text(config_text(server, cast, data_dir), encoding="utf-8")
        if options.with_key:
            session = data_dir / "telegram.session"
            session.unlink(missing_ok=True)
            server.write_session(session, cast.moderator.id)
        print(f"# written to {config}: modtui --config {config}")
    print(config_text(server, cast, data_dir))
    if not (folder and options.with_key):
        password = f", password {options.password}" if options.password else ""
        print(f"# log in with phone {PHONE}, code {CODE}{password}")
    print(f"# group {cast.group.id} on {server.host}:{server.port}; commands: help", flush=True)


def _read(loop: asyncio.AbstractEventLoop, stage: Stage) -> None:
    """A thread: standard input is a file, a pipe or a terminal, and only a thread reads all three."""
    for line in sys.stdin:
        answer = asyncio.run_coroutine_threadsafe(_run(stage, line), loop).result()
        if answer:
            print(answer, flush=True)
        if stage.ended.is_set():
            return


async def _run(stage: Stage, line: str) -> str:
    return stage.run(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; returns the exit status."""
    made = parser()
    options = made.parse_args(arguments)
    if options.with_key and options.dir is None:
        made.error("--with-key writes a session and needs --dir")
    return asyncio.run(serve(options))
