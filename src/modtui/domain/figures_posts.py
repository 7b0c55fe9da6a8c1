"""Which staff messages are posts, which may be an answer, and which are neither (RULES 4, Posts)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from modtui.domain.figures import Post
from modtui.domain.figures_table import POSSIBLE_ANSWER_WITHIN
from modtui.domain.inquiries import Inquiry


@dataclass(frozen=True, slots=True)
class StaffMessage:
    """A message of human staff that stands in the group, without a reply link and no service message."""

    id: int
    at: datetime
    album_id: int | None = None
    is_poll: bool = False


def sort_posts(
    messages: Iterable[StaffMessage],
    sent_types: Mapping[int, str],
    not_posts: Iterable[int],
    inquiries: Sequence[Inquiry],
) -> tuple[list[Post], list[datetime]]:
    """Posts, and when possible answers were sent.

    `sent_types` are the types of what modtui sent as posts, by message id; `not_posts` the ids of warnings and
    reposts of the description. What answers an inquiry by a link made by hand is no post either.
    """
    answers = {reply.message_id for inquiry in inquiries for reply in inquiry.all_replies}
    neither = set(not_posts) | answers
    asked = sorted(
        ((inquiry.asked_at, inquiry.answered_at) for inquiry in inquiries if inquiry.counts_as_inquiry),
        key=lambda times: times[0],
    )
    moments = [at for at, _ in asked]
    posts: list[Post] = []
    possible: list[datetime] = []
    albums: set[int] = set()
    for message in sorted(messages, key=lambda message: (message.at, message.id)):
        kind = sent_types.get(message.id)
        if message.id in neither or (kind is None and message.is_poll):
            continue
        if message.album_id is not None:
            if message.album_id in albums:
                continue
            albums.add(message.album_id)
        if kind is not None:
            posts.append(Post(message.id, message.at, kind))
        elif _may_answer(message.at, asked, moments):
            possible.append(message.at)
        else:
            posts.append(Post(message.id, message.at, assumed=True))
    return posts, possible


def _may_answer(
    at: datetime, asked: Sequence[tuple[datetime, datetime | None]], moments: Sequence[datetime]
) -> bool:
    """Whether a question asked shortly before was not answered yet."""
    position = bisect_right(moments, at)
    while position and at - moments[position - 1] <= POSSIBLE_ANSWER_WITHIN:
        answered = asked[position - 1][1]
        if answered is None or answered > at:
            return True
        position -= 1
    return False
