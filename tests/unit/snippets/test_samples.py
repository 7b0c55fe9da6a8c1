"""The samples that ship with the program: enough of every kind, without a fault, and plainly samples."""

import re

from modtui.snippets.glossary import load_glossary, samples_folder
from modtui.snippets.load import load_library
from modtui.snippets.model import Use
from modtui.snippets.placeholders import parse

CATEGORIES = {
    "conduct",
    "extraneous-religious",
    "extraneous-political",
    "extraneous-personal",
    "advertising",
    "offensive",
    "privacy",
}


def test_the_samples_have_no_fault() -> None:
    assert [str(problem) for problem in load_library(samples_folder()).problems] == []
    assert [str(problem) for problem in load_glossary()[1]] == []


def test_there_is_enough_of_every_kind() -> None:
    library = load_library(samples_folder())
    assert len(library.answers) + len(library.referrals) >= 40
    assert {snippet.use for snippet in library.notices()} == set(Use)
    assert {snippet.category for snippet in library.notices(Use.WARNING)} == CATEGORIES


def test_every_sample_has_english_and_arabic_and_the_same_placeholders() -> None:
    for snippet in load_library(samples_folder()):
        assert {"en", "ar"} <= set(snippet.body), snippet.id
        assert {"en", "ar"} <= set(snippet.title), snippet.id
        names = [
            sorted(one.name for one in parse(snippet.body[language]).placeholders if not one.is_question)
            for language in ("en", "ar")
        ]
        assert names[0] == names[1], snippet.id
        questions = [
            sum(one.is_question for one in parse(snippet.body[language]).placeholders)
            for language in ("en", "ar")
        ]
        assert questions[0] == questions[1], snippet.id


def test_every_sample_is_plainly_one() -> None:
    for snippet in load_library(samples_folder()):
        assert snippet.path is not None
        assert snippet.path.read_text(encoding="utf-8").startswith("# A sample"), snippet.id
        for number in re.findall(r"\d{3}-\d{3}-\d{4}", " ".join([snippet.phone, *snippet.body.values()])):
            assert number.startswith("613-555-01"), snippet.id
        if snippet.organization:
            assert "(sample)" in snippet.organization
        assert not snippet.url or ".example.org" in snippet.url


def test_every_meaning_of_the_glossary_has_english_and_arabic_and_known_neighbours() -> None:
    glossary, _ = load_glossary()
    names = {concept.name for concept in glossary.concepts}
    for concept in glossary.concepts:
        assert concept.phrases.get("en"), concept.name
        assert concept.phrases.get("ar"), concept.name
        assert set(concept.near) <= names, concept.name
