"""Breaking off an upload: until its last part is up nothing of it has reached a chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from modtui.store.outbox import OutboxItem, main_of


@dataclass
class BreakableUpload:
    """The upload that runs, and the rows that are kept from being served while theirs is being broken off."""

    item: OutboxItem | None = None
    """The row as it was before this attempt; None while there is nothing that can still be broken off."""
    task: asyncio.Task[None] | None = None
    held: set[str] = field(default_factory=set)

    def begins(self, item: OutboxItem) -> None:
        """The parts of its file go up from here on, by the task that calls this."""
        self.item, self.task = item, asyncio.current_task()

    def ends(self) -> None:
        """The message itself leaves next, or the upload failed."""
        self.item = self.task = None


@asynccontextmanager
async def broken_off(upload: BreakableUpload, item_id: str) -> AsyncIterator[OutboxItem | None]:
    """Break off the upload of this row, or of a file that leaves with it; hands out its row, or None.

    Nobody serves the row again before the block is left: in it the row is taken out of the outbox.
    """
    item, task = upload.item, upload.task
    if item is None or task is None or item_id not in (item.id, main_of(item.id)):
        yield None
        return
    upload.held.add(item.id)
    try:
        upload.ends()
        task.cancel()
        await asyncio.wait({task})
        # Some waits swallow what cancels them: then it has left after all, and nothing was taken back.
        yield item if task.cancelled() else None
    finally:
        upload.held.discard(item.id)
