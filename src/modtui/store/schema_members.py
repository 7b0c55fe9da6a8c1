"""Who came and went, and what the group's admin log and member list said of it (RULES 4): tables of the mirror."""

from __future__ import annotations

from typing import Final

MEMBERS: Final = """
-- One report of somebody's coming or going. Several may tell of one event: domain.membership makes them one.
CREATE TABLE member_event (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  member_ref TEXT NOT NULL,
  kind TEXT NOT NULL,              -- domain.membership.EventKind
  at INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('service', 'admin_log', 'member_list')),
  source_id INTEGER NOT NULL,      -- message id, admin log id, or the moment the list was read
  by_ref TEXT,
  PRIMARY KEY (chat_key, member_ref, source, source_id, kind)
) WITHOUT ROWID;
CREATE INDEX member_event_at ON member_event (chat_key, at);

-- Admin log lines that are no coming or going of their own: what was done from phones, and by whom.
CREATE TABLE admin_line (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  by_ref TEXT NOT NULL,
  member_ref TEXT,
  message_id INTEGER,
  PRIMARY KEY (chat_key, id)
) WITHOUT ROWID;
CREATE INDEX admin_line_at ON admin_line (chat_key, at);
CREATE INDEX admin_line_member ON admin_line (member_ref);

-- Who is in the group, as the member list said when it was read last.
CREATE TABLE member_present (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  member_ref TEXT NOT NULL,
  is_bot INTEGER NOT NULL,
  is_admin INTEGER NOT NULL,
  is_deleted INTEGER NOT NULL,     -- a deleted account, still in the list
  PRIMARY KEY (chat_key, member_ref)
) WITHOUT ROWID;

-- How many there were. complete: the list had all whom Telegram counts.
CREATE TABLE member_sample (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  at INTEGER NOT NULL,
  counted INTEGER NOT NULL,        -- as Telegram counts, bots included
  listed INTEGER NOT NULL,
  bots INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  PRIMARY KEY (chat_key, at)
) WITHOUT ROWID;

-- Who asks to be let in. Decided or withdrawn ones go; what was decided is in the journal.
CREATE TABLE join_request (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  member_ref TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  language TEXT,
  PRIMARY KEY (chat_key, member_ref)
) WITHOUT ROWID;
"""
