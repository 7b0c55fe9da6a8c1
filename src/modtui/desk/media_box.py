"""Attachments of messages: fetched into a private folder, opened, played, saved.

The folder is this user's alone (0700), bounded, and emptied when the desk opens and closes: nothing of what
members sent stays behind on disk unless it was saved by hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, TypeAlias, cast

from modtui.desk.context import DeskContext
from modtui.desk.errors import DeskError
from modtui.desk.still_there import still_there
from modtui.domain.messages import Media, MediaKind
from modtui.telegram.gateway import GatewayError, NotConnected
from modtui.telegram.gateway_media import MediaGateway
from modtui.text.catalogue import say
from modtui.text.safe import safe_line

Progress: TypeAlias = Callable[[int, int | None], None]

_MB: Final = 1024 * 1024
#: The folder holds so much at most, and one file in it too; what is larger can be saved.
MOST_BYTES: Final = 200 * _MB
#: A download is begun again so often without getting any further, and the line is waited for so long.
TRIES: Final = 3
PATIENCE_S: Final = 60.0
#: Bytes of a file's name, which every disk takes, and of its ending.
_LONGEST_NAME: Final = 200
_LONGEST_ENDING: Final = 12
#: What xdg-open says when nothing is installed for such a file, or what is did not start.
_NOTHING_OPENS_IT: Final = (3, 4)
_DOWNLOADABLE: Final = frozenset(
    {
        MediaKind.PHOTO,
        MediaKind.VOICE,
        MediaKind.VIDEO,
        MediaKind.AUDIO,
        MediaKind.FILE,
        MediaKind.STICKER,
        MediaKind.ANIMATION,
    }
)
_SUFFIX: Final[dict[MediaKind, str]] = {
    MediaKind.PHOTO: ".jpg",
    MediaKind.VOICE: ".ogg",
    MediaKind.VIDEO: ".mp4",
    MediaKind.AUDIO: ".mp3",
    MediaKind.STICKER: ".webp",
    MediaKind.ANIMATION: ".mp4",
}
#: What an opener may run instead of show. A stranger's file is never started from here.
_RUNS: Final = frozenset(
    [
        "exe", "com", "bat", "cmd", "msi", "scr", "pif", "lnk", "reg", "hta", "ps1", "psm1", "vbs", "vbe", "js",
        "jse", "wsf", "wsh", "jar", "sh", "bash", "zsh", "fish", "run", "bin", "command", "desktop", "appimage",
        "app", "deb", "rpm", "pkg", "dmg", "py", "pyw", "pl", "rb", "php", "apk", "url", "webloc", "scpt",
        "workflow", "action", "terminal", "svg", "html", "htm", "xhtml", "mht", "docm", "xlsm", "pptm",
    ]
)  # fmt: skip
#: Players, the first that is there is taken; each ends when the sound does.
PLAYERS: Final[tuple[tuple[str, ...], ...]] = (
    ("mpv", "--no-video", "--really-quiet", "--no-config"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("pw-play",),
    ("paplay",),
    ("cvlc", "--play-and-exit", "--intf", "dummy", "--quiet"),
    ("vlc", "--play-and-exit", "--intf", "dummy", "--quiet"),
    ("afplay",),
)


class MediaBox:
    """Every method raises DeskError with one sentence."""

    def __init__(
        self,
        ctx: DeskContext,
        folder: Path,
        *,
        which: Callable[[str], str | None] = shutil.which,
        most_bytes: int = MOST_BYTES,
        pause: float = 0.5,
    ) -> None:
        """``pause``: seconds before a download that was cut begins again."""
        self._ctx = ctx
        self._folder = folder
        self._which = which
        self._most = most_bytes
        self._pause = pause
        self._fetching: dict[int, asyncio.Lock] = {}
        self._playing: asyncio.subprocess.Process | None = None

    # ---- the folder

    def clear(self) -> None:
        """Empty the folder: nothing of what members sent stays."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self, message_ids: Iterable[int]) -> None:
        """Remove the files of these messages, for erasing and purging."""
        for message_id in message_ids:
            for path in self._folder.glob(f"{message_id}.*"):
                path.unlink(missing_ok=True)

    def _make_room(self, needed: int) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            files = sorted(
                (p for p in self._folder.iterdir() if p.is_file()), key=lambda p: p.stat().st_mtime
            )
            total = sum(p.stat().st_size for p in files)
            while files and total + needed > self._most:
                oldest = files.pop(0)
                total -= oldest.stat().st_size
                oldest.unlink(missing_ok=True)
        except OSError as error:
            name = safe_line(str(self._folder))
            raise DeskError(say("media.cannot_write", name=name, why=error.strerror)) from error

    # ---- fetching

    async def _media(self, message_id: int) -> Media:
        media = (await still_there(self._ctx, message_id)).media
        if media is None or media.kind not in _DOWNLOADABLE:
            raise DeskError(say("media.nothing"))
        return media

    @property
    def _gateway(self) -> MediaGateway:
        gateway = self._ctx.gateway
        if not isinstance(gateway, MediaGateway) or not self._ctx.connected:
            raise DeskError(say("feed.needs_connection"))
        return cast("MediaGateway", gateway)

    async def fetch(self, message_id: int, progress: Progress | None = None) -> Path:
        """The attachment as a file in the folder; one that is there already is not fetched again."""
        media = await self._media(message_id)
        if (media.size or 0) > self._most:
            size, most = round((media.size or 0) / _MB), round(self._most / _MB)
            raise DeskError(say("media.too_large", size=size, most=most))
        target = self._folder / f"{message_id}{_suffix(media)}"
        async with self._fetching.setdefault(message_id, asyncio.Lock()):
            if not target.exists():
                self._make_room(media.size or 0)
                part = target.with_suffix(".part")
                await self._download(message_id, part, media.size or 0, progress)
                os.replace(part, target)
        self._fetching.pop(message_id, None)
        return target

    async def _download(
        self, message_id: int, part: Path, size: int, progress: Progress | None, shown: str = ""
    ) -> None:
        """Into a new file that only this user can read; ``shown`` is what it will be called, for what goes wrong.

        A line that breaks is waited for, and the file goes on where it was. Given up or cancelled, none is left.
        """
        gateway, name = self._gateway, shown or safe_line(part.name)
        try:
            free = shutil.disk_usage(part.parent).free
            if size > free:
                raise DeskError(say("media.disk_full", name=name, size=_mb(size), free=_mb(free)))
            part.unlink(missing_ok=True)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            await self._whole(gateway, message_id, part, progress)
        except GatewayError as error:
            part.unlink(missing_ok=True)
            raise DeskError(str(error)) from error
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise DeskError(say("media.cannot_write", name=name, why=error.strerror)) from error
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    async def _whole(
        self, gateway: MediaGateway, message_id: int, part: Path, progress: Progress | None
    ) -> None:
        """Ask until all of it is there, as long as each new beginning brings some of it."""
        without_gain = 0
        while True:
            before = part.stat().st_size
            try:
                await gateway.download(message_id, part, progress)
                return
            except NotConnected:
                without_gain = 0 if part.stat().st_size > before else without_gain + 1
                if without_gain >= TRIES or not await self._line_back(without_gain):
                    raise

    async def _line_back(self, tried: int) -> bool:
        """Wait until there is a connection again; False when it takes too long."""
        ctx, back = self._ctx, asyncio.Event()

        def look(change: object) -> None:
            if ctx.connected:
                back.set()

        # The link may not have noticed yet that it is down.
        await asyncio.sleep(self._pause * (tried + 1))
        ctx.listeners.append(look)
        try:
            look(None)
            await asyncio.wait_for(back.wait(), PATIENCE_S)
        except TimeoutError:
            return False
        finally:
            ctx.listeners.remove(look)
        return True

    # ---- opening and playing

    async def open(self, message_id: int, progress: Progress | None = None) -> None:
        """Fetch and show with the system's program for such files."""
        media = await self._media(message_id)
        if _suffix(media).lstrip(".") in _RUNS:
            raise DeskError(say("media.may_run", name=safe_line(media.name, 60)))
        opener = _opener(self._which)
        if opener is None:
            raise DeskError(say("media.no_opener"))
        if not _has_display():
            raise DeskError(say("media.no_display"))
        path = await self.fetch(message_id, progress)
        await self._start([*opener, str(path)])

    async def play(self, message_id: int, progress: Progress | None = None) -> str:
        """Fetch and play a voice message or other sound; returns the player's name. What played before stops."""
        media = await self._media(message_id)
        if media.kind not in (MediaKind.VOICE, MediaKind.AUDIO, MediaKind.VIDEO, MediaKind.ANIMATION):
            raise DeskError(say("media.not_voice"))
        player = next((p for p in PLAYERS if self._which(p[0]) is not None), None)
        if player is None:
            raise DeskError(say("media.no_player"))
        path = await self.fetch(message_id, progress)
        await self.stop()
        self._playing = await self._start([*player, str(path)])
        return player[0]

    async def stop(self) -> bool:
        """Stop what is playing; False when nothing was."""
        process, self._playing = self._playing, None
        if process is None or process.returncode is not None:
            return False
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 1.0)
        except TimeoutError:
            process.kill()
        return True

    async def _start(self, command: Sequence[str]) -> asyncio.subprocess.Process:
        """A program beside the screen: it gets neither the terminal's input nor its output."""
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise DeskError(say("media.not_started", name=command[0], why=error.strerror)) from error
        self._ctx.spawn(self._ended(process, command[0]), f"watching {command[0]}")
        return process

    async def _ended(self, process: asyncio.subprocess.Process, name: str) -> None:
        code = await process.wait()
        if name == "xdg-open" and code in _NOTHING_OPENS_IT:
            self._ctx.tell(say("media.nothing_opens"), "warning")
        elif code > 0:
            self._ctx.tell(say("media.ended_badly", name=name, code=code), "warning")

    # ---- saving

    async def save(self, message_id: int, target: Path, progress: Progress | None = None) -> Path:
        """Write an attachment where the moderator says: a folder, or a new file. Nothing is overwritten."""
        media = await self._media(message_id)
        target = target.expanduser()
        if target.is_dir():
            target = target / file_name(media, message_id)
        shown = safe_line(str(target))
        if target.exists() or target.is_symlink():
            raise DeskError(say("media.exists", name=shown))
        part = target.with_name(f".modtui-{message_id}.part")
        cached = self._folder / f"{message_id}{_suffix(media)}"
        try:
            if cached.exists():
                part.unlink(missing_ok=True)
                await asyncio.to_thread(shutil.copyfile, cached, part)
            else:
                await self._download(message_id, part, media.size or 0, progress, shown)
            _put(part, target)
        except FileExistsError as error:
            raise DeskError(say("media.exists", name=shown)) from error
        except OSError as error:
            raise DeskError(say("media.cannot_write", name=shown, why=error.strerror)) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return target


