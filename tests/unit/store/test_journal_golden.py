"""One example of every kind and version of event, kept for ever: what was once written can always be folded."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from modtui.domain.complaints import fold_complaint
from modtui.domain.inquiries import MessageFact, fold_inquiry, fold_policies
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import CURRENT_VERSION, Event, Kind, Scope, upcast
from modtui.domain.messages import Role
from modtui.domain.moderation import fold_action
from modtui.domain.openings import fold_openings
from modtui.domain.private_questions import PrivateFact, fold_private, waiting_elsewhere
from modtui.domain.removals import CountedAs, ban_subject, fold_bans
from modtui.domain.roles import fold_roles
from modtui.store import journal
from modtui.store.database import Database
from tests.unit.store.making import CHAT, after, policy_adopted

FOLDER = Path(__file__).parents[2] / "data" / "journal"
GOLDEN = sorted(FOLDER.glob("*.json"))
MAY_HOLD = {"Sample", "sample"}


def envelope(path):
    said = json.loads(path.read_text(encoding="utf-8"))
    at_server = said.pop("at_server")
    return Event(
        **said | {"scope": Scope(said["scope"]), "at_local": datetime.fromisoformat(said["at_local"])},
        at_server=datetime.fromisoformat(at_server) if at_server else None,
    )


def test_every_kind_and_version_has_its_example():
    wanted = {
        f"{kind}.v{version}.json"
        for kind, newest in CURRENT_VERSION.items()
        for version in range(1, newest + 1)
    }
    assert {path.name for path in GOLDEN} == wanted


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_an_example_is_brought_to_todays_form(path):
    event = envelope(path)
    assert path.name == f"{event.kind}.v{event.version}.json"
    payload = upcast(event.kind, event.version, event.payload)
    if event.version == CURRENT_VERSION[event.kind]:
        assert payload == event.payload


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
async def test_an_example_goes_through_the_store_unharmed(path, tmp_path):
    event = envelope(path)
    db = await Database.open(tmp_path / "modtui.db")
    async with db.transaction() as tx:
        await journal.append(tx, [event])
    (kept,) = await journal.of_subject(db, event.subject)
    await db.close()
    assert (kept.uuid, kept.scope, kept.author_id, kept.client_id) == (
        event.uuid,
        event.scope,
        event.author_id,
        event.client_id,
    )
    assert (kept.at_local, kept.at_server, kept.log_message_id) == (
        event.at_local,
        event.at_server,
        event.log_message_id,
    )
    assert kept.payload == upcast(event.kind, event.version, event.payload)


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_an_example_can_be_folded(path):
    """Each fold reads the fields it needs: a renamed one would fail here."""
    event = envelope(path)
    facts = [
        MessageFact(10, "asker", Role.MEMBER, after(0)),
        MessageFact(12, "staff", Role.MODERATOR, after(5), reply_to=10),
        MessageFact(15, "asker", Role.MEMBER, after(9), reply_to=12),
    ]
    found = envelope(FOLDER / "inquiry.found.v1.json")
    plain = fold_inquiry(CHAT, facts[0], facts, [found], fold_policies([policy_adopted()]))
    match event.subject.partition(":")[0]:
        case "inquiry":
            folded = fold_inquiry(CHAT, facts[0], facts, [found, event], fold_policies([policy_adopted()]))
            changes_nothing = {
                Kind.INQUIRY_FOUND,
                Kind.REPLY_QUEUED,
                Kind.REPLY_LINKED,
                Kind.UNDONE,
                # These two only take something back that nothing here has said.
                Kind.INQUIRY_RESUMED,
                Kind.FOLLOW_UP_SETTLED,
                Kind.SNIPPET_RECALL_SETTLED,
            }
            # An event about waiting changes nothing once there is an answer, so look at the bare question too.
            bare = fold_inquiry(CHAT, facts[0], facts[:1], [found, event], fold_policies([policy_adopted()]))
            before = fold_inquiry(CHAT, facts[0], facts[:1], [found], fold_policies([policy_adopted()]))
            assert (folded != plain or bare != before) == (event.kind not in changes_nothing)
        case "action":
            planned = envelope(FOLDER / "action.planned.v1.json")
            before = fold_action([planned])
            assert before is not None
            assert before.steps[0].number == 1
            after_it = fold_action([planned] if event.kind == Kind.ACTION_PLANNED else [planned, event])
            assert (after_it != before) == (event.kind != Kind.ACTION_PLANNED)
        case "policy":
            assert fold_policies([event]).adopted[0][1].zone == "America/Toronto"
        case "member":
            assert next(iter(fold_roles([event]).changes.values()))[0][1] is Role.PARTNER
        case "post" if event.kind != Kind.POST_SENT:
            assert datetime.fromisoformat(event.payload["at"]).tzinfo
            assert event.subject.endswith(f":{event.payload['message_id']}")
        case "post":
            assert datetime.fromisoformat(event.payload["sent_at"]).tzinfo
            assert event.payload["type"] in {"job", "workshop", "event", "information", "discussion", "other"}
        case "faq":
            assert event.payload["messages"]
            assert {row["id"] for row in event.payload["snippets"]} == {"sample-card"}
        case "private":
            chat = [PrivateFact(10, after(0), outgoing=False), PrivateFact(11, after(1), outgoing=False)]
            policies = fold_policies([policy_adopted()])
            if event.kind == Kind.PRIVATE_SETTLED:
                asked, settled = fold_private(chat, [], policies), fold_private(chat, [event], policies)
                assert (asked.question.messages, settled.question.messages) == (2, 1)
            elif event.kind == Kind.PRIVATE_REPLIED:
                chat = [*chat[:1], PrivateFact(11, after(1), outgoing=True)]
                answered, held = fold_private(chat, [], policies), fold_private(chat, [event], policies)
                assert answered.question is None
                assert held.question.told is ReplyKind.HOLDING
            else:
                assert waiting_elsewhere([event], "here") == 2
        case "import":
            assert event.payload["new"] <= event.payload["messages"]
        case "complaint":
            recorded = envelope(FOLDER / "complaint.recorded.v1.json")
            complaint = fold_complaint(
                [recorded] if event.kind == Kind.COMPLAINT_RECORDED else [recorded, event]
            )
            assert complaint.member == "00112233aabbccdd"
            assert complaint.upheld is (None if event.kind == Kind.COMPLAINT_RECORDED else True)
        case "note":
            assert event.subject.endswith(event.payload["member"])
            assert event.scope is Scope.LOCAL
        case "ban":
            (ban,) = fold_bans([event])
            assert ban_subject(ban.chat_key, ban.member, ban.at) == event.subject
            assert ban.counted_as is CountedAs.GUIDELINES
        case "opening":
            (opening,) = fold_openings([event])
            assert (opening.outcome, len(opening.given_back)) == ("begun", 2)
        case other:
            pytest.fail(f"nobody folds {other}")
