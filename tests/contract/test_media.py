"""Every gateway: files down and up, exactly once, voice and words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from modtui.domain.messages import Media, MediaKind
from modtui.telegram.gateway import GatewayError, Link, MessageGone, NotConnected, Outgoing, ToGroup, ToUser
from modtui.telegram.gateway_media import MediaGateway, OutgoingFile
from modtui.telegram.gateway_private import PrivateGateway
from tests.contract.stages import Stage, all_history, until_link

GROUP = ToGroup()
CONTENT = bytes(range(256)) * 2500  # 640,000 bytes: several parts


def outgoing(path: Path, name: str = "form.pdf") -> OutgoingFile:
    return OutgoingFile(path, name, "application/pdf")


@pytest.mark.parametrize("size", [0, 1, 4096, 300_001, 640_000])
async def test_an_attachment_is_downloaded_whole_with_progress(
    connected: Stage, tmp_path: Path, size: int
) -> None:
    assert isinstance(connected.gateway, MediaGateway)
    media = Media(MediaKind.FILE, "form.pdf")
    said = connected.world.post_file(connected.omar, CONTENT[:size], media).id
    told: list[tuple[int, int | None]] = []
    target = tmp_path / "got"
    assert await connected.gateway.download(said, target, lambda *p: told.append(p)) == size
    assert target.read_bytes() == CONTENT[:size]
    if size:
        assert told[-1] == (size, size)
        assert sorted(told) == told


@pytest.mark.parametrize("size", [0, 300_001])
async def test_a_picture_is_downloaded_also_when_there_is_nothing_in_it(
    connected: Stage, tmp_path: Path, size: int
) -> None:
    assert isinstance(connected.gateway, MediaGateway)
    said = connected.world.post_file(connected.omar, CONTENT[:size], Media(MediaKind.PHOTO)).id
    target = tmp_path / "got"
    assert await connected.gateway.download(said, target) == size
    assert target.read_bytes() == CONTENT[:size]


async def test_a_download_cut_half_way_goes_on_where_it_was(connected: Stage, tmp_path: Path) -> None:
    media = Media(MediaKind.FILE, "form.pdf")
    said = connected.world.post_file(connected.omar, CONTENT, media).id
    await until_link(connected.gateway, Link.CONNECTED)
    target = tmp_path / "got"
    cut = False

    def cut_after_two_parts(done: int, total: int | None) -> None:
        nonlocal cut
        if not cut and done >= 200_000:
            cut = True
            connected.break_line()

    with pytest.raises(NotConnected):
        await connected.gateway.download(said, target, cut_after_two_parts)
    held = target.stat().st_size
    assert 200_000 <= held < len(CONTENT)
    connected.restore_line()
    await until_link(connected.gateway, Link.CONNECTED)
    told: list[int] = []
    assert await connected.gateway.download(said, target, lambda done, total: told.append(done)) == len(
        CONTENT
    )
    assert target.read_bytes() == CONTENT
    assert told[0] > 128 * 1024  # it did not begin anew


async def test_a_photo_is_downloaded(connected: Stage, tmp_path: Path) -> None:
    said = connected.world.post_file(connected.omar, CONTENT, Media(MediaKind.PHOTO)).id
    assert await connected.gateway.download(said, tmp_path / "got") == len(CONTENT)


async def test_what_cannot_be_downloaded(connected: Stage, tmp_path: Path) -> None:
    plain = connected.world.post(connected.omar, "text").id
    with pytest.raises(GatewayError) as caught:
        await connected.gateway.download(plain, tmp_path / "got")
    assert caught.value.code == "nothing-to-download"
    with pytest.raises(MessageGone):
        await connected.gateway.download(9999, tmp_path / "got")


@pytest.mark.parametrize("size", [5, 640_000, 11 * 1024 * 1024])
async def test_a_file_is_posted_once_with_its_caption(connected: Stage, tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.bin"
    content = (CONTENT * 20)[:size]
    path.write_bytes(content)
    told: list[tuple[int, int | None]] = []
    message = Outgoing(GROUP, "the form", 44)
    sent = await connected.gateway.send_file(message, outgoing(path), lambda *p: told.append(p))
    assert await connected.gateway.send_file(message, outgoing(path)) == sent
    (posted,) = await all_history(connected.gateway)
    assert (posted.id, posted.text, posted.media.name, posted.media.size) == (
        sent.message_id,
        "the form",
        "form.pdf",
        size,
    )
    assert connected.world.file_of(connected.me, sent.message_id) == content
    assert told[-1] == (size, size)


async def test_a_picture_is_posted_as_one(connected: Stage, tmp_path: Path) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(CONTENT)
    file = OutgoingFile(path, "x.jpg", "image/jpeg", as_photo=True)
    sent = await connected.gateway.send_file(Outgoing(GROUP, "", 3), file)
    assert (await connected.gateway.by_id([sent.message_id]))[sent.message_id].media.kind is MediaKind.PHOTO


async def test_a_file_is_sent_to_one_person_once_and_not_to_the_group(
    connected: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(CONTENT)
    # Somebody who wrote in private is known to this login.
    connected.world.send_private(connected.omar, connected.me, "hello")
    assert isinstance(connected.gateway, PrivateGateway)
    await connected.gateway.private_chats(since=connected.clock() - timedelta(days=1))
    message = Outgoing(ToUser(connected.omar), "the form", 45)
    sent = await connected.gateway.send_file(message, outgoing(path))
    assert await connected.gateway.send_file(message, outgoing(path)) == sent
    last = (await connected.gateway.read_private(connected.omar))[-1]
    assert (last.id, last.text, last.media.name, last.outgoing) == (
        sent.message_id,
        "the form",
        "form.pdf",
        True,
    )
    assert connected.world.private_file(connected.me, sent.message_id) == CONTENT
    assert await all_history(connected.gateway) == []


async def test_a_file_that_is_gone_gives_a_sentence_and_posts_nothing(
    connected: Stage, tmp_path: Path
) -> None:
    with pytest.raises(GatewayError, match=r"form\.pdf cannot be read") as caught:
        await connected.gateway.send_file(Outgoing(GROUP, "x", 3), outgoing(tmp_path / "none"))
    assert caught.value.code == "file-gone"
    assert await all_history(connected.gateway) == []


async def test_an_upload_cut_half_way_posts_nothing_and_succeeds_later(
    connected: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(CONTENT)
    message = Outgoing(GROUP, "form", 9)
    await until_link(connected.gateway, Link.CONNECTED)
    cut = False

    def cut_after_a_part(done: int, total: int | None) -> None:
        nonlocal cut
        if not cut:
            cut = True
            connected.break_line()

    with pytest.raises(NotConnected):
        await connected.gateway.send_file(message, outgoing(path), cut_after_a_part)
    assert connected.world.history(connected.me) == []
    connected.restore_line()
    await until_link(connected.gateway, Link.CONNECTED)
    await connected.gateway.send_file(message, outgoing(path))
    assert [m.text for m in connected.world.history(connected.me)] == ["form"]


async def test_voice_in_words_at_once_or_a_little_later(connected: Stage) -> None:
    voice = connected.world.post(connected.omar, media=Media(MediaKind.VOICE, seconds=4)).id
    connected.world.feed.transcripts[voice] = "وين البطاقة؟"
    assert await connected.gateway.transcribe(voice) == "وين البطاقة؟"
    connected.world.feed.transcribes_later = True
    assert await connected.gateway.transcribe(voice) == "وين البطاقة؟"
    plain = connected.world.post(connected.omar, "text").id
    with pytest.raises(GatewayError, match="no voice"):
        await connected.gateway.transcribe(plain)


async def test_a_message_in_another_language(connected: Stage) -> None:
    said = connected.world.post(connected.omar, "مرحبا").id
    assert await connected.gateway.translate(said, "en") == "[en] مرحبا"


async def test_where_the_account_may_not_the_reason_is_said(connected: Stage) -> None:
    voice = connected.world.post(connected.omar, "x", media=Media(MediaKind.VOICE, seconds=4)).id
    connected.world.feed.refuses_words = "PREMIUM_ACCOUNT_REQUIRED"
    for call in (connected.gateway.transcribe(voice), connected.gateway.translate(voice, "en")):
        with pytest.raises(GatewayError, match="Premium") as caught:
            await call
        assert caught.value.code == "premium-only"
