"""The README's key table is made from the keys themselves: `python -m tests.tui.test_readme_keys` writes it."""

from pathlib import Path

from modtui.tui.keys import key_table_markdown

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- keys -->\n", "<!-- /keys -->"


def with_table(text):
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{key_table_markdown()}{END}{tail}"


def test_the_readme_shows_the_keys_there_are():
    text = README.read_text(encoding="utf-8")
    assert BEGIN in text
    assert text == with_table(text)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
