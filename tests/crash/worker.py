"""``python -m tests.crash.worker``: plays scenes, each in a process of its own that dies in the midst of it.

One line of JSON on stdin for each: ``args`` (SCENE STORE SESSION DC HOST PORT GROUP ME), ``fault`` (the point to die
at, ``trace`` to name every point that is passed instead) and ``said`` (the file for stderr). Everything is imported
once and the process forks: a scene costs no start of Python. The answer is one line: how the process ended.

A fault is armed when the group has been read, except for the scene ``read``: then the count is that of the scene
itself and not of whatever the start wrote.
"""

import asyncio
import json
import os
import sys

from modtui.desk import action_runner, action_steps, outbox_runner, plan_book
from modtui.store import faults
from tests.crash import scene

#: What is passed on the way of an action; a trace names these.
TRACED = (action_runner, action_steps, outbox_runner, plan_book)


def arm(fault):
    if fault == "trace":
        for module in TRACED:
            module.fault_point = lambda name: print(f"passed {name}", file=sys.stderr, flush=True)
        return
    faults._wanted, _, count = fault.partition(":")
    faults._left = int(count or 1)


async def play(name, *place, fault):
    desk = scene.desk_on(*place, snippets=name in scene.WITH_SNIPPETS)
    if name == "read":
        arm(fault)
    await desk.start()
    try:
        if name != "read":
            await scene.read(desk)
            arm(fault)
        await scene.SCENES[name](desk)
    finally:
        await desk.stop()


def child(order):
    """Never returns."""
    status = 1
    try:
        said = os.open(order["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        asyncio.run(play(*order["args"], fault=order["fault"]))
        status = 0
    except BaseException:  # noqa: BLE001 - a forked child must end here, whatever happens
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def main():
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            child(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
