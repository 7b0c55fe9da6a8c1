"""What reaches a file: harmless cells, numbers that stay numbers, Arabic that stays Arabic."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.figures import GroupRecord
from modtui.domain.figures_table import DEFINITIONS
from modtui.domain.moderation import ActionStatus
from modtui.domain.months import parse_month, parse_quarter
from modtui.reports import writers
from modtui.reports.actions_document import actions_data, actions_document
from modtui.reports.document import Document, Table, harmless
from modtui.reports.figures_document import figures_data, figures_document
from modtui.reports.monthly import report_of
from tests.unit.domain.test_figures import LATER, POLICIES, ZONE, asked
from tests.unit.domain.test_ladder import notice

EVIL = '=HYPERLINK("http://example.org")'


def table(*cells):
    return Document("Sample", (Table("Data", tuple(f"c{n}" for n, _ in enumerate(cells)), (cells,)),))


def report(period="2026-10", group="مجموعة تجريبية"):
    record = GroupRecord(ZONE, POLICIES, [asked(1, 0, (11, 5, "information")), asked(2, 0)], detectors=("1",))
    parse = parse_quarter if "Q" in period else parse_month
    return report_of(record, group, parse(period, ZONE), LATER)


# -- cells


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(start):
    assert harmless(f"{start}1+1").startswith("'")


def test_numbers_stay_numbers_and_plain_text_stays_as_it_is():
    assert [harmless(cell) for cell in (-5, 1.5, None, "2026-10", "كم = ٥")] == [
        -5,
        1.5,
        None,
        "2026-10",
        "كم = ٥",
    ]


@given(st.text())
def test_no_text_cell_ever_begins_like_a_formula(text):
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert "\x1b" not in cell


# -- CSV


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_gives_every_cell_back():
    rows = read_csv(writers.to_csv(table("a,b", 'q"uote', "عربي", -3, 1.25, None, EVIL), for_file=True))
    assert rows[1] == ["a,b", 'q"uote', "عربي", "-3", "1.25", "", "'" + EVIL]


def test_a_file_begins_with_the_mark_that_excel_needs_and_stdout_does_not():
    assert writers.to_csv(table("x"), for_file=True).startswith(b"\xef\xbb\xbf")
    assert writers.to_csv(table("x"), for_file=False).startswith(b"c0\r\n")


def test_the_figures_stand_before_the_first_blank_line():
    rows = read_csv(writers.to_csv(figures_document(report("2026-Q4")), for_file=True))
    head, *months = rows[: rows.index([])]
    named = [dict(zip(head, row, strict=True)) for row in months]
    assert [row["Period"] for row in named] == ["2026-10", "2026-11", "2026-12", "Total"]
    assert [named[0][title] for title in ("Inquiries", "Information", "Referrals", "Posts", "Total")] == list(
        "21003"
    )
    assert named[0]["Within the standard (share)"] == "0.5"
    rest = {row[0]: row for row in rows[rows.index([]) :] if row}
    assert rest["Group"][1] == "مجموعة تجريبية"
    assert rest["Definitions"] in (["Definitions"], ["Definitions", "version 1"])
    assert "business-days" in rest["Service policy"][1]
    assert set(rest) >= {definition.title for definition in DEFINITIONS}


def test_one_month_has_no_total_row_that_would_be_added_up_twice():
    rows = read_csv(writers.to_csv(figures_document(report()), for_file=False))
    assert [row[0] for row in rows[1 : rows.index([])]] == ["2026-10"]


# -- JSON and Markdown


def test_json_has_the_figures_their_notes_the_basis_and_the_definitions():
    said = json.loads(writers.to_json(figures_data(report())))
    assert said["total"]["figures"]["inquiries"] == 2
    assert said["rows"][0]["period"] == {"label": "2026-10", "from": "2026-10-01", "to": "2026-10-31"}
    assert said["rows"][0]["figures"]["median_wall"] == 300
    assert said["rows"][0]["figures"]["answered_earlier"] == 0
    assert said["checks"] == {"ok": True, "problems": []}
    assert said["policies"][0]["clock"] == "business-days"
    assert {d["code"] for d in said["definitions"]} == set(said["total"]["figures"])
    assert "مجموعة" in writers.to_json(figures_data(report())).decode()


def test_markdown_stands_the_table_on_its_side_and_takes_no_text_for_markup():
    text = writers.to_markdown(figures_document(report(group="<b>*Sample*</b>|x"))).decode()
    assert "| Inquiries | 2 |" in text
    assert "\\<b\\>\\*Sample\\*\\</b\\>\\|x" in text
    assert "<b>" not in text


def test_control_characters_of_a_title_reach_no_format():
    told = report(group="a\x1b]0;b\u202ec")
    for written in (
        writers.to_json(figures_data(told)),
        writers.to_csv(figures_document(told), for_file=False),
        writers.to_markdown(figures_document(told)),
    ):
        assert "\x1b" not in written.decode()
        assert "\u202e" not in written.decode()


# -- XLSX


def test_a_workbook_has_numbers_as_numbers_and_no_formula():
    document = figures_document(report(group=EVIL))
    with zipfile.ZipFile(io.BytesIO(writers.to_xlsx(document))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
        strings = book.read("xl/sharedStrings.xml").decode()
    assert len(sheets) == len(document.tables)
    assert not any("<f>" in sheet for sheet in sheets)
    assert "<v>2</v></c>" in sheets[0]
    assert "'=HYPERLINK" in strings


# -- the moderation log


def test_people_of_the_log_are_pseudonyms_that_no_other_export_shares():
    october = parse_month("2026-10", ZONE)
    actions = [notice(0), notice(5)]
    first, second = (actions_data(actions, "Sample", october, ZONE) for _ in range(2))
    one, two = first["actions"]
    assert one["member"] == two["member"]
    assert one["member"] != second["actions"][0]["member"]
    assert one["member"].startswith("member-")
    assert one["status"] == ActionStatus.DONE.value
    assert one["planned_at"] == "2026-10-05T10:00:00-04:00"
    text = json.dumps(first)
    assert '"m"' not in text
    assert "message_id" not in text
    assert "named" in first
    assert first["named"] is False
    row = actions_document(actions, "Sample", october, ZONE).tables[0].rows[0]
    assert row[1:3] == ("warn", "conduct")
    assert row[-1] == "private_message done"


def test_the_log_is_in_order_through_the_hour_that_the_clocks_go_through_twice():
    november = parse_month("2026-11", ZONE)
    first, second = (
        replace(notice(0), planned_at=datetime(2026, 11, 1, hour, minute, tzinfo=UTC))
        for hour, minute in ((5, 30), (6, 10))
    )
    rows = actions_document([second, first], "Sample", november, ZONE).tables[0].rows
    assert [row[0] for row in rows] == ["2026-11-01T01:30:00-04:00", "2026-11-01T01:10:00-05:00"]
