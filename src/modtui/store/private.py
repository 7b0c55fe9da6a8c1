"""Private chats in the store: which are the service's, and that messages came and went there. No text, ever (RULES 6.3).

What was handled is not kept here: it follows from these facts and from the journal
(:func:`modtui.domain.private_questions.fold_private`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from modtui.domain.inquiries import PolicyBook
from modtui.domain.journal import private_subject
from modtui.domain.private_questions import PrivateFact, PrivateState, fold_private
from modtui.store import journal, observed
from modtui.store.database import Transaction, from_ms, maybe_from_ms, to_ms
from modtui.store.drafts import DRAFT_TABLES
from modtui.store.journal import Reads


class Choice(StrEnum):
    """The moderator's answer to "service or personal?"."""

    SERVICE = "service"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class ChosenChat:
    """A private chat the moderator was asked about. ``name`` is untrusted and empty once the member was erased."""

    chat_key: int
    user_id: int
    name: str
    choice: Choice
    asked_at: datetime
    synced_through: int
    marked_through: int


#: Of an outbox row: it is a warning or a notice, or a file that went with another message.
_NO_REPLY = "(o.purpose = 'moderation' OR instr(o.id, '.') > 0)"

_SELECT = (
    "SELECT p.chat_key, a.telegram_id, coalesce(m.name, ''), p.choice, p.asked_at, p.synced_through, "
    "p.marked_through FROM private_chat p "
    "JOIN chat_alias a ON a.chat_key = p.chat_key AND a.account_id = ? "
    "LEFT JOIN member m ON m.ref = p.user_ref"
)


async def chosen(reads: Reads, account: int) -> dict[int, ChosenChat]:
    """Every chat of this account that was answered for, by the other person's Telegram id."""
    rows = await reads.all(f"{_SELECT} ORDER BY p.asked_at, p.chat_key", (account,))
    return {
        int(row[1]): ChosenChat(row[0], row[1], row[2], Choice(row[3]), from_ms(row[4]), row[5], row[6])
        for row in rows
    }


async def choose(tx: Transaction, account: int, user_id: int, name: str, choice: Choice, at: datetime) -> int:
    """Write the answer down; returns the chat's internal key.

    A personal chat keeps no trace but the answer: what was counted of it, a draft, and what has not left yet goes.
    """
    key = await observed.ensure_chat(tx, user_id, kind="private", account=account)
    ref = await observed.member_ref(tx, user_id, name=name)
    await tx.execute(
        "INSERT INTO private_chat (chat_key, user_ref, choice, asked_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (chat_key) DO UPDATE SET choice = excluded.choice, asked_at = excluded.asked_at",
        (key, ref, choice.value, to_ms(at)),
    )
    if choice is Choice.PERSONAL:
        await tx.execute("DELETE FROM private_message WHERE chat_key = ?", (key,))
        for table in DRAFT_TABLES:
            await tx.execute(f"DELETE FROM {table} WHERE chat_key = ?", (key,))
        await tx.execute(
            "UPDATE outbox SET state = 'cancelled', text = NULL "
            "WHERE chat_key = ? AND state IN ('queued', 'failed', 'held')",
            (key,),
        )
        await tx.execute("UPDATE private_chat SET synced_through = 0 WHERE chat_key = ?", (key,))
    return key


async def record(tx: Transaction, chat: ChosenChat, facts: Iterable[PrivateFact]) -> bool:
    """Write down that these messages stand in the chat; returns whether that is news. Repeating changes nothing.

    While a reply of the outbox is on its way, own messages are left for later: it may be that very reply, and
    what it answers is known only once the outbox has heard that it was sent.
    """
    on_its_way = await tx.one(
        "SELECT 1 FROM outbox WHERE to_user = ? AND state IN ('queued', 'sending') AND attempted_at IS NOT NULL",
        (chat.user_id,),
    )
    news = 0
    for fact in facts:
        if fact.outgoing and on_its_way is not None:
            continue
        news += await tx.execute(
            "INSERT INTO private_message (chat_key, id, at, outgoing) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (chat_key, id) DO UPDATE SET deleted_at = NULL WHERE deleted_at IS NOT NULL",
            (chat.chat_key, fact.id, to_ms(fact.at), fact.outgoing),
        )
    # What went out through the outbox says itself what it was: a warning, or a reply to what had been seen.
    sent = await tx.all(
        f"SELECT {_NO_REPLY}, json_extract(o.detail, '$.through'), p.chat_key, p.id "
        "FROM outbox o JOIN private_message p ON p.chat_key = ? AND p.id = o.message_id AND p.outgoing "
        "WHERE o.to_user = ? AND o.state = 'sent' AND NOT p.automatic AND p.answers_through IS NULL",
        (chat.chat_key, chat.user_id),
    )
    await tx.many(
        "UPDATE private_message SET automatic = ?, answers_through = ? WHERE chat_key = ? AND id = ?", sent
    )
    return news > 0


