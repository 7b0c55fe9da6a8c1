"""The sentences of writing: the moderator's own editor, formatting, splitting, mentioning."""

from __future__ import annotations

from typing import Final

WRITING_SENTENCES: Final[dict[str, str]] = {
    "key.editor": "write in your own editor ($VISUAL or $EDITOR)",
    "key.editor.short": "editor",
    "key.bold": "bold, once more takes it off",
    "key.bold.short": "bold",
    "key.italic": "italic, once more takes it off",
    "key.italic.short": "italic",
    "key.web_link": "a link behind the selected words",
    "key.web_link.short": "link",
    "key.preview": "what members will see, exactly",
    "key.preview.short": "preview",
    "looks.leads": "↗ {host} · {url}",
    "preview.title": "What members will see",
    "preview.hints": "↑↓ scrolls · Esc goes on writing",
    "preview.nothing": "There is nothing to show yet.",
    "preview.signs": "**bold**  __italic__  [words](https://…)  \\* is the star itself",
    "own.not_all_editable": "Some of this message's formatting cannot be written here; saving drops it.",
    "outgoing.flood": "flood wait {seconds} s",
    "outgoing.slow": "slow mode {seconds} s",
    "key.schedule": "put the post into Telegram's own schedule",
    "key.schedule.short": "schedule",
    "schedule.title": "When is it to be published?",
    "schedule.note": "Telegram publishes it also while this program is closed.",
    "schedule.posts_only": "Only posts go into Telegram's schedule; a reply can wait for the next opening.",
    "schedule.no_files": "A post with a file cannot go into Telegram's schedule from here. Take the file off first.",
    "schedule.too_long": "This takes more than one message, and only one can be scheduled. Shorten it first.",
    "schedule.done": "Telegram will publish it {at}. {key} lists the schedule.",
    "starter.told": "{sentence} {key} offers it.",
    "starter.title": "Begin a conversation?",
    "starter.yes": "y puts it into the post",
    "mention.not_here": "Only a reply that is held because its message was deleted can be sent with a mention.",
    "mention.nobody": "Nobody can be mentioned here: the message was not a member's. c takes the reply back.",
    "mention.ask_title": "The message was deleted",
    "mention.ask": "What this answers was deleted. It can go to the group with a mention of {name} instead.",
    "mention.ask_yes": "y sends it with a mention",
    "mention.done": "It goes out with a mention of the member.",
    "outbox.hints_held": "r sends it now · m mentions instead · c takes it back · s skips a step · Esc",
    "looks.too_many": (
        "{count} passages are bold, italic, links or mentions, and Telegram keeps {limit} in a message: from “{words}” "
        "on they would be lost. Take out {over}, or send this as two messages."
    ),
    "looks.too_many_part": (
        "In part {number}, {count} passages are bold, italic, links or mentions, and Telegram keeps {limit} in a "
        "message: from “{words}” on they would be lost. Take out {over}."
    ),
    "parts.title": "This leaves as {count} {count:message|messages}",
    "aside.kept": (
        "{length} {length:character|characters} in one text cannot be sent from here, nor so much in one line: it is "
        "kept in {path}; {keys:attach|Ctrl+F} attaches that file while you write."
    ),
    "aside.not_kept": (
        "{length} {length:character|characters} in one text cannot be written here, nor kept in a file ({why}): take it "
        "from where you copied it."
    ),
    "parts.number": "part {number} of {of}",
    "parts.lengths": "{number} of {of} · {length}/{limit}",
    "parts.confirm": "y sends them in this order · Esc goes on writing",
    "parts.counts": "The first counts, as one; the others follow it.",
    "parts.wait": "waits for the part before it",
    "parts.rest_back": "{left} had left already; the rest stands in the draft again.",
    "timeline.reply.part": "A further part of the answer went out.",
    "composer.counting": "counting…",
    "composer.count_parts": "{count} {count:character|characters}: {parts} {parts:message|messages}",
    "editor.none": "No editor is named: set VISUAL or EDITOR, for example export EDITOR=nano, and start again.",
    "editor.unreadable": "{name} cannot be read as a command: {value}. Check its quotes.",
    "editor.missing": "{name} names {value}, which is not installed here. Set another one and start again.",
    "editor.no_terminal": "An editor cannot be opened here: this is not a terminal that can be handed over.",
    "editor.no_file": "The editor's file {path} cannot be written: {why}. The text stands here as it was.",
    "editor.failed": "{name} could not be started: {why}. The text stands here as it was.",
    "editor.ended_badly": "{name} {how}. What it had saved is here; Ctrl+Z brings back what stood before.",
    "editor.status": "ended with status {status}",
    "editor.by_signal": "was ended by signal {number}",
    "editor.file_gone": "{name} left no file ({why}). The text stands here as it was.",
    "editor.too_long": "What {name} left is larger than any reply. The text stands here as it was.",
    "editor.not_utf8": "{name} wrote something that is not UTF-8: what could not be read is shown as \ufffd.",
    "editor.unchanged": "The editor closed without a change. One with a window of its own has to wait, "
    "for example code --wait.",
    "editor.recovered": "A text was still in the editor when the program ended: it is in the draft again.",
}
