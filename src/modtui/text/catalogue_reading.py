"""The sentences of the screens for finding one's way in the feed, attachments, and one's own posts."""

from __future__ import annotations

from typing import Final

READING_SENTENCES: Final[dict[str, str]] = {
    # keys
    "key.find": "find messages: words and filters, Enter goes there",
    "key.find.short": "find",
    "key.find_from": "find what this member wrote",
    "key.find_from.short": "their posts",
    "key.go_to_day": "go to a day",
    "key.go_to_day.short": "day",
    "key.quoted": "go to the message this one replies to",
    "key.quoted.short": "quoted",
    "key.go_back": "back to where the last jump began",
    "key.go_back.short": "back",
    "key.versions": "what an edited message said before",
    "key.versions.short": "versions",
    "key.read_here": "read up to here: move the unread marker",
    "key.read_here.short": "read",
    # find
    "find.title": "Find messages",
    "find.placeholder": "words, from:name, before:2026-10-01, has:voice, is:inquiry",
    "find.help": 'Words in any language, "words side by side", from: before: after: on: has: is:',
    "find.none": "Nothing fits.",
    "find.found": "{count} found, newest first",
    "find.found_more": "{count} found so far, newest first; more follow below",
    "find.hints_typing": "Enter or ↓ to the results · Esc closes",
    "find.hints": "j k choose · Enter goes there · / types again · Esc closes",
    "find.day_title": "Go to a day",
    "find.day_placeholder": "2026-10-01, today, yesterday",
    "find.day_hints": "Enter goes there · Esc closes",
    "find.not_stored": "That message is not stored here.",
    # the feed
    "feed.no_quote": "This message replies to none.",
    "feed.no_way_back": "There was no jump to go back from.",
    "feed.read_marked": "Marked as read up to here.",
    "feed.unread": "new since you marked",
    "feed.folded": "{joined} joined, {left} left",
    "feed.folded_joins": "{joined} joined",
    "feed.folded_leaves": "{left} left",
    "feed.topic": "# {topic}",
    "feed.pinned": "pinned",
    "feed.custom_emoji": "[emoji]",
    "poll.more": "and {count} more options",
    "poll.quiz": "a quiz",
    "poll.multiple": "several may be chosen",
    "poll.voters": "{count} voted",
    "poll.closed": "closed",
    # versions
    "versions.title": "What {name} wrote, and wrote before",
    "versions.one": "No earlier version of this message is known.",
    "versions.then": "from {at}",
    "versions.now": "from {at}, as it is now",
    "versions.purged": "(its text is kept no longer)",
    "versions.hints": "j k scroll · Esc closes",
}
