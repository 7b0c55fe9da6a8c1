"""Who got which version of a snippet, and how often each is used."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from modtui.domain.journal import Event, Kind, Scope, inquiry_subject
from modtui.domain.snippet_history import recalls, snippets_sent, usage_by_month

T0 = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


def event(number, event_kind, inquiry, **payload):
    return Event(
        f"u{number}",
        Scope.SHARED,
        1,
        "c",
        event_kind,
        1,
        inquiry_subject(1, inquiry),
        T0,
        payload,
        seq=number,
    )


def sent(number, inquiry, *rows, at=T0, message=None):
    return event(
        number,
        Kind.REPLY_SENT,
        inquiry,
        message_id=message or 100 + number,
        sent_at=at.isoformat(),
        kind="information",
        snippets=list(rows),
    )


def row(version="old", snippet_id="card", **more):
    return {"id": snippet_id, "version": version, "stale": False, **more}


def who(found):
    return [(recall.sent.inquiry_id, recall.sent.version, recall.current) for recall in found]


def test_who_got_an_older_version_is_listed_newest_first_and_who_got_todays_is_not():
    events = [
        sent(1, 10, row()),
        sent(2, 11, row(), at=T0 + timedelta(hours=1)),
        sent(3, 12, row("new")),
        sent(4, 13, row("x", "gone-from-the-shelf")),
    ]
    assert who(recalls(snippets_sent(events), [], {"card": "new"})) == [
        (11, "old", "new"),
        (10, "old", "new"),
    ]


def test_a_correction_with_todays_text_settles_it_by_itself():
    events = [sent(1, 10, row()), sent(2, 10, row("new"), at=T0 + timedelta(days=1))]
    assert recalls(snippets_sent(events), [], {"card": "new"}) == []


def test_a_settled_one_is_not_asked_again_until_the_snippet_changes_again_and_can_be_undone():
    events = [sent(1, 10, row())]
    settled = event(2, Kind.SNIPPET_RECALL_SETTLED, 10, snippet="card", version="new", message_id=101)
    undo = event(3, Kind.UNDONE, 10, of="u2")
    assert recalls(snippets_sent(events), [settled], {"card": "new"}) == []
    assert who(recalls(snippets_sent(events), [settled], {"card": "newer"})) == [(10, "old", "newer")]
    assert len(recalls(snippets_sent(events), [settled, undo], {"card": "new"})) == 1


def test_the_first_replies_named_their_snippets_as_pairs():
    (found,) = snippets_sent([sent(1, 10, ["card", "2026-10-01"])])
    assert (found.snippet_id, found.version, found.stale) == ("card", "2026-10-01", False)


def test_an_undone_reply_was_not_sent():
    assert snippets_sent([sent(1, 10, row()), event(2, Kind.UNDONE, 10, of="u1")]) == []


def test_usage_is_counted_in_the_services_months_and_a_reply_to_two_inquiries_once():
    late = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)  # still October in Toronto
    events = [
        sent(1, 10, row(), message=500),
        sent(2, 11, row(), message=500),
        sent(3, 12, row(), at=late),
        sent(4, 13, row(), at=late + timedelta(hours=3)),
    ]
    assert usage_by_month(snippets_sent(events), ZoneInfo("America/Toronto")) == {
        "card": {"2026-10": 2, "2026-11": 1}
    }


def test_what_was_sent_knowingly_though_stale_is_told():
    (found,) = snippets_sent([sent(1, 10, row(stale=True, overridden=True))])
    assert (found.stale, found.overridden) == (True, True)
    assert replace(found, overridden=False) != found
