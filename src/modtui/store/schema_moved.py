"""Participant updates as a fourth source of who came and went: the table that holds reports takes them."""

from __future__ import annotations

from typing import Final

MOVED: Final = """
CREATE TABLE member_event_new (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  member_ref TEXT NOT NULL,
  kind TEXT NOT NULL,              -- domain.membership.EventKind
  at INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('service', 'participant', 'admin_log', 'member_list')),
  source_id INTEGER NOT NULL,      -- message id, update's second and number, admin log id, or when the list was read
  by_ref TEXT,
  PRIMARY KEY (chat_key, member_ref, source, source_id, kind)
) WITHOUT ROWID;
INSERT INTO member_event_new SELECT * FROM member_event;
DROP TABLE member_event;
ALTER TABLE member_event_new RENAME TO member_event;
CREATE INDEX member_event_at ON member_event (chat_key, at);
"""
