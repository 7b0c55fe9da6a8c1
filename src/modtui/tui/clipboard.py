"""Copying text out: the system's own tool where there is one, and the terminal's way (OSC 52) otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS: Final = 2.0


def tool(environ: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...] | None:
    """The command that takes the clipboard's text on its input, None where there is none to be trusted."""
    wanted: list[tuple[str, ...]] = []
    if platform == "darwin":
        wanted.append(("pbcopy",))
    elif platform == "win32":
        wanted.append(("clip.exe",))
    elif not environ.get("SSH_CONNECTION"):  # over ssh the tool would fill the other machine's clipboard
        if environ.get("WAYLAND_DISPLAY"):
            wanted.append(("wl-copy",))
        if environ.get("DISPLAY"):
            wanted += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    return next((command for command in wanted if shutil.which(command[0])), None)


def in_tmux(text: str, environ: Mapping[str, str]) -> str:
    """The terminal's own way (OSC 52) once more, past tmux to the terminal round it; empty outside tmux.

    Whether tmux takes the plain one or passes this one on is a setting of the user's: both together reach most.
    """
    from base64 import b64encode

    from modtui.tui.desktop_note import past_tmux

    if not environ.get("TMUX"):
        return ""
    return past_tmux(f"\x1b]52;c;{b64encode(text.encode('utf-8', 'replace')).decode()}\x07", environ)


async def copy_with_tool(text: str, environ: Mapping[str, str] | None = None) -> bool:
    """Hand a text to the system's clipboard; False when there is no tool or it did not take it."""
    command = tool(os.environ if environ is None else environ)
    if command is None:
        return False
    nothing = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=nothing, stderr=nothing
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(text.encode("utf-8", "replace")), _SECONDS)
    except (TimeoutError, OSError):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        return False
    return process.returncode == 0
