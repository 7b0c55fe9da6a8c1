"""What is said about one's own posts and about files: English sentences by code."""

from __future__ import annotations

from typing import Final

FEED_SENTENCES: Final[dict[str, str]] = {
    "feed.needs_connection": "This needs a connection to Telegram; try again when it stands.",
    "feed.own_gone": "That message is not there any more.",
    "feed.own_before": "That message is from before what is stored here; change or delete it in Telegram itself.",
    "feed.not_own": "Only your own messages can be edited or deleted here.",
    "feed.schedule_past": "Choose a time in the future to schedule a post.",
    "feed.schedule_gone": "That post is not in the schedule any more: it was posted or cancelled.",
    "feed.quiet": "Nobody has written for {hours} {hours:hour|hours}; here is a conversation starter.",
    "undo.edit": "edit the post back",
    "undo.edit_done": "The post says again what it said before.",
    "undo.schedule": "cancel the scheduled post",
    "undo.schedule_done": "The scheduled post was cancelled.",
    "media.nothing": "That message has nothing to open or save.",
    "media.too_large": "This file is {size} MB; more than {most} MB is not opened from here. Save it instead.",
    "media.may_run": "Opening {name} could start a program; save it if you trust who sent it.",
    "media.not_started": "{name} could not be started: {why}.",
    "media.ended_badly": "{name} ended with an error ({code}); the file may be damaged or of an unknown kind.",
    "media.no_opener": "No program to open files was found; save the file and open it yourself.",
    "media.no_display": "There is no display here to open files on, as over ssh; save the file instead.",
    "media.nothing_opens": "No program that is installed here opens such files; save it and look elsewhere.",
    "media.disk_full": "{name} has {size} MB, and the disk has room for {free} MB; make room or save it elsewhere.",
    "media.no_player": "No program to play voice messages was found; install mpv, ffmpeg or vlc.",
    "media.not_voice": "That message has no voice or sound to play.",
    "media.exists": "{name} exists already; choose another name.",
    "media.cannot_write": "The file cannot be written to {name}: {why}.",
    "media.no_file": "There is no file {name}.",
    "media.unreadable": "The file {name} cannot be read: {why}.",
    "media.not_a_file": "{name} is no file.",
    "media.empty_file": "The file {name} is empty.",
    "media.upload_too_large": "{name} is {size} MB; Telegram takes up to {most} MB.",
    "media.file_changed": "The file {name} was changed after it was attached; attach it again.",
    "media.uploading": "uploading {name}: {percent} %",
    "words.notice": (
        "Transcribing and translating send this message to Telegram's providers. They are off for private chats."
    ),
    "words.no_text": "There is nothing to translate in that message.",
    "words.not_voice": "That message has no voice to transcribe.",
}
