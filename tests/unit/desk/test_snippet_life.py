"""Snippets on a running desk: read again when they change, filled, judged, written and verified."""

import json

import pytest

from modtui.desk.errors import DeskError
from modtui.domain.inquiry_states import ReplyKind
from modtui.domain.journal import Kind
from modtui.snippets.glossary import samples_folder
from modtui.snippets.load import read_snippet
from tests.unit.desk.playing import WHERE, until
from tests.unit.desk.shelves import CARD, CLINIC, VERIFIED, Shelf


@pytest.fixture
def shelf(play, tmp_path):
    made = Shelf(play, tmp_path / "own")
    made.write("card", CARD)
    return made


# ---- hot reload


async def test_a_file_that_changes_is_read_again_while_the_desk_runs(play, shelf):
    async with shelf.open() as desk:
        assert [c.snippet_id for c in await desk.search_snippets("health card")] == ["card"]
        shelf.answer("winter-boots", "Ask at the depot.", title="Winter boots")
        await shelf.until_shelved("winter-boots")
        assert (await desk.search_snippets("winter boots"))[0].snippet_id == "winter-boots"
        await until(lambda: any("1 new, 0 changed, 0 gone" in said for said in play.notices()))
        (shelf.folder / "answers" / "winter-boots.yaml").unlink()
        await until(lambda: "winter-boots" not in desk._shelf.library.by_id, 20)


async def test_an_arabic_query_shows_the_arabic_sides_although_nobody_is_answered(play, shelf):
    shelf.write(
        "boots",
        f"id: boots\ntitle: {{en: Boots, ar: أحذية}}\nbody:\n  en: Ask at the depot.\n  ar: اسأل في المستودع.\n{VERIFIED}\n",
    )
    async with shelf.open() as desk:
        assert (await desk.search_snippets("أحذية"))[0].language == "ar"
        assert (await desk.search_snippets("boots"))[0].language == "en"


async def test_looking_now_and_then_finds_what_the_system_does_not_tell(play, shelf, monkeypatch):
    monkeypatch.setattr("modtui.desk.snippet_watch.FolderWatch._listen", _says_nothing)
    monkeypatch.setattr("modtui.desk.snippet_watch.LOOK_ALONE_EVERY_S", 0.05)
    async with shelf.open():
        shelf.answer("late", "Text.")
        await shelf.until_shelved("late")


async def _says_nothing(self):
    return None


async def test_a_bad_file_is_told_once_with_its_line_and_the_good_keep_working(play, shelf):
    async with shelf.open() as desk:
        shelf.write("bad", "id: bad\nkind: answer\nbody: [\n")
        await until(lambda: any("bad.yaml, line" in said for said in play.notices()), 20)
        (fault,) = desk.snippets_problems()
        assert fault.path.endswith("bad.yaml")
        assert fault.line >= 3
        assert (await desk.search_snippets("health card"))[0].snippet_id == "card"
        shelf.answer("other", "Text.")
        await shelf.until_shelved("other")
        assert len([said for said in play.notices() if "bad.yaml" in said]) == 1


async def test_suggestions_follow_the_shelf(play, shelf):
    async with shelf.open() as desk:
        first, second = await play.asked(play.omar), await play.asked(play.sara, "health card where?")

        async def answer_of_both():
            groups = await desk.triage()
            return groups and (groups[0].answer.snippet_id, {row.inquiry_id for row in groups[0].rows})

        await until(answer_of_both)
        shelf.write("card", CARD.replace("id: card", "id: new-card"))

        async def moved():
            return await answer_of_both() == ("new-card", {first, second})

        await until(moved, 20)


# ---- filling


async def test_blanks_are_asked_for_and_sending_is_blocked_until_they_are_filled(play, shelf):
    shelf.answer("visit", "Come on {ask:date of the visit} to {ask:place|our office}.")
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        filled = await desk.fill_snippet("visit", message_id=question)
        assert [(b.name, b.prompt, b.fallback) for b in filled.blanks] == [
            ("ask:date of the visit", "date of the visit", None),
            ("ask:place", "place", "our office"),
        ]
        with pytest.raises(DeskError, match="date of the visit"):
            await desk.reply(question, filled.text, snippet_ids=["visit"])
        filled = await desk.fill_blanks("visit", question, {"ask:date of the visit": "Monday"})
        assert (filled.text, filled.unresolved) == ("Come on Monday to our office.", ())
        await desk.reply(question, filled.text, kind=ReplyKind.INFORMATION, snippet_ids=["visit"])
        await play.until_state(question, "answered")


async def test_escaped_braces_of_a_snippet_are_text_and_may_be_sent(play, shelf):
    shelf.answer("form", "Write {{phone}} into the field.")
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        await shelf.send(question, "form")
        assert [m.text for m in play.replies_to(question)] == ["Write {phone} into the field."]
        with pytest.raises(DeskError, match="phone"):
            await desk.reply(question, "Write {phone} into the field.")


