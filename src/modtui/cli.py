"""The command line: a contract that scripts depend on.

stdout is data, stderr is narration, and the exit status means something: 0 done, 1 failed, 2 wrong usage or
settings, 3 not logged in, 4 another program holds the lock. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from modtui import __version__
from modtui.cli_table import GROUPS, Command, available, plain_option
from modtui.console import FAILED, INTERRUPTED, LOCKED, NOT_LOGGED_IN, WRONG_USAGE, say

# Errors of other rooms, by name: importing the rooms to compare classes would cost what late imports save.
_STATUS_BY_NAME: Final = {
    "ConfigError": WRONG_USAGE,
    "NotLoggedIn": NOT_LOGGED_IN,
    "LockHeld": LOCKED,
    "NotPrivateError": WRONG_USAGE,
}
_EPILOG: Final = (
    "Exit status: 0 done, 1 failed, 2 wrong usage or settings, 3 not logged in, 4 another program is at it."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `modtui` with these arguments (sys.argv's if None) and return the exit status."""
    _speak_utf8()
    commands = tuple(available())
    parser = build_parser(_asked_for(commands, sys.argv[1:] if arguments is None else arguments))
    try:
        args = parser.parse_args(arguments)
    except SystemExit as wish:
        return wish.code if isinstance(wish.code, int) else WRONG_USAGE
    handler = getattr(args, "handler", None) or _handler_of_desk(commands)
    if handler is None:
        parser.print_help(sys.stderr)
        return WRONG_USAGE
    return run(handler, args)


def _asked_for(commands: Sequence[Command], arguments: Sequence[str]) -> Sequence[Command]:
    """The commands of the first word, where it is one: the parsers of all the others take a tenth of the start."""
    return [command for command in commands if arguments and command.words[0] == arguments[0]] or commands


def run(handler: str, args: argparse.Namespace) -> int:
    """Run a handler ("module:function"), turning what it raises into a sentence and an exit status."""
    if sys.stdout is None:  # as the shell's >&- leaves it
        say("stdout is closed, so there is nowhere to write to.")
        return FAILED
    try:
        module, _, function = handler.partition(":")
        status: int = getattr(import_module(module), function)(args)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        say("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Who reads our data has gone. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 (the one place that nothing may leave)
        return _report(error, args)


def build_parser(commands: Sequence[Command]) -> argparse.ArgumentParser:
    """The parser of these commands. The global options may stand before a command or after it."""
    everywhere = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options = everywhere.add_argument_group("everywhere")
    options.add_argument("--config", metavar="FILE", help="the settings, in place of the usual file")
    options.add_argument(
        "--data-dir", metavar="DIR", help="store, session and log, in place of the usual folder"
    )
    options.add_argument(
        "--read-only", action="store_true", help="write nothing, neither here nor to Telegram"
    )
    parser = _Parser(
        prog="modtui",
        description="A terminal client for the moderators of a Telegram group where newcomers ask for help.",
        epilog=_EPILOG,
        parents=[everywhere],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"modtui {__version__}")
    plain_option(parser)
    top: Any = parser.add_subparsers(title="commands", metavar="COMMAND")
    groups: dict[str, Any] = {}
    for command in commands:
        inside: Any = top
        if len(command.words) > 1:
            group = command.words[0]
            if group not in groups:
                above = top.add_parser(group, help=GROUPS[group], parents=[everywhere], allow_abbrev=False)
                groups[group] = above.add_subparsers(metavar="COMMAND", required=True)
            inside = groups[group]
        own = inside.add_parser(
            command.words[-1],
            help=command.summary,
            description=command.summary[:1].upper() + command.summary[1:] + ".",
            parents=[everywhere],
            allow_abbrev=False,
        )
        command.arguments(own)
        own.set_defaults(handler=command.handler, command=" ".join(command.words))
    return parser


class _Parser(argparse.ArgumentParser):
    """Fills in the global options that were not given: their SUPPRESSed defaults let them stand anywhere."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        found = super().parse_args(args, namespace)
        for name, default in (("config", None), ("data_dir", None), ("read_only", False)):
            if not hasattr(found, name):
                setattr(found, name, default)
        return found


def _handler_of_desk(commands: Sequence[Command]) -> str | None:
    return next((command.handler for command in commands if command.words == ("desk",)), None)


def _report(error: Exception, args: argparse.Namespace) -> int:
    status = getattr(error, "exit_code", None)
    for kind in type(error).__mro__:
        status = _STATUS_BY_NAME.get(kind.__name__) if status is None else status
    if _has_a_sentence(error):
        say(str(error))
        return FAILED if status is None else int(status)
    if isinstance(error, OSError) and error.strerror:
        names = ", ".join(str(name) for name in (error.filename, error.filename2) if name is not None)
        say(f"{names}: {error.strerror}" if names else error.strerror)
        return FAILED
    from modtui.cli_failure import log_failure

    say(log_failure(error, args))
    return FAILED


def _has_a_sentence(error: Exception) -> bool:
    """Our own errors hold one sentence for the user (a domain error); anybody else's are for the log."""
    return type(error).__module__.partition(".")[0] == "modtui" and bool(str(error))


def _speak_utf8() -> None:
    """Data is UTF-8 whatever the locale; a byte that is not UTF-8 reaches the command as a lone surrogate."""
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, None),
    ):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors=errors or "backslashreplace")
