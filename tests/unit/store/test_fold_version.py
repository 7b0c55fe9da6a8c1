"""Rows that another version folded are known by their number, which is raised with every change of a fold."""

import hashlib

from modtui.domain.inquiries import MessageFact, fold_inquiry, fold_policies
from modtui.domain.journal import Kind
from modtui.domain.messages import Role
from modtui.domain.moderation import fold_action
from modtui.store import derived, fold_version
from tests.unit.store.making import CHAT, after, policy_adopted
from tests.unit.store.test_journal_golden import FOLDER, GOLDEN, envelope

#: What folding every example gave, by the number of that form. Add a line; never change one.
FORMS = {1: "02ce99b59fe54e94"}


def golden_folds():
    """The stored body of every golden example, folded with what goes before it."""
    question = MessageFact(10, "asker", Role.MEMBER, after(0))
    thread = [
        question,
        MessageFact(12, "staff", Role.MODERATOR, after(5), reply_to=10),
        MessageFact(15, "asker", Role.MEMBER, after(9), reply_to=12),
    ]
    policies = fold_policies([policy_adopted()])
    found = envelope(FOLDER / "inquiry.found.v1.json")
    attached = envelope(FOLDER / "reply.attached.v1.json")
    planned = envelope(FOLDER / "action.planned.v1.json")
    for path in GOLDEN:
        event = envelope(path)
        if event.subject.startswith("inquiry:"):
            for facts in (thread, thread[:1]):
                for elsewhere in ([], [attached]):
                    inquiry = fold_inquiry(CHAT, question, facts, [found, event], policies, elsewhere)
                    yield derived._body(inquiry)
        elif event.subject.startswith("action:"):
            yield derived._body(
                fold_action([planned] if event.kind == Kind.ACTION_PLANNED else [planned, event])
            )


def test_the_number_is_raised_whenever_a_fold_gives_something_else():
    form = hashlib.sha256("\n".join(golden_folds()).encode()).hexdigest()[:16]
    assert FORMS.get(fold_version.FOLD_VERSION) == form, (
        "a fold gives another form: raise FOLD_VERSION in store/fold_version.py and add its line to FORMS"
    )


async def test_a_new_store_is_in_todays_form_once_it_was_looked_at(ledgers):
    assert not await fold_version.is_todays(ledgers.db)
    await derived.refold_older(ledgers.db, ledgers.cache)
    assert await fold_version.is_todays(ledgers.db)
