"""`modtui inquiries detect`: JSON lines in, a verdict for each out, line for line.

A line is an object with `text`, and what is known of the message's place in the conversation:

- `sender`: "member", "moderator" (or "staff"), "partner", "technical", "bot", or a user id that the settings know;
- `reply_to`: "staff", "own" or "member", or the message replied to as an object with its own `sender`;
- `media`: "voice", "photo", "file" and so on;
- `previous`: the author's message before this one (a text, or a list of texts of which the last counts).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from modtui.commands.common import json_text, settings
from modtui.console import DONE, FAILED
from modtui.domain.detection import DetectionInput, detect

STAFF = frozenset({"staff", "moderator", "partner", "technical", "bot"})
MEMBERS = frozenset({"member", "channel", "unknown"})
REPLIES = frozenset({"staff", "own", "member"})
MOST_CHARACTERS = 100_000


class LineError(ValueError):
    """A line that is no message; one sentence."""


def run(args: argparse.Namespace) -> int:
    """Answer every line of stdin; exit status 1 at the end if one of them was bad."""
    config = settings(args).config
    roles = {person.id: person.role for person in config.staff}
    status = DONE
    for line in sys.stdin:
        try:
            verdict = detect(message(line, roles))
            said: dict[str, Any] = {
                "label": str(verdict.label),
                "urgent": verdict.urgent,
                "score": round(verdict.score, 4),
                "reasons": list(verdict.reasons),
            }
        except LineError as error:
            said, status = {"error": str(error)}, FAILED
        sys.stdout.write(json_text(said) + "\n")
        sys.stdout.flush()  # whoever asks line by line waits for the answer
    return status


def message(line: str, roles: Mapping[int, str]) -> DetectionInput:
    """What one line says. `roles` are those of the settings by user id. Raises LineError."""
    try:
        line.encode("utf-8")
        data = json.loads(line)
    except UnicodeEncodeError:
        raise LineError("the line is not UTF-8") from None
    except (ValueError, RecursionError):
        raise LineError("the line is no JSON") from None
    if not isinstance(data, dict):
        raise LineError('the line is no object; write such as {"text": "..."}')
    text = data.get("text")
    if not isinstance(text, str):
        raise LineError('"text" is missing or no text')
    if len(text) > MOST_CHARACTERS:
        raise LineError(f'"text" has {len(text)} characters, more than {MOST_CHARACTERS}')
    reply_to = _reply(data.get("reply_to"), data.get("sender"), roles)
    return DetectionInput(
        text=_clean(text),
        from_staff=_is_staff(data.get("sender"), "sender", roles),
        media=_optional_text(data.get("media"), "media"),
        reply_to_staff=reply_to == "staff",
        reply_to_own_inquiry=reply_to == "own",
        reply_to_member=reply_to == "member",
        previous_own_text=_previous(data.get("previous")),
    )


def _is_staff(sender: object, name: str, roles: Mapping[int, str]) -> bool:
    """Whether the message is by staff or a bot, so that it can be no inquiry."""
    if isinstance(sender, dict):
        return _is_staff(sender.get("role", sender.get("id")), name, roles)
    if sender is None:
        return False
    if isinstance(sender, int) and not isinstance(sender, bool):
        return sender in roles
    if isinstance(sender, str) and (sender in STAFF or sender in MEMBERS):
        return sender in STAFF
    known = ", ".join(sorted(STAFF | MEMBERS))
    raise LineError(f'"{name}" is none of {known}, and no user id')


def _reply(reply_to: object, sender: object, roles: Mapping[int, str]) -> str | None:
    """Whom the message replies to: "staff", "own", "member", or nobody known."""
    if reply_to is None:
        return None
    if isinstance(reply_to, str) and reply_to in REPLIES:
        return reply_to
    if isinstance(reply_to, dict):
        other = reply_to.get("sender")
        if _is_staff(other, "reply_to", roles):
            return "staff"
        # Two members are one only if they are told apart: by their ids.
        same = other == sender and isinstance(other, int | dict)
        return "own" if same else "member"
    raise LineError('"reply_to" is none of staff, own, member, and no message with a "sender"')


def _previous(previous: object) -> str | None:
    if isinstance(previous, list):
        previous = previous[-1] if previous else None
    if isinstance(previous, dict):
        previous = previous.get("text")
    text = _optional_text(previous, "previous")
    return None if text is None else _clean(text)


def _optional_text(value: object, name: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise LineError(f'"{name}" is no text')


def _clean(text: str) -> str:
    """JSON can spell half a character (a lone surrogate), which nothing after it could write out again."""
    return text.encode("utf-8", "replace").decode("utf-8")
