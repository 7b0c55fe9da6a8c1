"""What is half written besides its text."""

from __future__ import annotations

from typing import Final

DRAFTS: Final = """
-- Files that were put to a draft and have not been sent. Rows go with the draft.
CREATE TABLE draft_file (
  chat_key INTEGER NOT NULL,
  target INTEGER NOT NULL,         -- as of draft
  number INTEGER NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (chat_key, target, number)
) WITHOUT ROWID;
"""

HALF: Final = """
-- What else was said of a draft: its kind, its snippets, what it answers (domain/half_written.py). Goes with the draft.
CREATE TABLE draft_half (
  chat_key INTEGER NOT NULL,
  target INTEGER NOT NULL,         -- as of draft
  body TEXT NOT NULL,
  PRIMARY KEY (chat_key, target)
) WITHOUT ROWID;
"""
