"""Attachments at the desk: fetched privately, opened, played, saved, attached once; words after the notice."""

import asyncio
import errno
import os
import shutil
import stat
import sys

import pytest

from modtui.desk import media_box
from modtui.desk.api import DeskError
from modtui.desk.api_media import NoticeNeeded
from modtui.desk.attaching import checked_file, sent_name
from modtui.desk.media_box import MediaBox, file_name
from modtui.domain.formatting import parse
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.messages import Media, MediaKind
from modtui.telegram.gateway import NotConnected
from modtui.telegram.simulated import SimulatedGateway
from tests.unit.desk.playing import until

CONTENT = bytes(range(256)) * 700


def file_from(play, name="form.pdf", content=CONTENT, kind=MediaKind.FILE):
    return play.world.post_file(play.sara, content, Media(kind, name, seconds=None)).id


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A stand-in for the system's opener and for mpv: it copies what it is given."""
    bin_dir = tmp_path / "bin"
    bin_dir.mkdir()
    seen = tmp_path / "seen"
    for name in ("xdg-open", "mpv"):
        script = bin_dir / name
        script.write_text(
            f"#!{sys.executable}\nimport shutil, sys\nshutil.copy(sys.argv[-1], {str(seen)!r})\n"
        )
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_dir))
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setattr(media_box.sys, "platform", "linux")
    return seen


async def test_an_attachment_is_opened_from_a_private_folder_that_is_emptied(play, program):
    said = file_from(play)
    folder = play.store.with_name("media")
    told = []
    async with play.open() as desk:
        await desk.open_media(said, lambda *p: told.append(p))
        await until(lambda: program.exists() and program.read_bytes() == CONTENT)
        assert told[-1] == (len(CONTENT), len(CONTENT))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()] == [0o600]
        told.clear()
        await desk.open_media(said, lambda *p: told.append(p))
        assert told == []  # it is there already
    assert not folder.exists()


async def test_a_voice_message_is_played_and_stopped(play, program):
    voice = file_from(play, "", kind=MediaKind.VOICE)
    form = file_from(play)
    async with play.open() as desk:
        assert await desk.play_media(voice) == "mpv"
        await until(program.exists)
        await desk.stop_playing()
        with pytest.raises(DeskError, match="no voice"):
            await desk.play_media(form)


async def test_no_player_and_no_opener_give_a_sentence(play, monkeypatch):
    voice = file_from(play, "", kind=MediaKind.VOICE)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(media_box.sys, "platform", "linux")
    async with play.open() as desk:
        with pytest.raises(DeskError, match="install mpv"):
            await desk.play_media(voice)
        with pytest.raises(DeskError, match="No program to open"):
            await desk.open_media(voice)


@pytest.mark.parametrize("name", ["game.exe", "x.desktop", "page.HTML", "a.pdf .sh", "x.JS"])
async def test_what_could_start_a_program_is_not_opened(play, program, name):
    said = file_from(play, name)
    async with play.open() as desk:
        with pytest.raises(DeskError, match="could start a program"):
            await desk.open_media(said)
    assert not program.exists()


async def test_nothing_to_open_and_messages_that_are_gone(play):
    said = play.say(play.sara, "text")
    async with play.open() as desk:
        with pytest.raises(DeskError, match="nothing to open"):
            await desk.open_media(said)
        with pytest.raises(DeskError, match="not there"):
            await desk.open_media(9999)


async def test_saving_never_overwrites(play, tmp_path):
    said = file_from(play, "../../evil\x1bname.pdf")
    async with play.open() as desk:
        saved = await desk.save_media(said, tmp_path)
        assert saved.parent == tmp_path
        assert saved.read_bytes() == CONTENT
        with pytest.raises(DeskError, match="exists already"):
            await desk.save_media(said, tmp_path)
        with pytest.raises(DeskError, match="exists already"):
            await desk.save_media(said, saved)
        with pytest.raises(DeskError, match="cannot be written"):
            await desk.save_media(said, tmp_path / "no" / "folder" / "x")
        desk._box._pause = 0
        cut_for_ever(play)
        with pytest.raises(DeskError, match="line broke"):
            await desk.save_media(said, tmp_path / "half")
        assert [path.name for path in tmp_path.iterdir() if "half" in path.name or ".part" in path.name] == []


def cut_for_ever(play, times=10):
    for _ in range(times):
        play.gateway.refuse_next("download_part", NotConnected("The line broke."))


async def test_a_download_that_is_cut_goes_on_where_it_was(play, tmp_path):
    said = file_from(play)
    told = []

    def cut_in_the_middle(done, total):
        if told and done < told[-1]:
            raise AssertionError("it began again from the start")
        told.append(done)
        if len(told) == 2:
            play.gateway.refuse_next("download_part", NotConnected("The line broke."))

    async with play.open() as desk:
        desk._box._pause = 0
        saved = await desk.save_media(said, tmp_path / "whole.pdf", cut_in_the_middle)
        assert saved.read_bytes() == CONTENT
        assert len(told) == len(set(told)) > 2


