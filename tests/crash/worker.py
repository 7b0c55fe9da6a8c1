"""``python -m tests.crash.worker SCENE STORE SESSION DC HOST PORT GROUP ME``: plays a scene, and dies in the midst of it.

MODTUI_FAULT names the point. It is armed when the group has been read, except for the scene ``read``:
then the count is that of the scene itself and not of whatever the start wrote.
"""

import asyncio
import os
import sys

SCENE = sys.argv[1]
FAULT = os.environ.get("MODTUI_FAULT", "") if SCENE == "read" else os.environ.pop("MODTUI_FAULT", "")


async def main():
    from modtui.store import faults
    from tests.crash import scene

    desk = scene.desk_on(*sys.argv[2:], snippets=SCENE in scene.WITH_SNIPPETS)
    await desk.start()
    try:
        if SCENE != "read":
            await scene.read(desk)
            faults._wanted, _, count = FAULT.partition(":")
            faults._left = int(count or 1)
        await scene.SCENES[SCENE](desk)
    finally:
        await desk.stop()


if __name__ == "__main__":
    asyncio.run(main())
