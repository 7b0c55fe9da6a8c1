"""The table of commands: their words, their arguments, and which function of which module runs each.

Nothing here imports a handler. A command whose module is not there is left out, of the help too.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

Arguments = Callable[[argparse.ArgumentParser], None]


def _none(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="data for programs")


def _speed(text: str) -> float:
    """How many times faster the demo's morning goes: above 0, at most 100."""
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 100:  # no number is greater than 0 either
        raise argparse.ArgumentTypeError("a number above 0, at most 100, such as 4 or 0.5")
    return speed


def plain_option(parser: argparse.ArgumentParser) -> None:
    """How the screen looks; also before the commands, where the desk needs no word of its own."""
    parser.add_argument(
        "--plain",
        action="store_true",
        default=argparse.SUPPRESS,
        help="one column in words, nothing that ticks: for screen readers and slow lines",
    )


def _demo(parser: argparse.ArgumentParser) -> None:
    plain_option(parser)
    parser.add_argument("--keep", metavar="DIR", help="keep the demo's data in this folder")
    parser.add_argument(
        "--speed", metavar="N", type=_speed, default=1.0, help="so many times faster than life (1)"
    )


def _login(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--phone", metavar="NUMBER", help="phone number with its country code; asked if left out"
    )
    parser.add_argument("--qr", action="store_true", help="log in by scanning a code with a phone")


def _revoke(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", metavar="ID", help="as `modtui sessions list` shows it")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="result.json of Telegram Desktop, one chat")
    parser.add_argument(
        "--staff", metavar="IDS", help="user ids of staff, with commas; added to those of the config"
    )
    parser.add_argument(
        "--chat", metavar="CHAT", help="id or title of the chat, where the file holds several"
    )
    _json(parser)


def _chat(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--chat", metavar="CHAT", help="id or title of the group, where the store holds several"
    )


def _month(parser: argparse.ArgumentParser) -> None:
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--month", metavar="YYYY-MM", help="one month (the last full one if left out)")
    when.add_argument("--quarter", metavar="YYYY-QN", help="one quarter, such as 2026-Q3")
    when.add_argument("--from", dest="from_day", metavar="YYYY-MM-DD", help="first day, with --to")
    parser.add_argument("--to", dest="to_day", metavar="YYYY-MM-DD", help="last day, included")


def _export(parser: argparse.ArgumentParser) -> None:
    _month(parser)
    parser.add_argument(
        "--format", choices=("csv", "xlsx", "json", "md"), default="csv", help="csv if left out"
    )
    parser.add_argument(
        "--what",
        choices=("figures", "actions"),
        default="figures",
        help="figures if left out; actions: what moderators did here and from phones, voids and complaints, in the columns "
        "of the first table, people under pseudonyms",
    )
    parser.add_argument(
        "--names",
        action="store_true",
        help="actions by name, with message, reason and text of a complaint: for staff only",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write to a file in place of stdout")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    _chat(parser)


def _stats(parser: argparse.ArgumentParser) -> None:
    _month(parser)
    parser.add_argument("--explain", metavar="COLUMN", help="how one column is counted")
    _chat(parser)
    _json(parser)


def _members_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("who", metavar="WHO", help="Telegram id, @name, or part of a name")
    parser.add_argument(
        "--language", choices=("en", "ar", "fr"), default="en", help="to hand over in; en if left out"
    )
    _json(parser)


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--run-commands", action="store_true", help="run api_hash_command too; its output is not shown"
    )
    _json(parser)


def _example(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--write", action="store_true", help="to where the settings belong, if no file is there"
    )


def _due(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "time", metavar="TIME", help="such as 2026-10-02T16:00 (the service's zone) or ...T20:00Z"
    )
    _json(parser)


def _waiting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state",
        metavar="STATES",
        help="only these, with commas: headings such as urgent, overdue, today, later or possible, or states such as open",
    )
    _chat(parser)
    _json(parser)


def _corrections(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="YYYY-MM-DD", help="decided on this day or later")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to a file in place of stdout")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    _chat(parser)
    _json(parser)


def _dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dir", metavar="DIR", action="append", help="folder with snippets, in place of the config's"
    )


def _snippets(parser: argparse.ArgumentParser) -> None:
    _dir(parser)
    _json(parser)


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="*", help="words to look for, in any language")
    parser.add_argument("--queries", metavar="FILE", help="one query a line, or a JSON string; - is stdin")
    parser.add_argument("--limit", metavar="N", type=int, default=10, help="at most so many for each (10)")
    _snippets(parser)