async def test_a_download_that_is_broken_off_leaves_nothing(play, tmp_path):
    said = file_from(play)
    async with play.open() as desk:
        task = None

        def stop(done, total):
            task.cancel()

        for work in (
            lambda: desk.save_media(said, tmp_path / "x.pdf", stop),
            lambda: desk.open_media(said, stop),
        ):
            task = asyncio.ensure_future(work())
            with pytest.raises((asyncio.CancelledError, DeskError)):
                await task
        assert not list(tmp_path.glob("*.pdf"))
        assert not list(tmp_path.glob(".modtui*"))
        assert not list(play.store.with_name("media").glob("*"))


async def test_a_full_disk_and_a_folder_that_cannot_be_written_give_a_sentence(play, tmp_path, monkeypatch):
    said = file_from(play)
    async with play.open() as desk:
        full = shutil.disk_usage(tmp_path)._replace(free=1000)
        with monkeypatch.context() as patched:
            patched.setattr(media_box.shutil, "disk_usage", lambda path: full)
            with pytest.raises(DeskError, match=r"form\.pdf has 0\.2 MB, and the disk has room for 0\.0 MB"):
                await desk.save_media(said, tmp_path)

        async def fills_up(message_id, target, progress=None):
            target.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(play.gateway, "download", fills_up)
            with pytest.raises(DeskError, match="No space left"):
                await desk.save_media(said, tmp_path)
        assert not list(tmp_path.glob("*.p*"))
        in_the_way = play.store.with_name("media")
        in_the_way.write_text("a file where the folder should be")
        monkeypatch.setenv("DISPLAY", ":99")
        with pytest.raises(DeskError, match="cannot be written"):
            await desk._box.fetch(said)


async def test_what_was_opened_is_saved_without_asking_telegram_again(play, tmp_path, program):
    said = file_from(play)
    async with play.open() as desk:
        await desk.open_media(said)
        cut_for_ever(play)
        assert (await desk.save_media(said, tmp_path)).read_bytes() == CONTENT


async def test_without_a_display_and_for_unknown_files_the_opener_says_so(play, program, monkeypatch):
    said = file_from(play)
    async with play.open() as desk:
        opener = program.parent / "bin" / "xdg-open"
        opener.write_text("#!/bin/sh\nexit 3\n")
        await desk.open_media(said)
        await until(lambda: any("No program that is installed" in one for one in play.notices()))
        monkeypatch.delenv("DISPLAY")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        with pytest.raises(DeskError, match="over ssh"):
            await desk.open_media(said)


@pytest.mark.parametrize("letter", ["a", "م", "🎉"])
def test_a_long_name_keeps_its_ending_and_fits_every_disk(letter):
    name = file_name(Media(MediaKind.FILE, letter * 400 + ".pdf"), 1)
    assert name.endswith(".pdf")
    assert 150 < len(name.encode()) <= 200


def test_names_of_files_are_harmless():
    assert file_name(Media(MediaKind.FILE, "..\\..//x?.pdf"), 1) == "_..__x_.pdf"
    assert file_name(Media(MediaKind.FILE, "\u202efdp.exe"), 1).isprintable()
    assert file_name(Media(MediaKind.VOICE), 7) == "voice-7.ogg"
    assert file_name(Media(MediaKind.FILE, "..."), 7) == "file-7.dat"


async def test_the_folder_is_bounded(play, tmp_path):
    ids = [file_from(play, f"{n}.bin", bytes(400)) for n in range(4)]
    large = file_from(play, "large.bin", bytes(1001))
    async with play.open() as desk:
        box = MediaBox(desk._parts.ctx, tmp_path / "cache", most_bytes=1000)
        for number, said in enumerate(ids):
            os.utime(await box.fetch(said), (number, number))
        assert sorted(p.name for p in (tmp_path / "cache").iterdir()) == [f"{i}.bin" for i in ids[2:]]
        with pytest.raises(DeskError, match="Save it instead"):
            await box.fetch(large)
        box.forget([ids[3]])
        assert [p.name for p in (tmp_path / "cache").iterdir()] == [f"{ids[2]}.bin"]


# ---- attaching


