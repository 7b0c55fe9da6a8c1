"""A glossary of one's own adds to the shipped one, and a broken one is named and passed over."""

from pathlib import Path

from modtui.snippets.concepts import phrase_words
from modtui.snippets.glossary import load_glossary
from modtui.snippets.model import Kind, Snippet
from modtui.snippets.search import SearchIndex
from modtui.text.fold import fold_words


def test_own_words_add_to_the_shipped_glossary(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(
        "library:\n  en: [book house]\nskating:\n  en: zamboni\n  ar: ساحة الجليد، تزحلق\n", encoding="utf-8"
    )
    glossary, problems = load_glossary((tmp_path,))
    assert problems == ()
    snippets = [
        Snippet("library", Kind.ANSWER, {"ar": "المكتبة"}, {"ar": "نص"}),
        Snippet("skating", Kind.ANSWER, {"ar": "ساحة الجليد"}, {"ar": "نص"}),
    ]
    index = SearchIndex.build(snippets, glossary)
    assert [hit.id for hit in index.search("zamboni")] == ["skating"]
    assert index.search("book house")[0].id == "library"
    assert index.search("bibliothèque")[0].id == "library"


def test_a_broken_glossary_is_named_and_the_shipped_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("doctor: [x\n", encoding="utf-8")
    glossary, problems = load_glossary((tmp_path,))
    assert len(glossary) > 100
    assert problems[0].path == path
    path.write_text("doctor: x\nnurse: {enn: y}\n", encoding="utf-8")
    _, problems = load_glossary((tmp_path,))
    assert [problem.line for problem in problems] == [1, 2]
    path.write_bytes(b"doctor:\n  fr: m\xe9decin\n")
    assert load_glossary((tmp_path,))[1][0].line == 2


def test_no_phrase_loses_the_word_that_makes_it_a_phrase() -> None:
    """ "walk in" without its small word would be "walk", and every walk would be a clinic."""
    harmless = {"my son", "my daughter", "my family", "in arabic", "s'inscrire", "au revoir"}
    lost = {
        phrase
        for concept in load_glossary()[0].concepts
        for phrases in concept.phrases.values()
        for phrase in phrases
        if len(fold_words(phrase)) > 1 and len(phrase_words(phrase)) == 1
    }
    assert lost <= harmless
