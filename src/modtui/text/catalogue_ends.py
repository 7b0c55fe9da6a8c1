"""How an action ended that did not end as it was meant to: what is true in place of "done" (RULES 3)."""

from __future__ import annotations

from typing import Final

END_SENTENCES: Final[dict[str, str]] = {
    # ---- what it was for was left out
    "action.note_left_out": "The private note to {member} did not reach them.",
    "action.warn_left_out": "The warning to {member} did not reach them and does not count.",
    "action.remove_left_out": "The removal of {member} ended without removing them.",
    "action.remove_left_out_told": (
        "The removal of {member} ended without removing them, though they were told that they are removed: write to them."
    ),
    "action.mute_left_out": "The mute of {member} ended without muting them.",
    "action.delete_left_out": "The post of {member} was not deleted.",
    "action.leave_left_out": "{member} was not taken out.",
    "action.clear_left_out": "The posts of {member} were not deleted.",
    "action.clear_ban_left_out": "{member} was not removed, and their posts were not deleted.",
    "action.readmit_left_out": "{member} stays removed: nothing was lifted.",
    "action.admit_left_out": "{member} was not let in.",
    "action.deny_left_out": "The request of {member} was not declined.",
    "action.welcome_left_out": "The welcome did not reach {member}.",
    "action.slow_mode_left_out": "The slow mode was not changed.",
    "action.read_only_left_out": "The group was not made read only.",
    "action.guidelines_left_out": "The guidelines were not posted.",
    # ---- one half of two
    "action.clear_ban_ban_only": "{member} was removed; their posts were not all deleted.",
    "action.clear_ban_posts_only": "The posts of {member} were deleted; they were not removed.",
    "action.guidelines_unpinned": "The guidelines were posted and not pinned.",
    "action.remove_untold": "{member} was removed and could not be told.",
    "action.mute_untold": "{member} was muted and could not be told.",
    "action.leave_untold": "{member} left on request and may come back; the message did not reach them.",
    "action.readmit_untold": "{member} may come back and could not be told.",
    "action.admit_untold": "{member} was let in; the welcome did not reach them.",
    "action.deny_untold": "The request of {member} was declined and they could not be told.",
    # ---- it was so before, or nobody knows
    "action.delete_was_so": "The post of {member} was gone already.",
    "action.mute_was_so": "{member} was not muted: {reason}.",
    "action.leave_was_so": "{member} was not taken out: {reason}.",
    "action.slow_mode_was_so": "The slow mode was so already.",
    "action.read_only_was_so": "The group was read only already.",
    "action.note_unsure": "Whether the private note reached {member} is not known.",
    "action.warn_unsure": "Whether the warning reached {member} is not known; it does not count.",
    "action.welcome_unsure": "Whether the welcome reached {member} is not known.",
    "action.guidelines_unsure": "Whether the guidelines were posted is not known; look in the group.",
    "action.begun_left_out": (
        "What was begun about {member} was left out before Telegram had answered: it may hold. Undo asks Telegram."
    ),
    "action.mute_unsure": "Whether {member} was muted until then is not known; they are not now.",
    # ---- undone, and it had never come about
    "action.note_given_up": "The note to {member} was undone in the record; it had not reached them.",
    "action.warn_given_up": "The warning to {member} was undone in the record; it had not reached them.",
    "action.remove_given_up": "The removal of {member} was given up; they had not been removed.",
    "action.remove_given_up_told": (
        "The removal of {member} was given up; they had not been removed, but told that they are: write to them."
    ),
    "action.mute_given_up": "The mute of {member} was given up; they had not been muted.",
    "action.delete_given_up": "The deletion was given up; nothing had been deleted.",
    "action.leave_given_up": "Taking {member} out was given up; they had not been taken out.",
    "action.clear_given_up": "Deleting the posts of {member} was given up; they stand.",
    "action.clear_in_part": "Some posts of {member} were deleted, and some stand.",
    "action.clear_ban_in_part": "{member} was not removed; some of their posts were deleted, and some stand.",
    "action.clear_ban_given_up": "Removing {member} was taken back; their posts had not all been deleted.",
    "action.readmit_given_up": "Letting {member} come back was given up; they stay removed.",
    "action.admit_given_up": "Letting {member} in was given up; they had not been let in.",
    "action.deny_given_up": "Declining the request of {member} was given up; it had not been declined.",
    "action.welcome_given_up": "The welcome was undone in the record; it had not been sent.",
    "action.slow_mode_given_up": "The slow mode was not changed.",
    "action.read_only_given_up": "The group had not been made read only.",
    "action.guidelines_given_up": "The guidelines had not been posted.",
    # ---- why a step was left out, or how it was found
    "refusal.not-come-about": "left out: it tells of what was not done",
    "refusal.mute-over": "the end of the mute has come",
    "refusal.mute-unknown": "the end of the mute has come; whether it held until then is not known",
    "refusal.post-gone": "was gone already",
    "refusal.not-happened": "Telegram says that it had not happened",
    "refusal.changed-since": "somebody has changed it since: that stays",
    "refusal.in-part": "some of the posts are gone and some stand",
    "refusal.dealt-meanwhile": (
        "somebody else has dealt with it meanwhile and may have written to the member"
    ),
    "refusal.post-stands": "the post was left standing, and the message may say that it was deleted",
    "action.had_happened": "Telegram says that the step had happened: it is recorded as done.",
    "action.look_failed": "Telegram has to be asked first whether the step has happened: {reason}",
    "undo.mute_over": "The end of the mute has come; whether it held until then is not known.",
    "undo.cleared_in_part": "{count} {count:post was|posts were} deleted and cannot be brought back; the others stand.",
    "plan.proposal_gone_already": "Has left the group by themselves already, and is counted so.",
    "plan.out_already": "Nothing is left to do: the member is not in the group.",
    "desk.admin_in_telegram": (
        "{member} is an admin of the group in Telegram: end that there first; nobody is told of what Telegram refuses."
    ),
    "desk.mute_soon": "A mute has to end at least two minutes from now: Telegram takes a shorter one for a lasting one.",
    "desk.mute_long": "Telegram mutes for 366 days at most; longer is until somebody lifts it.",
}
"""Code -> English sentence with named ``{fields}``."""
