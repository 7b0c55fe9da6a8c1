"""Everything that figures are counted from, read from a store (beside a running desk if need be)."""

from __future__ import annotations

from datetime import datetime

from modtui.domain.actions import TO_THE_GROUP, Action
from modtui.domain.figures import GroupRecord
from modtui.domain.figures_posts import StaffMessage, sort_posts
from modtui.domain.inquiries import PolicyBook, fold_policies
from modtui.domain.journal import Event, Kind, effective
from modtui.domain.messages import Role, SenderKind
from modtui.domain.roles import RoleBook, fold_roles
from modtui.store import derived, journal, members
from modtui.store.database import Database, from_ms, to_ms
from modtui.store.phone_bans import all_phone_bans


class ReportError(Exception):
    """A report cannot be made as asked; one sentence."""


async def choose_chat(db: Database, configured: str | None, wanted: str | None = None) -> tuple[int, str]:
    """(chat key, title) of the group to report on: the one asked for by id or title, the configured, or the only one.

    Raises ReportError naming the groups there are.
    """
    rows = await db.all(
        "SELECT c.key, c.title, a.telegram_id FROM chat c JOIN chat_alias a ON a.chat_key = c.key "
        "WHERE c.kind = 'group' ORDER BY c.key"
    )
    titles = {int(key): str(title) for key, title, _ in rows}
    if wanted is not None:
        # An id may be written as Telegram's programs write it: -100 before it.
        plain = wanted.removeprefix("-100")
        found = {int(key) for key, title, number in rows if title == wanted or str(number) in (wanted, plain)}
        if len(found) == 1:
            key = found.pop()
            return key, titles[key]
        raise ReportError(f"No single group of the store is called {wanted}. {_there_are(titles)}")
    if configured is not None:
        known = await db.get_meta(f"group:{configured}")
        if known is not None and int(known) in titles:
            return int(known), titles[int(known)]
    if len(titles) == 1:
        return next(iter(titles.items()))
    raise ReportError(f"Say which group is meant, with --chat. {_there_are(titles)}")


def _there_are(titles: dict[int, str]) -> str:
    if not titles:
        return "The store holds no group yet: start modtui once, or import a history."
    return f"The store holds {', '.join(titles.values())}."


async def policies_of(db: Database) -> PolicyBook:
    """The adopted policies. Raises ReportError when there is none."""
    book = fold_policies(await journal.of_kinds(db, Kind.POLICY_ADOPTED))
    if not book.adopted:
        raise ReportError(
            "No service policy was ever adopted in this store: start modtui once, or import a history."
        )
    return book


async def collect(db: Database, chat_key: int, since: datetime, until: datetime) -> GroupRecord:
    """The record of one group; messages only of [since, until), inquiries and decisions of all time."""
    policies = await policies_of(db)
    roles = fold_roles(await journal.of_kinds(db, Kind.ROLE_SET))
    inquiries = await derived.all_inquiries(db, chat_key)
    actions = [a for a in await derived.recent_actions(db, -1) if a.chat_key == chat_key]
    speakers, staff = await _messages(db, chat_key, since, until, roles)
    # Descriptions, notices and welcomes that modtui posted as part of an action.
    reposts = {
        step.message_id
        for action in actions
        for step in action.steps
        if step.kind in TO_THE_GROUP and step.message_id is not None
    }
    no_posts = reposts | await _mentioned(db, chat_key)
    posts, possible = sort_posts(staff, await _sent_types(db, chat_key), no_posts, inquiries)
    return GroupRecord(
        zone=policies.adopted[-1][1].tz,
        policies=policies,
        inquiries=inquiries,
        posts=posts,
        possible_answers=possible,
        speakers=speakers,
        actions=actions,
        warnings_taken_back=await _taken_back(db, actions),
        detectors=await _detectors(db, chat_key),
        sorted_bans=await members.sorted_bans(db, chat_key),
        unsorted_bans=[ban.at for ban in await all_phone_bans(db, chat_key) if ban.sorted is None],
    )


async def _messages(
    db: Database, chat_key: int, since: datetime, until: datetime, roles: RoleBook
) -> tuple[list[tuple[str, datetime]], list[StaffMessage]]:
    speakers: dict[tuple[str, int], datetime] = {}  # once a day for each person is enough to count months
    staff: list[StaffMessage] = []
    rows = await db.all(
        "SELECT id, sender_ref, sender_kind, sent_at, reply_to, album_id, deleted_at, media FROM message "
        "WHERE chat_key = ? AND sent_at >= ? AND sent_at < ? AND service IS NULL ORDER BY id",
        (chat_key, to_ms(since), to_ms(until)),
    )
    for number, ref, kind, sent_at, reply_to, album, deleted_at, media in rows:
        at = from_ms(sent_at)
        role = roles.role_at(ref, SenderKind(kind), at)
        if role is Role.MEMBER and ref is not None:
            # By the quarter of an hour: the finest step in which any zone's months begin.
            speakers.setdefault((ref, sent_at // 900_000), at)
        elif role.is_staff and reply_to is None and deleted_at is None:
            staff.append(StaffMessage(number, at, album, media is not None and '"poll"' in media))
    return [(ref, at) for (ref, _), at in speakers.items()], staff


async def _sent_types(db: Database, chat_key: int) -> dict[int, str]:
    sent: list[Event] = effective(await journal.of_kinds(db, Kind.POST_SENT))
    mine = f"post:{chat_key}:"
    return {
        int(event.payload["message_id"]): str(event.payload.get("type", "other"))
        for event in sent
        if event.kind == Kind.POST_SENT and event.subject.startswith(mine)
    }


async def _mentioned(db: Database, chat_key: int) -> set[int]:
    """Replies to what was no inquiry that name the member, because their message was gone."""
    sent = effective(await journal.of_kinds(db, Kind.REPLY_MENTIONED))
    mine = f"post:{chat_key}:"
    return {int(event.payload["message_id"]) for event in sent if event.subject.startswith(mine)}


async def _taken_back(db: Database, actions: list[Action]) -> list[datetime]:
    delivered = {f"action:{a.action_id}" for a in actions if a.warning and a.delivered_at is not None}
    first: dict[str, datetime] = {}
    for event in effective(await journal.of_kinds(db, Kind.WARNING_VOIDED, Kind.ACTION_UNDONE)):
        if event.subject in delivered:
            first.setdefault(event.subject, event.at)
    return list(first.values())


async def _detectors(db: Database, chat_key: int) -> tuple[str, ...]:
    rows = await db.all(
        "SELECT DISTINCT json_extract(payload, '$.detector') FROM journal WHERE kind = ? AND subject >= ? AND subject < ?",
        (str(Kind.INQUIRY_FOUND), f"inquiry:{chat_key}:", f"inquiry:{chat_key};"),
    )
    return tuple(sorted(str(row[0]) for row in rows if row[0] is not None))