async def test_what_the_desk_knows_needs_no_asking(play, shelf):
    shelf.answer("wait", "{group}: {moderator} asks {partner}, you hear within {target}.")
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        await desk.wait_on_partner(question, "Kettle House (sample)")
        filled = await desk.fill_snippet("wait", message_id=question)
        assert filled.text == "Newcomers: Layla asks Kettle House (sample), you hear within 24 hours."


async def test_both_languages_stand_side_by_side_and_editing_one_leaves_the_other_behind(play, shelf):
    async with shelf.open() as desk:
        question = await play.asked(play.omar, "وين أقدم على بطاقة الصحة؟")
        both = await desk.both_languages("card", question)
        assert (both.mine.language, both.other.language) == ("ar", "en")
        assert both.other.text == "Hello Omar, bring your passport."
        assert both.out_of_step is None
        edited = both.with_edit("ar", both.mine.text + " وصورة.")
        assert edited.out_of_step == "en"
        assert edited.with_edit("en", "Bring your passport and a photo.").out_of_step is None
        assert edited.with_edit("ar", both.mine.text).out_of_step is None
        assert edited.in_step().out_of_step is None
        assert edited.in_step().with_edit("en", "Else").out_of_step is None  # both were seen to
        assert both.with_edit("en", "Else").out_of_step == "ar"
        assert both.with_edit("fr", "Autre") == both
        shelf.answer("english-only", "Text.")
        await shelf.until_shelved("english-only")
        assert (await desk.both_languages("english-only", question)).other is None


async def test_a_referral_is_composed_with_its_facts_and_each_can_be_copied(play, shelf):
    shelf.write("clinic", CLINIC, "referrals")
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        composed = await desk.compose_referral("clinic", message_id=question)
        assert composed.reply_kind is ReplyKind.REFERRAL
        assert "Phone: 613-555-0120" in composed.text
        assert [(f.field, f.value) for f in desk.copy_fields("clinic")] == [
            ("organization", "Kettle House (sample)"),
            ("phone", "613-555-0120"),
            ("address", "5 Cup Lane"),
        ]
        assert desk.copy_field("clinic", "phone") == "613-555-0120"
        with pytest.raises(DeskError, match="url"):
            desk.copy_field("clinic", "url")
        with pytest.raises(DeskError, match="shelf"):
            desk.copy_fields("no-such")


async def test_what_is_suggested_reads_as_it_will_be_sent(play, shelf):
    words = "Ask {organization}, {phone}, {first_name|friend}, on {ask:day}. {{sic}}"
    shelf.write("clinic", CLINIC.replace("They see people without a card.", words), "referrals")
    async with shelf.open() as desk:
        (choice,) = [one for one in await desk.search_snippets("clinic") if one.snippet_id == "clinic"]
        assert choice.body == "Ask Kettle House (sample), 613-555-0120, friend, on {ask:day}. {sic}"


# ---- stale, unverified, attachments


@pytest.mark.parametrize(
    ("more", "says"), [("", "verified"), ("verified: {date: 2020-01-01, by: a}", "stale since 2020-12-31")]
)
async def test_what_is_not_in_order_is_sent_knowingly_or_not_at_all(play, shelf, more, says):
    shelf.answer("old", "Old text.", more)
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        assert says in (await desk.fill_snippet("old", message_id=question)).doubt
        with pytest.raises(DeskError, match=says):
            await desk.reply(question, "Old text.", snippet_ids=["old"])
        with pytest.raises(DeskError, match=says):
            await desk.reply_to_each([question], "old")
        await shelf.send(question, "old", override_stale=True)
        payload = (await play.facts("SELECT payload FROM journal WHERE kind = ?", Kind.REPLY_SENT))[0][0]
        (row,) = json.loads(payload)["snippets"]
        assert (row["id"], row["stale"], row["overridden"]) == ("old", True, True)
        await play.until_state(question, "answered")
        assert any("knowingly" in entry.sentence for entry in (await desk.inquiry(question)).timeline)


async def test_a_post_with_one_not_in_order_leaves_knowingly_too_and_is_no_use_of_it(play, shelf):
    shelf.answer("old", "Old text.", "verified: {date: 2020-01-01, by: a}")
    async with shelf.open() as desk:
        with pytest.raises(DeskError, match="stale"):
            await desk.reply(None, "Old text.", snippet_ids=["old"], post_type="information")
        await desk.reply(None, "Old text.", snippet_ids=["old"], post_type="information", override_stale=True)
        await play.until_sent()
        (payload,) = (await play.facts("SELECT payload FROM journal WHERE kind = ?", Kind.POST_SENT))[0]
        (row,) = json.loads(payload)["snippets"]
        assert (row["id"], row["stale"], row["overridden"]) == ("old", True, True)
        assert not [one for one in await desk.snippet_usage() if one.snippet_id == "old" and one.total]


async def test_one_in_order_is_not_called_overridden(play, shelf):
    async with shelf.open():
        await shelf.send(await play.asked(play.omar), "card", override_stale=True)
        payload = (await play.facts("SELECT payload FROM journal WHERE kind = ?", Kind.REPLY_SENT))[0][0]
        (row,) = json.loads(payload)["snippets"]
        assert (row["stale"], row["overridden"]) == (False, False)


