"""`modtui inquiries detect`: JSON lines in, a verdict for each out."""

import json
import os
import subprocess
import sys

import pytest

from modtui.commands.detect import message


def detect(*lines):
    return detect_bytes("\n".join((*lines, "")).encode())


def detect_bytes(raw):
    command = [sys.executable, "-m", "modtui", "inquiries", "detect", "--config", os.devnull]
    done = subprocess.run(command, input=raw, capture_output=True, timeout=60, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_detect_answers_line_for_line():
    status, told = detect(
        json.dumps({"text": "Where can I renew my health card?"}),
        json.dumps({"text": "أين أجد عيادة تقبل مرضى جدد؟", "sender": "member"}, ensure_ascii=False),
        json.dumps({"text": "Where can I renew my health card?", "sender": "moderator"}),
        json.dumps({"text": "", "media": "voice"}),
    )
    assert status == 0
    assert [verdict["label"] for verdict in told] == ["inquiry", "inquiry", "none", "possible"]
    for verdict in told:
        assert set(verdict) == {"label", "urgent", "score", "reasons"}
        assert 0 <= verdict["score"] <= 1
        assert isinstance(verdict["urgent"], bool)


BAD_LINES = [
    "",
    "nonsense",
    "[]",
    "{}",
    '{"text": 5}',
    '{"text": "a", "sender": "king"}',
    '{"text": "a", "media": 1}',
]
BAD_REPLIES = [
    '{"text": "a", "reply_to": "x"}',
    '{"text": "a", "previous": 5}',
    "[" * 5000,
    '{"text": "\\ud800"',
]


@pytest.mark.parametrize("bad", BAD_LINES + BAD_REPLIES, ids=range(len(BAD_LINES + BAD_REPLIES)))
def test_a_bad_line_gives_an_error_in_its_place_and_1_at_the_end(bad):
    status, told = detect('{"text": "Where is the clinic?"}', bad, '{"text": "thanks"}')
    assert status == 1
    assert ["error" in answer for answer in told] == [False, True, False]


def test_half_a_character_and_bytes_that_are_not_utf8_do_not_end_it():
    raw = b'{"text": "\\ud83d where is it?"}\n{"text": "\xff"}\n{"text": "thanks"}\n'
    status, told = detect_bytes(raw)
    assert ["error" in answer for answer in told] == [False, True, False]
    assert status == 1


def test_whom_a_message_replies_to():
    def read(reply_to, sender=None):
        return message(json.dumps({"text": "x", "sender": sender, "reply_to": reply_to}), {7: "partner"})

    assert read("staff").reply_to_staff
    assert read({"sender": "moderator"}).reply_to_staff
    assert read({"sender": 7}).reply_to_staff
    assert read("own").reply_to_own_inquiry
    assert read({"sender": 5}, sender=5).reply_to_own_inquiry
    assert read({"sender": 6}, sender=5).reply_to_member
    assert read({"sender": "member"}, sender="member").reply_to_member
    assert read("member", sender=7).from_staff
