"""The package's word files (`words/*.txt`): concept by concept, read when the first message needs them."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


def read_words(text: str) -> dict[str, list[str]]:
    """The entries of a word file by concept; the notation is explained at the top of each file."""
    concepts: dict[str, list[str]] = {}
    entries: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            entries = concepts.setdefault(line.strip("[] "), [])
        elif line and not line.startswith("#"):
            entries += line.split()
    return concepts


@cache
def word_file(name: str) -> dict[str, list[str]]:
    """The entries of `words/<name>.txt`. Shipped with the package; read once."""
    return read_words((_FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


@cache
def small_words(language: str) -> frozenset[str]:
    """Words that tell a language written in Latin letters: "en", "fr" or "arabizi"."""
    return frozenset(word_file("small_words")[language])
