"""Importing HSDS data: JSON in its forms, CSV tables, and the untidy files that organisations really send."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.snippets.hsds import HsdsError, import_hsds, snippets_from
from modtui.snippets.hsds_clean import text_of, url_of
from modtui.snippets.load import load_library
from modtui.snippets.model import Snippet

TODAY = date(2026, 11, 1)

SERVICE: dict[str, Any] = {
    "id": "s-1",
    "name": "Evening tea",
    "alternate_name": "Tea club",
    "description": "<p>Tea &amp; talk.</p><ul><li>Monday</li><li>Tuesday</li></ul><script>alert(1)</script>",
    "url": "tea.example.org/club",
    "status": "active",
    "eligibility_description": "Anybody new in town.",
    "minimum_age": 18,
    "assured_date": "2026-05-04",
    "assurer_email": "checker@example.org",
    "licenses": "a kettle",
    "phones": [
        {"number": '"613-555-0120"', "extension": 7, "type": "voice"},
        {"number": "613-555-0121", "type": "fax"},
        {"number": "613-555-0122"},
        {"number": ""},
    ],
    "schedules": [{"byday": "MO,TU", "opens_at": "17:00:00", "closes_at": "20:30:00"}],
    "languages": [{"name": "Arabic"}, {"code": "en", "name": "English"}],
    "service_at_locations": [
        {
            "location": {
                "addresses": [
                    {"address_1": "PO Box 9", "address_type": "postal"},
                    {"address_1": "5 Cup Lane", "city": "Maplebridge", "address_type": "physical"},
                ]
            }
        }
    ],
    "organization": {"id": "o-1", "name": "Kettle House (sample)", "website": "https://kettle.example.org"},
}


def put(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def only(source: Path) -> Snippet:
    (made,), _, _ = snippets_from(source, TODAY)
    return made


def check_tea(made: Snippet) -> None:
    assert made.title == {"en": "Evening tea"}
    assert made.organization == "Kettle House (sample)"
    assert "Tea & talk." in made.body["en"]
    assert "<" not in made.body["en"]
    assert "alert" not in made.body["en"]
    assert made.phone == "613-555-0120 ext 7, 613-555-0122"
    assert made.hours == "Mon, Tue 17:00-20:30"
    assert made.languages == ("ar", "en")
    assert made.address == "5 Cup Lane, Maplebridge; PO Box 9"
    assert made.eligibility == "Anybody new in town. Aged 18 and over"
    assert made.url == "https://tea.example.org/club"
    assert made.verified is not None
    assert made.verified.date == date(2026, 5, 4)


def test_a_full_service_a_list_and_an_organisation_give_the_same_referral(tmp_path: Path) -> None:
    full = only(put(tmp_path / "service_full.json", SERVICE))
    check_tea(full)
    page = only(put(tmp_path / "service_list.json", {"contents": [SERVICE], "total_pages": 1}))
    service = {key: value for key, value in SERVICE.items() if key != "organization"}
    owner = only(put(tmp_path / "organization_full.json", {**SERVICE["organization"], "services": [service]}))
    assert {full.id, page.id, owner.id} == {full.id}
    assert owner.organization == page.organization == full.organization


def tables(folder: Path) -> Path:
    folder.mkdir()
    files = {
        "services.csv": "id,organization_id,name,alternate_name,description,url,status,eligibility_description,"
        "minimum_age,assured_date,assurer_email\n"
        's-1,o-1,Evening tea,Tea club,"<p>Tea &amp; talk.</p>",tea.example.org/club,active,Anybody new in town.,'
        "18,2026-05-04,checker@example.org\n",
        "organizations.csv": "id,name,website\no-1,Kettle House (sample),https://kettle.example.org\n",
        "phones.csv": 'id,service_id,number,extension,type\n1,s-1,"""613-555-0120""",7,voice\n'
        "2,s-1,613-555-0121,,fax\n3,s-1,613-555-0122,,\n",
        "schedules.csv": 'id,service_id,byday,opens_at,closes_at\n1,s-1,"MO,TU",17:00,20:30\n',
        "languages.csv": "id,service_id,name,code\n1,s-1,Arabic,\n2,s-1,English,en\n",
        "service_at_location.csv": "id,service_id,location_id\n1,s-1,l-1\n",
        "locations.csv": "id,name\nl-1,Cup Hall\n",
        "addresses.csv": "id,location_id,address_1,city,address_type\n1,l-1,PO Box 9,,postal\n"
        "2,l-1,5 Cup Lane,Maplebridge,physical\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_csv_tables_give_the_same_referral(tmp_path: Path) -> None:
    source = tables(tmp_path / "csv")
    check_tea(only(source))
    assert only(source).id == only(put(tmp_path / "service.json", SERVICE)).id


def test_untidy_tables_are_taken_with_a_sentence_for_each_oddity(tmp_path: Path) -> None:
    source = tables(tmp_path / "csv")
    for missing in ("addresses.csv", "organizations.csv", "languages.csv"):
        (source / missing).unlink()
    (source / "services.csv").write_bytes(
        "\ufeffID ; Name ; description\n"
        "s-1;Café du coin;\n"
        "\n"
        ";;\n"
        "s-2;;without a name\n"
        "s-3;Third;text;one cell too many\n".encode("cp1252", "ignore")
    )
    made, changed, left = snippets_from(source, TODAY)
    assert [one.title_for(None) for one in made] == ["Café du coin", "Third"]
    assert made[0].organization == "Café du coin"
    said = "\n".join(changed)
    assert "Windows-1252" in said
    assert "no addresses.csv" in said
    assert "no organisation is named" in said
    assert "has no description" in said
    assert "more or fewer cells" in said
    assert left == ["Service 2 has no name."]


def test_closed_services_and_repeats_are_left_with_why(tmp_path: Path) -> None:
    data = [SERVICE, SERVICE, {**SERVICE, "id": "s-2", "name": "Old tea", "status": "defunct"}]
    made, changed, left = snippets_from(put(tmp_path / "a.json", data), TODAY)
    assert len(made) == 1
    assert any("twice" in sentence for sentence in left)
    assert any("defunct" in sentence for sentence in left)
    assert any("licenses" in sentence for sentence in left)
    assert any("HTML" in sentence for sentence in changed)


def test_a_day_to_come_is_no_verification(tmp_path: Path) -> None:
    made = only(put(tmp_path / "a.json", {**SERVICE, "assured_date": "2027-01-01"}))
    assert not made.is_verified


def test_the_files_load_without_a_fault_and_a_second_import_changes_nothing(tmp_path: Path) -> None:
    source = put(tmp_path / "a.json", {**SERVICE, "description": "Braces { and # and: no\nكلمة"})
    root = tmp_path / "snippets"
    report = import_hsds(source, root, TODAY)
    assert len(report.taken) == 1
    library = load_library(root)
    assert [str(problem) for problem in library.problems] == []
    (snippet,) = library.referrals
    assert snippet.body == report.snippets[0].body
    again = import_hsds(source, root, TODAY)
    assert again.taken == ()
    assert "already, with the same text" in again.left[-1]
    changed = put(tmp_path / "a.json", {**SERVICE, "description": "New words"})
    assert "differs; it was not touched" in import_hsds(changed, root, TODAY).left[-1]
    assert len(import_hsds(changed, root, TODAY, replace=True).taken) == 1
    assert load_library(root).referrals[0].body["en"] == "New words"


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "a.json"
    broken.write_text('{"name": ', encoding="utf-8")
    with pytest.raises(HsdsError, match="line 1"):
        snippets_from(broken, TODAY)
    with pytest.raises(HsdsError, match="cannot be read"):
        snippets_from(tmp_path / "none.json", TODAY)
    (tmp_path / "empty").mkdir()
    with pytest.raises(HsdsError, match="neither CSV nor JSON"):
        snippets_from(tmp_path / "empty", TODAY)


def test_links_a_member_should_not_be_sent_are_dropped() -> None:
    assert url_of("javascript:alert(1)") == ""
    assert url_of("www.example.org") == "https://www.example.org"
    assert url_of("see our page") == ""


@given(st.text())
def test_tidying_never_fails_and_is_finished_at_once(text: str) -> None:
    tidy = text_of(text)
    assert tidy == tidy.strip()
    assert "\x1b" not in tidy


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(sorted(SERVICE)), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(sorted(SERVICE)), _ANYTHING))
def test_any_json_is_a_referral_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, service: Any) -> None:
    source = put(tmp_path_factory.mktemp("hsds") / "a.json", {"contents": [{**service, "name": "x"}]})
    made, _, left = snippets_from(source, TODAY)
    assert made or left