async def record_gone(tx: Transaction, chat: ChosenChat, ids: Iterable[int], at: datetime) -> bool:
    """These messages are not in the chat any more; whether that is news."""
    news = 0
    for number in ids:
        news += await tx.execute(
            "UPDATE private_message SET deleted_at = ? WHERE chat_key = ? AND id = ? AND deleted_at IS NULL",
            (to_ms(at), chat.chat_key, number),
        )
    return news > 0


async def set_synced(tx: Transaction, chat: ChosenChat, through: int) -> None:
    """Everything up to this id was read. Only a completed read may say so."""
    await tx.execute(
        "UPDATE private_chat SET synced_through = max(synced_through, ?) WHERE chat_key = ?",
        (through, chat.chat_key),
    )


async def set_marked(tx: Transaction, chat: ChosenChat, through: int) -> None:
    """A read receipt was sent up to this id."""
    await tx.execute(
        "UPDATE private_chat SET marked_through = max(marked_through, ?) WHERE chat_key = ?",
        (through, chat.chat_key),
    )


async def facts(reads: Reads, chat: ChosenChat) -> list[PrivateFact]:
    """What came and went in one chat, oldest first."""
    rows = await reads.all(
        "SELECT p.id, p.at, p.outgoing, p.automatic OR coalesce(" + _NO_REPLY + ", 0), "
        "coalesce(p.answers_through, json_extract(o.detail, '$.through')), p.deleted_at FROM private_message p "
        "LEFT JOIN outbox o ON p.outgoing AND o.to_user = ? AND o.message_id = p.id AND o.state = 'sent' "
        "WHERE p.chat_key = ? ORDER BY p.id",
        (chat.user_id, chat.chat_key),
    )
    return [
        PrivateFact(row[0], from_ms(row[1]), bool(row[2]), bool(row[3]), row[4], maybe_from_ms(row[5]))
        for row in rows
    ]


async def state(reads: Reads, chat: ChosenChat, policies: PolicyBook) -> PrivateState:
    """One chat folded from the ledgers."""
    decided = await journal.of_subject(reads, private_subject(chat.chat_key))
    return fold_private(await facts(reads, chat), decided, policies)


@dataclass(frozen=True, slots=True)
class PrivateCounts:
    """Private messages of a period, for RULES 4: those of members, and those of staff without automatic ones."""

    received: int
    sent: int


async def message_counts(reads: Reads, start: datetime, end: datetime) -> PrivateCounts:
    """Private messages in [start, end), in chats that are the service's. Withdrawn ones were received all the same."""
    row = await reads.one(
        "SELECT coalesce(sum(NOT m.outgoing), 0), "
        "coalesce(sum(m.outgoing AND NOT m.automatic AND NOT EXISTS (SELECT 1 FROM outbox o "
        "JOIN chat_alias a ON a.chat_key = m.chat_key AND a.telegram_id = o.to_user "
        "WHERE o.message_id = m.id AND " + _NO_REPLY + " AND o.state = 'sent')), 0) "
        "FROM private_message m WHERE m.at >= ? AND m.at < ?",
        (to_ms(start), to_ms(end)),
    )
    return PrivateCounts(0, 0) if row is None else PrivateCounts(int(row[0]), int(row[1]))


async def fingerprints(reads: Reads) -> dict[int, tuple[int | None, ...]]:
    """Chat key -> numbers that differ whenever :func:`state` could: so that a desk folds a chat again only then."""
    found: dict[int, tuple[int | None, ...]] = {
        int(row[0]): tuple(row[1:])
        for row in await reads.all(
            "SELECT p.chat_key, count(m.id), max(m.id), count(m.deleted_at), sum(m.automatic), "
            "sum(m.answers_through) FROM private_chat p LEFT JOIN private_message m ON m.chat_key = p.chat_key "
            "WHERE p.choice = 'service' GROUP BY p.chat_key"
        )
    }
    head = private_subject(0).removesuffix("0")
    for subject, newest in await reads.all(
        "SELECT subject, max(seq) FROM journal WHERE subject >= ? AND subject < ? GROUP BY subject",
        (head, head + "\U0010ffff"),
    ):
        key = int(str(subject).removeprefix(head))
        if key in found:
            found[key] = (*found[key], newest)
    return found


async def forget(tx: Transaction, user_ref: str) -> None:
    """Somebody is erased (RULES 6.4): whose chats these were, drafts and what has not left. The bare counts stay."""
    for (key,) in await tx.all("SELECT chat_key FROM private_chat WHERE user_ref = ?", (user_ref,)):
        for table in DRAFT_TABLES:
            await tx.execute(f"DELETE FROM {table} WHERE chat_key = ?", (key,))
        await tx.execute(
            "UPDATE outbox SET text = NULL, state = CASE WHEN state = 'sent' THEN state ELSE 'cancelled' END, "
            "to_user = 0, seen_in = NULL WHERE chat_key = ?",
            (key,),
        )
        await tx.execute("DELETE FROM private_chat WHERE chat_key = ?", (key,))
        await tx.execute("DELETE FROM chat_alias WHERE chat_key = ?", (key,))
