"""The sentences about snippets by code; importing this adds them to the catalogue."""

from __future__ import annotations

from typing import Final

from modtui.text.catalogue import add_sentences
from modtui.text.catalogue import say as say

SNIPPET_SENTENCES: Final[dict[str, str]] = {
    "snippet.needs_override": "{title} is not in order ({standing}): look it over, or send it knowingly all the same.",
    "snippet.standing_stale": "stale since {since}",
    "snippet.standing_unverified": "nobody has verified it",
    "snippet.file_missing": "{title} comes with the file {name}, which is not there: put it back, or take it out of it.",
    "attached.waits": "leaves with its message",
    "attached.only_files_back": "The message had left already; {names} had not, and waits in the draft.",
    "snippet.reloaded": "Snippets were read again: {new} new, {changed} changed, {gone} gone.",
    "snippet.recall_waits": (
        "What just changed was sent before, to {count} who asked: {keys:snippet_desk|F7} has a correction for each."
    ),
    "snippet.file_wrong": "{file}, line {line}: {sentence}",
    "snippet.files_wrong": "{file}, line {line}: {sentence} ({more} more in the list of faults.)",
    "snippet.no_folder": (
        "There is no folder of your own for snippets, and the samples are not written to: "
        "name one under snippets.dirs in the settings."
    ),
    "snippet.folder_locked": "Nothing can be written to {folder}; see to its rights, or name another under snippets.dirs.",
    "snippet.not_written": "The snippet could not be written: {reason}.",
    "snippet.no_title": "Give the snippet a title.",
    "snippet.no_text": "There is no text to make a snippet of.",
    "snippet.no_organization": "A referral needs an organization.",
    "snippet.wrong_braces": "In the text: {fault}.",
    "snippet.unknown_kind": "A snippet is an answer, a referral or a notice; a notice says what it is for.",
    "snippet.made": "{title} was written to {file}; it counts as unverified until somebody verifies it.",
    "snippet.made_sourced": "{title} was written to {file}, with {partner} as its source.",
    "snippet.verified_now": "{title} was verified by {by}.",
    "snippet.who_verifies": "Say who verified it.",
    "snippet.no_partner": "Name the partner who said so.",
    "snippet.no_file": "That snippet lies in no file, so nothing can be written into it.",
    "snippet.no_field": "That snippet has no {field}.",
    "recall.none": "Nobody waits for a correction of that.",
    "recall.settled": "recall settled",
    "faq.nothing": "Choose the snippets to publish first.",
    "faq.blank": "{title} has a blank that only a person can fill ({names}): leave it out, or change it.",
    "faq.other_language": "{title} stands there in another language ({language}).",
    "faq.changes": "The FAQ of {date} is changed where it stands; undo changes it back.",
    "faq.anew_gone": "The FAQ of {date} is not in the group any more: this one is posted anew.",
    "faq.beside": "It stands beside the one in: {languages}.",
    "faq.same": "The FAQ in the group says exactly this already.",
    "faq.on_its_way": (
        "The FAQ published before has not left whole yet: publish again once it has, or undo it first. "
        "A post of it that stopped is among the messages on their way."
    ),
    "faq.editing": "changes the post that stands in the group",
    "faq.changed_there": "The FAQ was changed where it stands.",
    "faq.posted_anew": (
        "The old FAQ is gone or cannot be changed any more: it is posted anew. Unpin what is left of it in Telegram."
    ),
    "faq.changed_back": "The FAQ is changed back to what it said before.",
    "faq.no_before": "What the FAQ said before is not kept any more, so it cannot be changed back here.",
    "faq.behind": (
        "The FAQ in the group has an older text of what just changed: {keys:snippet_desk|F7}, 5 brings it up to date."
    ),
    "faq.no_right": "Your account may not pin messages here: the FAQ is posted, and somebody else has to pin it.",
    "faq.unsent": "publishing the FAQ",
    "faq.undone": "The FAQ was taken back before it left.",
    "faq.partly_sent": "The FAQ has begun to leave and cannot be taken back here; delete it in Telegram.",
    "faq.pinned": "The FAQ was posted and pinned.",
    "faq.not_pinned": "The FAQ was posted, but not pinned ({reason}): pin it by hand in Telegram.",
    "faq.stopped": "A post of the FAQ did not leave; look at it among the messages on their way.",
    "timeline.reply.attached": "A file went with the answer.",
    "timeline.replied_overridden": "Answered from this program, with a snippet not in order, knowingly: {kind}.",
    "timeline.snippet.recall_settled": "A changed snippet was dealt with.",
}

add_sentences(SNIPPET_SENTENCES)
