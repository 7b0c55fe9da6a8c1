"""What right-to-left text costs: `python -m tests.benchmarks.bidi`.

Each Arabic message of the detection's data is made ready as the feed does at 120 columns (made safe, wrapped, put in
order, joined), with nothing remembered from the one before; every tenth is as long as five. The floor in the same run:
Latin text of the same length, which needs no order. Processor time, so that a busy machine says the same.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from modtui.text import bidi, shaping
from modtui.text.direction import BidiMode
from modtui.tui.paint import Painter
from tests.benchmarks.promises import told

ALLOWED_MS = 0.5
WIDTH = 80
DATA = Path(__file__).parent.parent / "data" / "detection"
LATIN = "where can I renew my health card in this town, and what should I take along please "


def messages() -> list[str]:
    """Arabic messages, each once; every tenth is five in one."""
    texts: dict[str, None] = {}
    for path in sorted(DATA.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            message = json.loads(line)
            if message["lang"] == "ar":
                texts[message["text"]] = None
    each = list(texts)
    return [
        " ".join(each[number : number + 5]) if number % 10 == 0 else text for number, text in enumerate(each)
    ]


def cost(texts: Sequence[str], mode: BidiMode, direction: str) -> list[float]:
    """Milliseconds of the processor for each, cold."""
    painter = Painter(mode)
    taken = []
    for text in texts:
        painter.adopt(mode)
        shaping.forget()
        bidi.forget()
        begun = time.process_time_ns()
        painter.body(text, WIDTH, direction)
        taken.append((time.process_time_ns() - begun) / 1e6)
    return taken


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def main() -> int:
    """Print the table; exit status 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    arabic = messages()
    latin = [(LATIN * (len(text) // len(LATIN) + 1))[: len(text)] for text in arabic]
    kinds = {
        "Latin, the floor": (latin, BidiMode.VISUAL, "ltr"),
        "Arabic, put in order here": (arabic, BidiMode.VISUAL, "rtl"),
        "Arabic, by the terminal": (arabic, BidiMode.TERMINAL, "rtl"),
    }
    for texts, mode, direction in kinds.values():  # what is loaded with the first text that wraps
        cost(texts[:20], mode, direction)
    rounds: dict[str, list[list[float]]] = {name: [] for name in kinds}
    for _ in range(options.rounds):
        for name, (texts, mode, direction) in kinds.items():
            gc.collect()
            rounds[name].append(cost(texts, mode, direction))
    lengths = sorted(map(len, arabic))
    print(
        f"{len(arabic)} messages of {lengths[len(lengths) // 2]} letters (median), {p95(lengths):.0f} at p95"
    )
    print(f"{'ms of the processor a message':<34}{'median':>9}{'p95':>9}{'slowest':>9}")
    found = {}
    for name, taken in rounds.items():
        each = [statistics.median(values) for values in zip(*taken, strict=True)]
        found[name] = each
        print(f"{name:<34}{statistics.median(each):>9.3f}{p95(each):>9.3f}{max(each):>9.3f}")
    slow, floor = p95(found["Arabic, put in order here"]), p95(found["Latin, the floor"])
    return told(
        {
            f"an Arabic message costs at most {ALLOWED_MS:g} ms of the processor the first time it is seen "
            f"({slow:.2f} at p95; Latin text as long: {floor:.2f})": slow <= ALLOWED_MS
        }
    )


if __name__ == "__main__":
    sys.exit(main())
