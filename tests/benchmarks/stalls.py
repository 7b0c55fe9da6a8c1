"""Whether the screen stands still while the shelf loads 10,000 snippets: `python -m tests.benchmarks.stalls`.

Files on disk, read by the desk's own shelf on an event loop, beside a ticker that wants to run every millisecond: its
longest wait is what a key would have waited. The floor in the same run: the same ticker beside a loop that does
nothing and breathes every millisecond, which has as much to wait for other programs. The promise is held against the
processor time that this program used between two ticks; what other programs took of the clock is not its doing.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import yaml

from modtui.desk.breaths import in_breaths, no_full_collections
from modtui.desk.settings import DeskSettings
from modtui.desk.shelf import Shelf
from modtui.domain.policy import ServicePolicy
from modtui.snippets.glossary import load_glossary
from modtui.snippets.model import Snippet
from modtui.snippets.search import SearchIndex
from tests.benchmarks.bench_search import synthetic
from tests.benchmarks.promises import told

LONGEST_MS = 16.0
FROM_CACHE_S = 0.3
TICK_S = 0.001


class Ticker:
    """Runs every millisecond beside something, and keeps how late it was."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        """Milliseconds by the clock."""
        self.used: list[float] = []
        """Milliseconds of the processor, of all threads of this program."""
        self.collections: list[float] = []
        self._since = 0.0

    async def beside(self, work: Callable[[], Awaitable[object]]) -> float:
        """Await the work with the ticker beside it; returns seconds."""
        ticking = asyncio.create_task(self._tick())
        await asyncio.sleep(0.02)
        self.gaps.clear()
        self.used.clear()
        gc.callbacks.append(self._collected)
        begun = time.perf_counter()
        try:
            await work()
            taken = time.perf_counter() - begun
            await asyncio.sleep(0.05)  # what the work left for later stalls as well
            return taken
        finally:
            gc.callbacks.remove(self._collected)
            ticking.cancel()

    async def _tick(self) -> None:
        last, used = time.perf_counter(), time.process_time()
        while True:
            await asyncio.sleep(TICK_S)
            now, now_used = time.perf_counter(), time.process_time()
            self.gaps.append((now - last - TICK_S) * 1000)
            self.used.append((now_used - used) * 1000)
            last, used = now, now_used

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._since = time.perf_counter()
        else:
            self.collections.append((time.perf_counter() - self._since) * 1000)


def write_files(snippets: list[Snippet], folder: Path) -> None:
    """One file a snippet, as a person would write them."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    for snippet in snippets:
        place = folder / f"{snippet.kind.value}s"
        place.mkdir(exist_ok=True, parents=True)
        data = {
            "id": snippet.id,
            "kind": snippet.kind.value,
            "title": {language: _plain(text) for language, text in snippet.title.items()},
            "aliases": list(snippet.aliases),
            "body": {language: _plain(text) for language, text in snippet.body.items()},
            **(
                {"organization": snippet.organization, "phone": snippet.phone} if snippet.organization else {}
            ),
        }
        written = yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False)
        (place / f"{snippet.id}.yaml").write_text(written, encoding="utf-8")


def _plain(text: str) -> str:
    """Without braces: words in any order would be placeholders that never close."""
    return text.replace("{", "").replace("}", "")


async def nothing() -> None:
    """A second of doing nothing, busily, in breaths of a millisecond."""
    end = time.perf_counter() + 1
    while (now := time.perf_counter()) < end:
        while time.perf_counter() - now < TICK_S:
            pass
        await asyncio.sleep(0)


def row(name: str, ticker: Ticker, taken: float) -> None:
    """One line of the table."""
    late = sum(used > LONGEST_MS for used in ticker.used)
    collection = max(ticker.collections, default=0.0)
    print(
        f"{name:<46}{max(ticker.used):>9.1f}{late:>8}{max(ticker.gaps):>10.1f}{collection:>12.1f}{taken:>8.2f}"
    )


async def measure(count: int) -> int:
    """Print the table; the exit status."""
    glossary, _ = load_glossary()
    with tempfile.TemporaryDirectory() as temporary:
        folder, cache = Path(temporary) / "snippets", Path(temporary) / "snippets.index"
        write_files(synthetic(count, glossary), folder)
        gc.collect()
        settings = DeskSettings("bench", ServicePolicy(), (), snippet_dirs=(folder,))
        print(
            f"{f'{count} snippets':<46}{'worst ms':>9}{'>16 ms':>8}{'by clock':>10}{'longest gc':>12}{'s':>8}"
        )
        idle = Ticker()
        row("beside doing nothing, busily (the floor)", idle, await idle.beside(nothing))
        first = Ticker()
        shelf = Shelf(settings, cache)
        row("read the files, build and keep the index", first, await first.beside(shelf.load))
        again = Ticker()
        row("look at the files again, index from cache", again, await again.beside(shelf.load))
        kept = Ticker()

        async def load() -> None:
            with no_full_collections():
                found = await in_breaths(SearchIndex.load_steps(cache, shelf.library, glossary))
            if found is None:
                raise SystemExit("the kept index was not taken")

        taken = await kept.beside(load)
        row("the index alone, from cache", kept, taken)
        new = Ticker()
        other = Shelf(settings, cache)
        row("another start: files read, index from cache", new, await new.beside(other.load))
        if len(other.library) != count or not other.ready:
            raise SystemExit("the shelf is not what was written")
        worst = max(max(one.used) for one in (first, again, kept, new))
        promises = {
            f"no stall over {LONGEST_MS:g} ms (worst {worst:.1f})": worst <= LONGEST_MS,
            f"the index from cache within {FROM_CACHE_S} s ({taken:.2f})": taken <= FROM_CACHE_S,
        }
        return told(promises)


def main() -> int:
    """Exit status 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    return asyncio.run(measure(parser.parse_args().count))


if __name__ == "__main__":
    sys.exit(main())
