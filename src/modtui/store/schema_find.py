"""The index by which messages are found: words only, folded, without their places and without the text itself."""

from __future__ import annotations

from typing import Final

FIND: Final = """
-- A row's number is store.find.row_number(chat, message, version). What it gives is a hint that is checked against
-- the text. Contentless: words leave it only when it is rebuilt (store.find.rebuild_find).
CREATE VIRTUAL TABLE message_find USING fts5 (
  words, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
);
-- Messages from before this version wait for being indexed: those with an id below the number, newest first.
INSERT INTO meta SELECT 'find_below:' || chat_key, max(id) + 1 FROM message GROUP BY chat_key;
"""
