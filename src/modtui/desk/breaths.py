"""Long work in small steps, so that the screen never waits for it; the garbage collector's full rounds included."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Generator, Iterator
from time import perf_counter
from typing import Final, TypeVar

T = TypeVar("T")

#: The event loop gets its turn after so long (seconds); one step may take longer. A key needs several turns.
BREATH_S: Final = 0.001
#: What is young is tidied up so often while full rounds wait (seconds).
_TIDY_S: Final = 0.02

_resting = 0
_was_on = True


async def in_breaths(steps: Generator[object, None, T]) -> T:
    """Run a generator to its end, letting the event loop breathe between its steps."""
    since = tidied = perf_counter()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        now = perf_counter()
        if now - since >= BREATH_S:
            if _resting and now - tidied >= _TIDY_S:
                gc.collect(1)
                tidied = perf_counter()
            await asyncio.sleep(0)
            since = perf_counter()


@contextlib.contextmanager
def no_full_collections(*, keep: bool = True) -> Iterator[None]:
    """While much is built that will stay, the collector does not walk through all of it again and again.

    A full round over a hundred thousand objects takes 50 ms and more, which a key would wait for. `in_breaths` tidies
    up what is young meanwhile. With `keep` what is there at the end is set aside: later rounds pass it over, and it
    still goes when nobody refers to it any more.
    """
    global _resting, _was_on
    if not _resting:
        _was_on = gc.isenabled()
    _resting += 1
    gc.disable()
    try:
        yield
    finally:
        _resting -= 1
        if not _resting:
            if keep:
                gc.freeze()
            if _was_on:
                gc.enable()