async def test_a_file_answers_a_question_and_arrives_once(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(CONTENT)
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.attach_file(path, "the form", message_id=question, kind=ReplyKind.INFORMATION)
        await play.until_sent()
        (reply,) = play.replies_to(question)
        assert (reply.text, reply.media.name) == ("the form", "form.pdf")
        assert play.world.file_of(play.me, reply.id) == CONTENT
        assert await play.state(question) == "answered"
        (item,) = await desk.feed_items([reply.id])
        assert item.media.name == "form.pdf"
        assert any(change.uploads for change in play.changes)


async def test_a_caption_arrives_as_it_looks_and_comes_back_as_it_was_typed(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(CONTENT)
    caption = parse("the **form**, [here](https://example.org/a)")
    async with play.open() as desk:
        question = await play.asked(play.omar)
        await desk.save_draft(question, "the **form**, [here](https://example.org/a)")
        await desk.attach_file(path, caption.text, message_id=question, entities=caption.entities)
        assert await desk.draft(question) == ""
        await play.until_sent()
        (reply,) = play.replies_to(question)
        assert (reply.text, reply.entities) == (caption.text, caption.entities)
        play.gateway.break_line()
        await until(lambda: not desk.status().connection_ok)
        item = await desk.attach_file(path, caption.text, entities=caption.entities)
        assert await desk.cancel(item) == "the **form**, [here](https://example.org/a)"


async def test_a_picture_is_a_post_shown_as_picture(play, tmp_path):
    path = tmp_path / "poster.jpg"
    path.write_bytes(CONTENT)
    async with play.open() as desk:
        await desk.attach_file(path, post_type="event")
        await play.until_sent()
        assert play.group_texts == [""]
        kinds = [s.message.media.kind for s in play.world.group.box.kept.values()]
        assert kinds == [MediaKind.PHOTO]


async def test_files_that_cannot_be_attached(play, tmp_path):
    (tmp_path / "empty.pdf").touch()
    async with play.open() as desk:
        for path, said in (
            (tmp_path / "none.pdf", r"no file none\.pdf"),
            (tmp_path / "empty.pdf", "is empty"),
            (tmp_path, "is no file"),
        ):
            with pytest.raises(DeskError, match=said):
                await desk.attach_file(path)
        huge = tmp_path / "huge.bin"
        with huge.open("wb") as file:
            file.truncate(3 * 1024**3)
        with pytest.raises(DeskError, match="takes up to 2000 MB"):
            await desk.attach_file(huge)
        assert await play.outgoing() == []


async def test_a_file_that_changed_or_went_before_it_left_waits_with_the_reason(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(CONTENT)
    async with play.open() as desk:
        play.gateway.break_line()
        await until(lambda: not desk._parts.ctx.connected)
        await desk.attach_file(path, "x")
        path.write_bytes(b"other")
        play.gateway.restore_line()
        await play.until_outgoing("failed")
        assert "changed after it was attached" in (await play.outgoing())[0][1]
        assert (await play.unsent()).media.name == "form.pdf"
        assert play.group_texts == []


class CutsUploads(SimulatedGateway):
    """The line breaks after the first part of the first upload."""

    cuts = 1

    async def send_file(self, message, file, progress=None):
        def cut(done, total):
            progress(done, total)
            if self.cuts:
                self.cuts -= 1
                self.refuse_next("send_file_part", NotConnected("The line broke."))

        return await super().send_file(message, file, cut)


async def test_an_upload_cut_half_way_is_repeated_and_arrives_once(play, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(CONTENT)
    gateway = CutsUploads(play.world, play.me, play.clock)
    async with play.open(gateway=gateway) as desk:
        await desk.attach_file(path, "x")
        await until(lambda: not gateway.cuts)
        await play.until_outgoing("queued")
        play.clock.move(seconds=5)
        await play.until_sent()
        assert play.group_texts == ["x"]


# ---- words


async def test_words_are_asked_for_only_after_the_notice_was_accepted(play):
    voice = file_from(play, "", kind=MediaKind.VOICE)
    said = play.say(play.omar, "مرحبا")
    play.world.feed.transcripts[voice] = "وين\x1b[31m البطاقة"
    async with play.open() as desk:
        with pytest.raises(NoticeNeeded, match="Telegram's providers"):
            await desk.transcribe(voice)
        text = await desk.transcribe(voice, accepted=True)
        assert "البطاقة" in text
        assert "\x1b" not in text
    async with play.open() as desk:
        assert await desk.translate(said) == "[en] مرحبا"
        with pytest.raises(DeskError, match="no voice"):
            await desk.transcribe(said)
        with pytest.raises(DeskError, match="nothing to translate"):
            await desk.translate(voice)
        play.world.feed.refuses_words = "PREMIUM_ACCOUNT_REQUIRED"
        with pytest.raises(DeskError, match="Premium"):
            await desk.translate(said, "fr")


@pytest.mark.parametrize(
    ("name", "ends", "most"),
    [
        ("a" * 140 + ".pdf", "….pdf", 120),
        ("نموذج" * 40 + ".docx", "….docx", 120),
        ("x" * 130, "…", 120),
        ("minutes of the meeting.2026 in the large hall of the centre" + "y" * 90, "…", 120),
        ("form.pdf", "form.pdf", 8),
    ],
)
def test_a_long_name_is_sent_with_its_ending(name, ends, most):
    sent = sent_name(name)
    assert sent.endswith(ends)
    assert len(sent) <= most


def test_a_file_that_is_to_be_sent_has_that_name(tmp_path):
    path = tmp_path / ("a" * 140 + ".pdf")
    path.write_bytes(b"%PDF")
    assert checked_file(path, None)["name"] == sent_name(path.name)