async def test_a_missing_attachment_blocks_sending(play, shelf):
    shelf.answer("form", "The form is attached.", f"attachments: [form.pdf]\n{VERIFIED}")
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        (file,) = (await desk.fill_snippet("form", message_id=question)).attachments
        assert (file.name, file.missing) == ("form.pdf", True)
        with pytest.raises(DeskError, match="not there"):
            await desk.reply(question, "The form is attached.", snippet_ids=["form"], override_stale=True)


# ---- writing


async def test_a_snippet_is_made_of_an_answer_without_the_askers_name(play, shelf):
    async with shelf.open() as desk:
        question = await play.asked(play.omar, "Where do I find winter boots?")
        reply = play.say(play.samir, "Omar, ask at the depot {first floor}.", reply_to=question)
        await play.until_state(question, "answered?")
        made = await desk.snippet_from_message(reply, "Winter boots")
        await shelf.until_shelved(made.snippet_id)
        snippet, problems = read_snippet(shelf.folder / "answers" / "winter-boots.yaml")
        assert problems == ()
        assert snippet.body["en"] == "{first_name}, ask at the depot {{first floor}}."
        assert snippet.verified is None
        filled = await desk.fill_snippet(made.snippet_id, message_id=question)
        assert filled.text == "Omar, ask at the depot {first floor}."
        again = await desk.snippet_from_message(reply, "Winter boots")
        assert again.snippet_id != made.snippet_id


async def test_a_partners_word_becomes_a_sourced_snippet(play, shelf):
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        made = await desk.snippet_from_partner(
            question, "Kettle House (sample)", "Bring two papers.", "Papers for the card"
        )
        snippet, _ = read_snippet(shelf.folder / "answers" / "papers-for-the-card.yaml")
        assert made.snippet_id == snippet.id
        assert snippet.verified.source == "call, Kettle House (sample)"
        assert (snippet.verified.by, snippet.verified.date.isoformat()) == ("Layla Sample", "2026-10-05")


async def test_verifying_keeps_the_file_as_it_was_written(play, shelf):
    shelf.answer("old", "Old text.", "# ask Samira\nverified: {date: 2020-01-01, by: a}")
    async with shelf.open() as desk:
        question = await play.asked(play.omar)
        await desk.verify_snippet("old", "Layla", "https://example.org")
        await shelf.until_shelved("old", lambda s: s.verified.by == "Layla")
        text = (shelf.folder / "answers" / "old.yaml").read_text(encoding="utf-8")
        assert '# ask Samira\nverified: {date: 2026-10-05, by: Layla, source: "https://example.org"}' in text
        await shelf.send(question, "old")


async def test_a_new_snippet_and_a_new_referral(play, shelf):
    async with shelf.open() as desk:
        await desk.new_snippet(
            "Clinic", "Call {phone}.", "en", kind="referral", facts={"organization": "K", "phone": "1"}
        )
        snippet, problems = read_snippet(shelf.folder / "referrals" / "clinic.yaml")
        assert (snippet.organization, snippet.phone, problems) == ("K", "1", ())
        for arguments, more, says in (
            (("", "text", "en"), {}, "title"),
            (("T", " ", "en"), {}, "no text"),
            (("T", "Call {fone}.", "en"), {}, "phone"),
            (("T", "text", "en"), {"kind": "referral"}, "organization"),
            (("T", "text", "en"), {"kind": "notice"}, "what it is for"),
            (("T", "text", "en"), {"kind": "poem"}, "what it is for"),
        ):
            with pytest.raises(DeskError, match=says):
                await desk.new_snippet(*arguments, **more)


async def test_the_samples_are_never_written_to(play):
    async with play.open_with_snippets() as desk:
        with pytest.raises(DeskError, match=r"snippets\.dirs"):
            await desk.new_snippet("T", "text", "en")
        with pytest.raises(DeskError, match=r"snippets\.dirs"):
            await desk.verify_snippet("bank-account", "Layla", "x")
        question = await play.asked(play.omar)
        with pytest.raises(DeskError, match=r"snippets\.dirs"):
            await desk.snippet_from_message(question, "T")


async def test_the_first_folder_of_ones_own_is_written_to(play, tmp_path):
    own = tmp_path / "not there yet"
    async with play.open(snippet_dirs=(samples_folder(), own)) as desk:
        await until(lambda: desk._shelf.ready, 20)
        made = await desk.new_snippet("Boots", "text", "en")
        assert made.path == str(own / "answers" / "boots.yaml")
        await until(lambda: "boots" in desk._shelf.library.by_id, 20)


async def test_a_desk_for_reading_writes_no_files(play, shelf):
    async with shelf.open(read_only=True) as desk:
        for command in (
            desk.new_snippet("T", "text", "en"),
            desk.verify_snippet("card"),
            desk.snippet_from_message(1, "T"),
            desk.snippet_from_partner(1, "P", "text", "T"),
            desk.settle_recall(1, "card"),
            desk.publish_faq(["card"], "en"),
        ):
            with pytest.raises(DeskError, match="reading only"):
                await command
        assert sorted(path.name for path in shelf.folder.rglob("*.yaml")) == ["card.yaml"]
        assert WHERE not in play.group_texts
