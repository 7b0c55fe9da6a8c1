"""What a text that is about to be sent still holds of its snippets' placeholders; braces that mean themselves may go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from modtui.snippets.model import Snippet
from modtui.snippets.placeholders import Placeholder, parse


def left_over(text: str, used: Iterable[Snippet] = ()) -> tuple[str, ...]:
    """What must be filled in or taken out before sending (issue 3, 4): each once, in words.

    Every known placeholder counts, and so does whatever a used snippet's own body has between braces that
    is no placeholder. What a used snippet says in escaped braces (``{{phone}}``) is literal: it may stand
    in the text as often as the snippet says it.
    """
    snippets = list(used)
    faults = {
        body[fault.start : fault.end]
        for snippet in snippets
        for body in snippet.body.values()
        for fault in parse(body).faults
    }
    allowed: Counter[str] = Counter()
    for snippet in snippets:
        allowed += _literal(snippet)
    left: dict[str, None] = {}
    for source, words in _found(text, faults):
        if allowed[source] > 0:
            allowed[source] -= 1
        else:
            left[words] = None
    return tuple(left)


def _found(text: str, faults: set[str]) -> list[tuple[str, str]]:
    """(as it stands, in words) of everything in a text that looks unfilled, in its order."""
    parsed = parse(text)
    spans = [(one.start, one.end, _words(one)) for one in parsed.placeholders]
    spans += [
        (fault.start, fault.end, text[fault.start : fault.end])
        for fault in parsed.faults
        if text[fault.start : fault.end] in faults
    ]
    return [(text[start:end], words) for start, end, words in sorted(spans)]


def _words(placeholder: Placeholder) -> str:
    return placeholder.prompt if placeholder.is_question else placeholder.name


def _literal(snippet: Snippet) -> Counter[str]:
    """What looks like a placeholder in a snippet's text and is none: by escaped braces, or in a referral's facts.

    The most of any language, as the text may be in any.
    """
    most: Counter[str] = Counter()
    for body in snippet.body.values():
        parsed = parse(body)
        marks = {body[fault.start : fault.end] for fault in parsed.faults}
        said: Counter[str] = Counter()
        for piece in parsed.pieces:
            if isinstance(piece, str):
                said.update(source for source, _ in _found(piece, set()) if source not in marks)
        most |= said
    for value in snippet.field_values().values():
        most.update(source for source, _ in _found(value, set()))
    return most
