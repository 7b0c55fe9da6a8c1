"""Pauses of the pilot as long as this program needs them."""

from textual import _wait

# A pause ends when the processor has been idle for one step. The screen's own waits (the next frame, the workers) are
# waited for by name (`driving.Driver.settle`), so a step of 20 ms, some forty to a test, is time spent asleep.
_wait.SLEEP_GRANULARITY = 0.004
_wait.SLEEP_IDLE = 0.0004
