"""A snippet folder of one's own for a desk, written and rewritten while it runs."""

import contextlib

from tests.unit.desk.playing import until

CARD = """\
# ours
id: card
kind: answer
title: {en: Health card, ar: بطاقة الصحة}
aliases: [ohip]
body:
  en: "Hello {first_name|there}, bring your passport."
  ar: "مرحبا {first_name|بك}، أحضر جواز السفر."
verified: {date: 2026-10-01, by: Sample team, source: "Sample"}
"""
VERIFIED = 'verified: {date: 2026-10-01, by: Sample team, source: "Sample"}'
CLINIC = f"""\
id: clinic
kind: referral
title: {{en: Walk-in clinic}}
body: {{en: "They see people without a card."}}
organization: Kettle House (sample)
phone: "613-555-0120"
address: "5 Cup Lane"
{VERIFIED}
"""


class Shelf:
    """Snippet files in a folder, and a desk on them."""

    def __init__(self, play, folder):
        self.play = play
        self.folder = folder
        for kind in ("answers", "referrals", "notices"):
            (folder / kind).mkdir(parents=True)

    def write(self, name, text, kind="answers"):
        path = self.folder / kind / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def answer(self, snippet_id, body, more=VERIFIED, title="Some answer"):
        head = f'id: {snippet_id}\nkind: answer\ntitle: {{en: "{title}"}}\n'
        return self.write(snippet_id, f"{head}body:\n  en: |\n    {body}\n{more}\n")

    @contextlib.asynccontextmanager
    async def open(self, **settings):
        async with self.play.open(snippet_dirs=(self.folder,), **settings) as desk:
            await until(lambda: desk._shelf.ready, 20)
            yield desk

    async def until_shelved(self, snippet_id, true=lambda snippet: True):
        """Until this snippet is on the shelf as wanted."""

        def there():
            found = self.play.desk._shelf.library.by_id.get(snippet_id)
            return found is not None and true(found)

        await until(there, 20)

    async def send(self, question, snippet_id, **more):
        """Answer a question with a snippet, all the way."""
        desk = self.play.desk
        filled = await desk.fill_snippet(snippet_id, message_id=question)
        await desk.reply(question, filled.text, kind=filled.reply_kind, snippet_ids=[snippet_id], **more)
        await self.play.until_sent()
