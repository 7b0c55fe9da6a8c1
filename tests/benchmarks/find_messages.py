"""Finding in 100,000 stored messages: `python -m tests.benchmarks.find_messages`.

A store with its index, and what moderators type: words in three languages, beginnings of words, phrases, filters. The
desk's own first page of results (50) against a bare `LIKE '%word%'` with the same limit, which is the floor: it knows
nothing of articles, accents or word beginnings. In turns, in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from modtui.desk.desk import Desk
from modtui.desk.settings import DeskSettings
from modtui.domain.messages import Message, Role, Sender, SenderKind
from modtui.domain.policy import ServicePolicy
from modtui.store import find as index
from modtui.store import observed
from modtui.store.database import Database
from modtui.telegram.simulated import SimulatedGateway
from modtui.telegram.world import World
from tests.benchmarks.promises import told

NOW = datetime(2026, 10, 14, 14, 0, tzinfo=UTC)
ALLOWED_RATIO = 2.0
PIECES = (
    "where can I renew the health card", "the office is closed on friday", "thank you so much for the answer",
    "does anyone know a dentist near Square One", "my son needs a school and a doctor", "call 211 they speak Arabic",
    "وين أجدد البطاقة الصحية", "السلام عليكم جميعاً", "شكراً جزيلاً على المساعدة", "أحتاج موعد في المدرسة",
    "هل يوجد طبيب أسنان قريب", "ضاع جواز السفر ماذا أفعل", "où est le bureau de la garderie",
    "merci pour votre réponse", "mon propriétaire augmente le loyer", "quel est le numéro de téléphone",
)  # fmt: skip
TAILS = ("", "https://example.org", "rare{}")
#: (what is typed, what LIKE looks for)
QUERIES = (
    ("health card", "health card"), ("dent", "dent"), ("البطاقة", "البطاقة"), ("مدرسة", "المدرسة"),
    ("proprietaire loyer", "propriétaire"), ('"health card"', "health card"), ("zyzzyva", "zyzzyva"),
    ("rare77777", "rare77777"),
    ("from:member7 card", "card"), ("after:2026-10-10 telephone", "téléphone"), ("has:link office", "office"),
    ("is:inquiry passport", "passport"), ("a", "a"),
)  # fmt: skip


async def filled(path: Path, count: int, world: World) -> int:
    """A store that holds so many messages, indexed; returns the group's key."""
    random = Random(7)
    people = [Sender(id=10_000 + n, name=f"Member{n} Sample", kind=SenderKind.USER) for n in range(2000)]
    db = await Database.open(path)
    group = next(iter(world.groups.values()))
    try:
        async with db.transaction() as tx:
            key = await observed.ensure_chat(tx, group.id, title="Newcomers")
        for start in range(0, count, 5000):
            batch = [
                Message(
                    id=number + 1,
                    sender=random.choice(people),
                    sent_at=NOW - timedelta(minutes=3 * (count - number)),
                    text=", ".join((*random.choices(PIECES, k=2), random.choice(TAILS).format(number))),
                )
                for number in range(start, min(start + 5000, count))
            ]
            async with db.transaction() as tx:
                await observed.record(tx, key, batch)
        await index.index_all(db)
    finally:
        await db.close()
    return key


async def measure(count: int, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each search, ours and LIKE's."""
    world = World(lambda: NOW)
    moderator = world.add_user("Sample Moderator").id
    world.add_group("Newcomers", moderator)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "modtui.db"
        begun = time.perf_counter()
        key = await filled(path, count, world)
        print(f"{count} messages stored and indexed in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        settings = DeskSettings(
            "newcomers", ServicePolicy(), (), ((moderator, Role.MODERATOR),), sync_interval=timedelta(hours=1)
        )
        desk = Desk(path, SimulatedGateway(world, moderator, lambda: NOW), settings, clock=lambda: NOW)
        await desk.start()
        ours: list[float] = []
        floor: list[float] = []
        try:
            db = desk._parts.ctx.db
            for at in range(rounds + 1):
                for typed, like in QUERIES:
                    begun = time.perf_counter()
                    await desk.find(typed, limit=50)
                    took = (time.perf_counter() - begun) * 1000
                    begun = time.perf_counter()
                    await db.all(
                        "SELECT v.id FROM message_version v WHERE v.chat_key = ? AND v.text LIKE ? "
                        "ORDER BY v.id DESC LIMIT 50",
                        (key, f"%{like}%"),
                    )
                    base = (time.perf_counter() - begun) * 1000
                    if at:  # the first round warms the disk's cache
                        ours.append(took)
                        floor.append(base)
                        if at == 1:
                            print(f"{typed:<32}{took:9.1f} ms {base:9.1f} ms", file=sys.stderr)
        finally:
            await desk.stop()
    return ours, floor


def main() -> int:
    """Print the table; exit status 1 when finding is slower than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    ours, floor = asyncio.run(measure(options.messages, options.rounds))
    print(f"{'milliseconds':<28}{'median':>9}{'p95':>9}{'worst':>9}")
    p95 = {}
    for name, taken in (("LIKE (the floor)", floor), ("desk.find, first page", ours)):
        p95[name] = statistics.quantiles(taken, n=20)[-1]
        print(f"{name:<28}{statistics.median(taken):>9.1f}{p95[name]:>9.1f}{max(taken):>9.1f}")
    mine, base = p95["desk.find, first page"], p95["LIKE (the floor)"]
    ratio = mine / base
    promise = f"finding in {options.messages} messages: p95 at most {ALLOWED_RATIO:g} x that of LIKE ({ratio:.2f} x)"
    return told({promise: ratio <= ALLOWED_RATIO})


if __name__ == "__main__":
    sys.exit(main())
