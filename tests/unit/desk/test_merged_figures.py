"""Two inquiries merged: what went with an answer to either is no reply of its own, whichever came first."""

from datetime import timedelta

import pytest

from modtui.domain.figures import count_figures
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.months import parse_month
from modtui.reports.collect import collect
from modtui.store.database import Database

LONG = "\n\n".join(f"Step {n}: " + f"go to window {n} and wait. " * 60 for n in range(1, 7))


async def figures_of(play, *codes):
    """These figures of the month as they stand two days later: nobody's tags are waited for any more."""
    now = play.clock() + timedelta(days=2)
    db = await Database.open(play.store, read_only=True)
    try:
        record = await collect(db, 1, now - timedelta(days=40), now + timedelta(days=40))
        figures = count_figures(record, parse_month("2026-10", record.zone), now)
    finally:
        await db.close()
    return {code: figures.value(code) for code in codes}


@pytest.mark.parametrize("merged_first", [True, False])
@pytest.mark.parametrize("what", ["file", "parts"])
async def test_what_went_with_an_answer_is_no_reply_of_the_inquiry_it_was_merged_into(
    play, tmp_path, what, merged_first
):
    form = tmp_path / "form.pdf"
    form.write_bytes(b"x" * 100)
    more = {"file": {"text": "See the form.", "files": [form]}, "parts": {"text": LONG, "in_parts": True}}[
        what
    ]
    async with play.open() as desk:
        first, second = await play.asked(play.omar), await play.asked(play.sara)
        if merged_first:
            await desk.merge(first, second)
        await desk.reply(first, kind=ReplyKind.REFERRAL, **more)
        await play.until_sent()
        if not merged_first:
            await desk.merge(first, second)
        said = [entry.sentence for entry in (await desk.inquiry(second)).timeline]
        assert not any("elsewhere" in sentence for sentence in said)
        assert "Answered from this program: referral." in said
    assert await play.verified() == []
    assert await figures_of(play, "information", "referrals", "distinct_replies", "assumed_replies") == {
        "information": 0,
        "referrals": 1,
        "distinct_replies": 1,
        "assumed_replies": 0,
    }
