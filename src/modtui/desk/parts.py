"""The parts of a running desk, wired to each other."""

from __future__ import annotations

from modtui.desk.action_runner import ActionRunner
from modtui.desk.answering import Answering
from modtui.desk.context import DeskContext, about_us
from modtui.desk.fair_parts import FairParts
from modtui.desk.outbox_runner import OutboxRunner
from modtui.desk.private_answers import PrivateAnswers
from modtui.desk.private_desk import PrivateDesk
from modtui.desk.private_replies import PrivateReplies
from modtui.desk.private_watch import PrivateWatch
from modtui.desk.queue_deeds import QueueDeeds
from modtui.desk.shelf import Shelf
from modtui.desk.snippet_parts import SnippetParts
from modtui.desk.status_model import StatusModel
from modtui.desk.sync import Sync
from modtui.desk.triage import Triage
from modtui.desk.undo import UndoStack
from modtui.desk.views import DeskChange
from modtui.store.outbox import OutboxItem
from modtui.telegram.gateway import Sent


class Parts:
    """The parts of a running desk."""

    def __init__(
        self,
        ctx: DeskContext,
        sync: Sync,
        outbox: OutboxRunner,
        answering: Answering,
        fair: FairParts,
        actions: ActionRunner,
        status: StatusModel,
        deeds: QueueDeeds,
        triage: Triage,
        watch: PrivateWatch,
        undo: UndoStack,
        snippets: SnippetParts,
    ) -> None:
        self.ctx = ctx
        self.sync = sync
        self.outbox = outbox
        self.answering = answering
        self.fair = fair
        self.actions = actions
        self.status = status
        self.deeds = deeds
        self.triage = triage
        self.watch = watch
        self.snippets = snippets
        self.private_replies = PrivateReplies(ctx, watch, answering, undo)
        self.private = PrivateDesk(ctx, watch, self.private_replies)
        self.private_answers = PrivateAnswers(ctx, answering, undo)
        status.private = watch
        sync.on_private = watch.heard
        sync.on_moved = fair.sync.moved
        sync.after_read = fair.sync.look_again
        sync.after_service = fair.sync.look_at_messages
        self._refreshing = False
        self._again = False

    @classmethod
    def of(cls, ctx: DeskContext, shelf: Shelf, undo: UndoStack) -> Parts:
        """Wire the parts to each other."""
        actions = ActionRunner(ctx, shelf)
        shelf.about = lambda: about_us(ctx)
        watch = PrivateWatch(ctx)
        triage = Triage(ctx, shelf)
        snippets = SnippetParts(ctx, shelf, undo, triage.forget)

        async def settled(item: OutboxItem, sent: Sent | None) -> None:
            await actions.settled(item, sent)
            await watch.settled(item, sent)
            await snippets.faq.settled(item, sent)

        outbox = OutboxRunner(ctx, settled, actions.may_leave)
        actions.wake_outbox = outbox.wake
        return cls(
            ctx,
            Sync(ctx, outbox.wake),
            outbox,
            Answering(ctx, undo),
            FairParts(ctx, shelf, actions, undo),
            actions,
            StatusModel(ctx),
            QueueDeeds(ctx, undo),
            triage,
            watch,
            undo,
            snippets,
        )

    def on_change(self, change: DeskChange) -> None:
        """Keep the counts of the status line up to date, and the outbox awake; many changes make one reading."""
        if change.status:
            self.outbox.wake()
            self.watch.link_changed()
        if change.new_messages or change.changed_messages:
            self.triage.refresh()
        if not (change.status or change.queue):
            return
        if self._refreshing:
            self._again = True
            return
        self._refreshing = True
        self.ctx.spawn(self._refresh(), "counting what waits")

    async def _refresh(self) -> None:
        try:
            while True:
                self._again = False
                await self.status.refresh()
                if not self._again:
                    break
        finally:
            self._refreshing = False
