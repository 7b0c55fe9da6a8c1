"""The table of figures: what each column is called, what it measures and how it is counted (RULES 4).

`stats --explain`, the definitions in an export and the headings all come from here. Raise
DEFINITIONS_VERSION whenever a figure would come out differently: a frozen month keeps its version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

DEFINITIONS_VERSION: Final = 2

#: A staff message without a reply link, so soon after a question that nobody had answered, may be its answer.
POSSIBLE_ANSWER_WITHIN: Final = timedelta(minutes=30)

POST_TYPES: Final = ("job", "workshop", "event", "information", "discussion", "other")


class Unit(StrEnum):
    """What a figure's number is."""

    COUNT = "count"
    SHARE = "share"  # 0 to 1
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Definition:
    """One column. `additive` columns of months add up to their quarter; others are counted anew for it."""

    code: str
    title: str
    how: str
    unit: Unit = Unit.COUNT
    additive: bool = True


#: Table 6's columns; the last is the sum of the others.
MAIN: Final = ("inquiries", "information", "referrals", "posts", "total")

DEFINITIONS: Final[tuple[Definition, ...]] = (
    Definition(
        "inquiries",
        "Inquiries",
        "Distinct inquiries asked in the group by people who are not staff, open or later, in the month they were "
        "asked. Follow-ups, merged, dismissed and private ones are not counted; withdrawn ones are. Likely ones "
        "that nobody ever decided stand beside, as never decided.",
    ),
    Definition(
        "information",
        "Information",
        "Replies of staff to inquiries in the group that gave information (tagged information or both), in the "
        "month of the reply. A reply that nobody tagged by the end of its day counts as information, assumed.",
    ),
    Definition(
        "referrals",
        "Referrals",
        "Replies of staff to inquiries in the group that referred somebody (tagged referral or both), one for each "
        "reply however many places it names, in the month of the reply.",
    ),
    Definition(
        "posts",
        "Posts",
        "Posts of staff in the group that answer nobody, in the month they were sent. Welcomes, notices, warnings, "
        "polls, reposts of the description and messages that may be an answer without a reply link are left out; "
        "an album is one post.",
    ),
    Definition(
        "total",
        "Total",
        "Inquiries, Information, Referrals and Posts added up. A reply tagged both counts twice: distinct replies "
        "stand beside.",
    ),
    Definition(
        "distinct_replies",
        "Distinct replies",
        "Replies of staff counted under Information or Referrals, each once.",
    ),
    Definition(
        "assumed_replies",
        "Assumed replies",
        "Those of the distinct replies that nobody tagged: they count as information, assumed.",
    ),
    Definition(
        "untagged_replies",
        "Replies not yet tagged",
        "Replies of staff whose day is not over and that nobody has tagged: not counted yet.",
    ),
    Definition(
        "estimated_inquiries",
        "Estimated inquiries",
        "Those of the inquiries that come from an imported history and were found by detection alone.",
    ),
    Definition(
        "never_decided",
        "Never decided",
        "Messages that detection found likely to be an inquiry and that nobody marked or dismissed. Not in Inquiries.",
    ),
    Definition(
        "possible_answers",
        "Possible answers",
        f"Messages of staff without a reply link within {POSSIBLE_ANSWER_WITHIN.seconds // 60} minutes after an "
        "inquiry that was not answered yet. In no other column until somebody links them.",
    ),
    *(
        Definition(
            f"posts_{kind}",
            f"Posts: {kind}",
            "Those of the posts that were sent as something else, or from another program than modtui."
            if kind == "other"
            else f"Those of the posts that were sent as {kind}.",
        )
        for kind in POST_TYPES
    ),
    Definition(
        "answered",
        "Questions answered",
        "Inquiries of the group first answered in the month, whenever they were asked. A reply that is holding or "
        "asks back is no answer; one that nobody tagged by the end of its day is.",
    ),
    Definition(
        "answered_earlier",
        "Answered, asked earlier",
        "The share of the questions answered that had been asked before the month.",
        Unit.SHARE,
        additive=False,
    ),
    Definition(
        "met",
        "Met",
        "Inquiries asked in the month and answered at or before they were due, on the service clock.",
    ),
    Definition(
        "missed",
        "Missed",
        "Inquiries asked in the month that were answered late, or are not answered and were due before now.",
    ),
    Definition(
        "pending",
        "Pending",
        "Inquiries asked in the month that are not answered and not due yet, or whose reply is not tagged yet.",
    ),
    Definition(
        "withdrawn",
        "Withdrawn",
        "Inquiries asked in the month that their asker deleted unanswered: outside the service figure.",
    ),
    Definition(
        "within_standard",
        "Within the standard",
        "Met / (met + missed), by the month asked. Pending and withdrawn ones are in neither.",
        Unit.SHARE,
        additive=False,
    ),
    Definition(
        "within_with_holding",
        "Within the standard, counting holding replies",
        "The same with any first reply of staff, holding or asking back too, in place of the answer.",
        Unit.SHARE,
        additive=False,
    ),
    Definition(
        "median_wall",
        "Time to answer, median",
        "Of the questions answered in the month: from asking (or from the mark, where a message was edited into a "
        "question) to the answer as the wall clock goes, the middle one.",
        Unit.SECONDS,
        additive=False,
    ),
    Definition(
        "p90_wall",
        "Time to answer, 90th percentile",
        "The same: nine of ten were answered in this time or less (the nearest rank).",
        Unit.SECONDS,
        additive=False,
    ),
    Definition(
        "median_clock",
        "Time to answer on the service clock, median",
        "The same on the clock of the policy in force when it was asked.",
        Unit.SECONDS,
        additive=False,
    ),
    Definition(
        "p90_clock",
        "Time to answer on the service clock, 90th percentile",
        "The same on the clock of the policy in force when it was asked, the nearest rank.",
        Unit.SECONDS,
        additive=False,
    ),
    Definition(
        "open",
        "Open at the end",
        "Inquiries asked in the month, not withdrawn, that had no answer when it ended (or now, if it has not).",
        additive=False,
    ),
    Definition(
        "overdue",
        "Overdue at the end",
        "Those of the open ones that were due by then.",
        additive=False,
    ),
    Definition(
        "oldest_open",
        "Oldest open",
        "How long the oldest of the open ones had waited by then, as the wall clock goes.",
        Unit.SECONDS,
        additive=False,
    ),
    Definition(
        "participants",
        "Participants",
        "Distinct people who are not staff and sent at least one message to the group. Bots apart. Months do not add "
        "up: somebody who writes in two is one participant of the quarter.",
        additive=False,
    ),
    Definition(
        "outside_hours",
        "Asked outside hours",
        "The share of the inquiries that were asked while the service was closed.",
        Unit.SHARE,
        additive=False,
    ),
    Definition(
        "warnings",
        "Warnings",
        "Warnings that reached the member in the month, whether or not they were voided or have expired since.",
    ),
    Definition(
        "voided",
        "Warnings taken back",
        "Warnings that were voided or undone in the month, whenever they were given.",
    ),
    Definition(
        "removed",
        "Removed",
        "Members banned under the guidelines in the month, and bans from phones that a moderator sorted as such. "
        "Bans that were undone, members who were banned already, those who asked to leave and spam accounts are "
        "not counted.",
    ),
    Definition(
        "removed_spam",
        "Removed: spam accounts",
        "Accounts banned as spam in the month, with this program or from a phone and sorted as such. Not in Removed.",
    ),
    Definition(
        "removed_elsewhere",
        "Removed: not counted",
        "Bans from phones in the month that a moderator sorted as having another reason. In no other column.",
    ),
    Definition(
        "removed_unsorted",
        "Removed: not sorted yet",
        "Bans from phones in the month that nobody has sorted yet. In no other column until somebody does.",
    ),
)

BY_CODE: Final[dict[str, Definition]] = {definition.code: definition for definition in DEFINITIONS}


def find_definition(words: str) -> Definition | None:
    """The column that somebody means by its code or title, whatever the case, dashes or spaces; else None."""
    wanted = _plain(words)
    exact = [d for d in DEFINITIONS if wanted in (_plain(d.code), _plain(d.title))]
    begun = [
        d for d in DEFINITIONS if _plain(d.title).startswith(wanted) or _plain(d.code).startswith(wanted)
    ]
    found = exact or begun
    return found[0] if wanted and found else None


def _plain(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())
