"""The whole interface on the fake desk, to be run by hand: ``python -m tests.tui.fake_program``."""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
from datetime import UTC, datetime, timedelta

from modtui.desk.views import SendState
from modtui.domain.inquiry_states import InquiryState
from modtui.tui.app import ModtuiApp
from modtui.tui.settings import UiSettings
from tests.tui.fake_desk import FakeDesk

CHATTER = (
    ("Yusuf Sample", "Thank you!"),
    ("ليلى حداد", "شكراً جزيلاً، سأحاول غداً"),
    ("Marie Exemple", "Merci beaucoup pour votre aide"),
    ("خالد العلي", "أين أقرب مكتب لتعليم القيادة في ميسيساغا؟ وهل يقبلون (G2) من بلد آخر؟"),
)


class LivelyDesk(FakeDesk):
    """Sends what is queued after a second, and lets members talk."""

    every: float = 0
    leapt = timedelta(0)

    async def start(self, progress=None):
        await super().start(progress)
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._leap)
        self._life = asyncio.create_task(self._live())

    async def _live(self):
        while True:
            await asyncio.sleep(1)
            for item in [item for item in self.unsent if item.send_state is SendState.QUEUED]:
                self.delivered(item.outbox_id or "")
            if self.every and random.random() < 1 / self.every:
                name, text = random.choice(CHATTER)
                asks = "؟" in text
                self.arrives(name, text, inquiry=InquiryState.OPEN if asks else None)

    def _leap(self):
        """A minute passes at once, as the screen's own timer would see it."""
        LivelyDesk.leapt += timedelta(minutes=1)
        self.app.desk_screen.tick()

    async def stop(self):
        self._life.cancel()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--theme", default="modtui-dark")
    parser.add_argument("--bidi", default="auto")
    parser.add_argument("--every", type=float, default=0, help="a message about every so many seconds")
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument(
        "--hostile", action="store_true", help="names and messages that try to obey-me the terminal"
    )
    parser.add_argument("--poison", action="store_true", help="the same in every word of every view")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--ask", action="store_true", help="ask which line of Arabic reads correctly")
    options = parser.parse_args()
    desk = LivelyDesk(lambda: datetime.now(UTC) + LivelyDesk.leapt, messages=options.messages)
    desk.every = options.every
    if options.hostile:
        from tests.pty.hostile import fill

        fill(desk)
    settings = UiSettings(theme=options.theme, bidi=options.bidi, plain=options.plain, ask_bidi=options.ask)
    shown = desk
    if options.poison:
        from tests.pty.poison import PoisonedDesk, furnish

        furnish(desk)
        shown = PoisonedDesk(desk)
    desk.app = ModtuiApp(shown, settings=settings)
    desk.app.run(mouse=not options.plain)


if __name__ == "__main__":
    main()
