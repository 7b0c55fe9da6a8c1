"""Speed of search and suggestions at 10,000 snippets: `python -m tests.benchmarks.bench_search`.

The snippets are made up from the samples' own sentences and the glossary's words, so that words repeat as they do
in a real library. Ratios are measured in the same run, since the machine's speed is anybody's guess.
"""

import argparse
import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from modtui.snippets.glossary import Glossary, load_glossary, samples_folder
from modtui.snippets.load import load_library
from modtui.snippets.model import Kind, Snippet
from modtui.snippets.search import SearchIndex
from modtui.snippets.suggest import suggest
from modtui.text.fold import fold
from tests.benchmarks.promises import told
from tests.benchmarks.search_report import read_labelled

TYPED = (
    "health card", "lost helth card", "card health lost", "بطاقة صحية", "البطاقه الصحيه", "kart so7i",
    "tabib asnan", "driving licence", "dreiving licence", "رخصة قيادة", "0107", "613 555 0142", "school registration",
    "medical insurance", "حضانة اطفال", "find a family doctor", "rent increase landlord", "ضاعت بطاقتي",
)  # fmt: skip


def synthetic(count: int, glossary: Glossary, seed: int = 7) -> list[Snippet]:
    """Made-up snippets with titles in two languages, two aliases, and bodies of about sixty words each."""
    chance = random.Random(seed)
    samples = list(load_library(samples_folder()))
    words = {
        language: sorted({word for one in samples for word in one.body.get(language, "").split()})
        for language in ("en", "ar")
    }
    phrases = {
        language: [phrase for one in glossary.concepts for phrase in one.phrases.get(language, ())]
        for language in ("en", "ar")
    }
    names = [
        "".join(chance.choice("bdfgklmnrst") + chance.choice("aeiou") for _ in range(3)) for _ in range(4000)
    ]
    made = []
    for number in range(count):
        title = {
            language: " ".join([chance.choice(phrases[language]), *chance.sample(words[language], 3)])
            for language in ("en", "ar")
        }
        body = {language: " ".join(chance.choices(words[language], k=60)) for language in ("en", "ar")}
        referral = number % 3 == 0
        made.append(
            Snippet(
                id=f"made-{number}",
                kind=Kind.REFERRAL if referral else Kind.ANSWER,
                title=title,
                body=body,
                aliases=(chance.choice(phrases["en"]), f"{chance.choice(names)} {chance.choice(names)}"),
                organization=f"{chance.choice(names)} {chance.choice(names)} centre" if referral else "",
                phone=f"613-555-{number % 10000:04d}" if referral else "",
            )
        )
    return made


def keystrokes() -> list[str]:
    """Every query as it grows letter by letter."""
    return [text[:size] for text in TYPED for size in range(1, len(text) + 1)]


def measure(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """Milliseconds for each text, in order."""
    taken = []
    for text in texts:
        since = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - since) * 1000)
    return taken


def row(name: str, taken: list[float], note: str = "") -> None:
    """One line of the table."""
    ordered = sorted(taken)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{name:<34}{statistics.median(taken):>10.2f}{p95:>10.2f}{ordered[-1]:>10.2f}  {note}")


def main() -> int:
    """Print the table; the exit status says whether the promises of the specification hold here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    glossary, _ = load_glossary()
    library = synthetic(count, glossary)
    # The library itself is out of the garbage collector's way, as a program that keeps it would have it.
    gc.collect()
    gc.freeze()
    steps = SearchIndex.build_steps(library, glossary)
    stalls: list[float] = []
    begun = time.perf_counter()
    while True:
        since = time.perf_counter()
        try:
            next(steps)
        except StopIteration as done:
            index: SearchIndex = done.value
            stalls.append((time.perf_counter() - since) * 1000)
            break
        stalls.append((time.perf_counter() - since) * 1000)
    built = time.perf_counter() - begun
    print(f"{count} snippets; milliseconds{'':<9}{'median':>10}{'p95':>10}{'worst':>10}")
    row("one step of building", stalls, f"built in {built:.1f} s")
    gc.collect()
    keys = keystrokes()
    searched = measure(index.search, keys)
    row("search, a key", searched)
    suggested = measure(
        lambda text: suggest(index, text), [one.text for one in read_labelled("messages.tsv")]
    )
    row("suggest, a message", suggested)
    full = [fold(" ".join([*one.title.values(), *one.aliases, *one.body.values()])) for one in library]
    fewer = random.Random(1).sample(keys, 8)
    plain = measure(lambda text: process.extract(fold(text), full, scorer=fuzz.WRatio, limit=10), fewer)
    ratio = statistics.median(plain) / statistics.median(searched)
    row("rapidfuzz WRatio over full text", plain, f"{ratio:.0f} times as long")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        index.save(path)
        since = time.perf_counter()
        kept = SearchIndex.load(path, library, glossary)
        loaded = time.perf_counter() - since
        print(f"kept index: {path.stat().st_size / 1e6:.1f} MB, loaded in {loaded:.2f} s")
    promises = {}
    for name, taken in (("search", searched), ("suggest", suggested)):
        middle, slow = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
        promises[f"{name} median at most 3 ms ({middle:.2f})"] = middle <= 3
        promises[f"{name} 95th percentile under 16 ms ({slow:.2f})"] = slow < 16
    promises[f"search at least 20 times faster than WRatio ({ratio:.0f} x)"] = ratio >= 20
    promises[f"no building step over 16 ms ({max(stalls):.1f})"] = max(stalls) <= 16
    promises[f"kept index loaded within 0.3 s ({loaded:.2f})"] = loaded <= 0.3 and kept is not None
    return told(promises)


if __name__ == "__main__":
    sys.exit(main())
