"""What a member has to know of a service besides what it is, out of the fields that HSDS keeps it in."""

import json
from datetime import date
from pathlib import Path

from modtui.snippets.hsds import MOST_BODY, snippets_from

TODAY = date(2026, 11, 1)
TEA = {
    "id": "s-1",
    "name": "Evening tea",
    "description": "Tea and talk.",
    "organization": {"name": "Kettle House (sample)"},
    "application_process": "<p>Ring the bell.</p>",
    "required_documents": [{"document": "A cup."}, {"document": "A {spoon}"}, {"document": "A cup."}],
    "fees_description": "Free for newcomers.",
    "cost_options": [
        {"option": "Visitors", "amount": 2, "currency": "cad", "amount_description": "an evening"}
    ],
    "interpretation_services": "Arabic on Mondays",
    "wait_time": "wait_time",
    "email": "tea@kettle.example.org",
}


def read(tmp_path: Path, *services: object, language: str = "en"):
    path = tmp_path / "services.json"
    path.write_text(json.dumps(list(services)), encoding="utf-8")
    return snippets_from(path, TODAY, language)


def test_how_to_apply_what_to_bring_and_the_cost_are_in_what_is_sent(tmp_path: Path) -> None:
    (made,), _, left = read(tmp_path, TEA)
    assert made.body["en"].split("\n") == [
        "Tea and talk.",
        "How to apply: Ring the bell.",
        "Bring: A cup; A {{spoon}}",
        "Cost: Free for newcomers; Visitors: 2 CAD an evening",
        "Interpreters: Arabic on Mondays",
        "Email: tea@kettle.example.org",
    ]
    assert left == []


def test_the_headings_are_in_the_language_of_the_text(tmp_path: Path) -> None:
    (french,), _, _ = read(tmp_path, TEA, language="fr")
    assert "À apporter: A cup" in french.body["fr"]
    (arabic,), _, _ = read(tmp_path, {**TEA, "description": "شاي وحديث"})
    assert "ما تحضره معك: A cup" in arabic.body["ar"]


def test_an_alert_is_told_and_never_sent(tmp_path: Path) -> None:
    (made,), changed, _ = read(tmp_path, {**TEA, "alert": "Closed until May."})
    assert "Closed until May" not in made.body["en"]
    assert any("Evening tea" in sentence and "Closed until May." in sentence for sentence in changed)


def test_what_finds_no_room_is_told(tmp_path: Path) -> None:
    (made,), changed, _ = read(tmp_path, {**TEA, "application_process": "word " * MOST_BODY})
    assert len(made.body["en"]) <= MOST_BODY
    assert "Bring: A cup" in made.body["en"]
    assert any("“How to apply” found no room" in sentence for sentence in changed)


def test_tables_give_the_same_lines_as_json(tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "services.csv").write_text("id,name,description\ns-1,Evening tea,Tea and talk.\n")
    (folder / "required_documents.csv").write_text("id,service_id,document\nd,s-1,A cup\ne,s-2,A pot\n")
    (folder / "cost_options.csv").write_text("id,service_id,option,amount,currency\nc,s-1,Visitors,2,cad\n")
    (made,), _, _ = snippets_from(folder, TODAY)
    assert made.body["en"].split("\n")[1:] == ["Bring: A cup", "Cost: Visitors: 2 CAD"]