def _put(part: Path, target: Path) -> None:
    """Give a finished file its name, never in place of another. Raises FileExistsError, OSError."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists() or target.is_symlink():
            raise FileExistsError from None
        os.rename(part, target)


def _mb(size: int) -> str:
    return f"{size / _MB:.1f}"


def file_name(media: Media, message_id: int) -> str:
    """A name to save under: the sender's, made harmless and short enough for any disk, or one by what it is."""
    name = safe_line(media.name, 1000).replace("/", "_").replace("\\", "_").lstrip(".").strip()
    name = re.sub(r'[<>:"|?*]', "_", name)
    if not name or media.kind is MediaKind.STICKER:
        return f"{media.kind.value}-{message_id}{_suffix(media)}"
    ending = Path(name).suffix if len(Path(name).suffix) <= _LONGEST_ENDING else ""
    stem = name.removesuffix(ending)
    while len(f"{stem}{ending}".encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}{ending}"


def _has_display() -> bool:
    """Whether the system's opener has something to open on; over ssh it has none."""
    if not sys.platform.startswith(("linux", "freebsd", "openbsd")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _suffix(media: Media) -> str:
    """The ending of the file's name, which tells a system's opener what it is: short and plain, or by its kind."""
    match = re.search(r"\.([A-Za-z0-9]{1,10})\s*$", safe_line(media.name))
    if match and media.kind not in (MediaKind.STICKER, MediaKind.PHOTO, MediaKind.VOICE):
        return f".{match[1].lower()}"
    return _SUFFIX.get(media.kind, ".dat")


def _opener(which: Callable[[str], str | None]) -> list[str] | None:
    """The system's program that opens a file with whatever is right for it."""
    if sys.platform == "win32":
        return ["rundll32", "url.dll,FileProtocolHandler"]
    for name in ["open"] if sys.platform == "darwin" else ["xdg-open", "gio", "kde-open"]:
        if which(name) is not None:
            return [name, "open"] if name == "gio" else [name]
    return None