def _suggest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--queries", metavar="FILE", help="one message a line, or a JSON string, in place of stdin"
    )
    parser.add_argument("--limit", metavar="N", type=int, default=5, help="at most so many for each (5)")
    _snippets(parser)


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="small letters, digits and dashes, such as health-card")
    parser.add_argument(
        "--kind", choices=("answer", "referral", "notice"), default="answer", help="answer if left out"
    )
    _dir(parser)


def _snippets_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a package of Human Services Data Specification 3")
    parser.add_argument("--into", "--dir", metavar="DIR", help="folder to write the referrals to")
    parser.add_argument(
        "--language",
        choices=("en", "fr", "ar"),
        default="en",
        help="of texts without Arabic letters; en if left out",
    )
    _json(parser)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `words` as they are typed, `handler` as "module:function"."""

    words: tuple[str, ...]
    handler: str
    summary: str
    arguments: Arguments = _none

    @property
    def available(self) -> bool:
        """Whether the handler's module is there."""
        return find_spec(self.handler.partition(":")[0]) is not None


GROUPS = {
    "sessions": "where this account is logged in",
    "config": "the settings",
    "inquiries": "who asked what, and until when an answer is due",
    "snippets": "verified answers, referrals and notices",
    "members": "who is in the group, and what is held about them",
}

_AT = "modtui.commands."
COMMANDS = (
    Command(("desk",), _AT + "desk:run", "the desk, on the configured group (what `modtui` alone runs)", plain_option),
    Command(("demo",), _AT + "demo:run", "the desk on a simulated group: no account, no network", _demo),
    Command(("login",), _AT + "login:run", "log in to Telegram", _login),
    Command(("logout",), _AT + "logout:run", "log out and revoke the session"),
    Command(("sessions", "list"), _AT + "sessions:run", "every place", _json),
    Command(("sessions", "revoke"), _AT + "sessions:run", "log one of them out", _revoke),
    Command(("doctor",), _AT + "doctor:run", "look over everything: each line ok, or what to do", _json),
    Command(("config", "check"), _AT + "config:run_check", "say all that is wrong with them, or ok", _check),
    Command(("config", "path"), _AT + "config:run_path", "where the file is, or would be"),
    Command(("config", "example"), _AT + "config:run_example", "a file with every setting and its default", _example),
    Command(("import",), _AT + "import_history:run", "Telegram Desktop's export into the store", _import),
    Command(("inquiries", "list"), _AT + "inquiries_list:run", "those that wait, in the queue's order", _waiting),
    Command(("inquiries", "detect"), _AT + "detect:run", "JSON lines in, a verdict for each out"),
    Command(("inquiries", "due"), _AT + "due:run", "the deadline of an inquiry asked then, and why", _due),
    Command(("inquiries", "corrections"), _AT + "corrections:run", "what moderators corrected, as JSON lines", _corrections),
    Command(("snippets", "list"), _AT + "snippets_files:run_list", "all of them", _snippets),
    Command(("snippets", "search"), _AT + "snippets_search:run_search", "by a few words", _search),
    Command(("snippets", "suggest"), _AT + "snippets_search:run_suggest", "for a member's message on stdin", _suggest),
    Command(("snippets", "check"), _AT + "snippets_files:run_check", "say all that is wrong with the files", _snippets),
    Command(("snippets", "new"), _AT + "snippets_files:run_new", "a file to fill in", _new),
    Command(("snippets", "import"), _AT + "snippets_import:run", "referrals from a directory", _snippets_import),
    Command(("export",), _AT + "export:run", "the month's figures to a file or stdout", _export),
    Command(("stats",), _AT + "stats:run", "the same figures, to read here", _stats),
    Command(("members", "show"), _AT + "members_show:run", "what is held about one member", _members_show),
    Command(("verify",), _AT + "verify:run", "compute everything again from the ledgers and compare", _json),
    Command(("backup",), _AT + "backup:run", "the store into one file", _file),
    Command(("restore",), _AT + "restore:run", "the store from such a file", _file),
)  # fmt: skip


def available() -> Iterator[Command]:
    """The commands whose modules are there, in the order of the table."""
    return (command for command in COMMANDS if command.available)
