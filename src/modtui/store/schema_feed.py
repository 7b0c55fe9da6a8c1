"""What the feed shows beside what was said: reactions, pins, topics; and posts that Telegram will publish later."""

from __future__ import annotations

from typing import Final

FEED: Final = """
-- Only messages that have reactions or are pinned.
CREATE TABLE message_extra (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  id INTEGER NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0,
  reactions TEXT,                  -- JSON list of domain.media_facts.Reaction
  PRIMARY KEY (chat_key, id)
) WITHOUT ROWID;
CREATE INDEX message_pinned ON message_extra (chat_key, id) WHERE pinned;

CREATE TABLE topic (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  id INTEGER NOT NULL,
  title TEXT NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_key, id)
) WITHOUT ROWID;

-- Posts in Telegram's own schedule, so that they count as what they are once they stand in the group.
CREATE TABLE scheduled_post (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  schedule_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  text TEXT NOT NULL,              -- gone with the row, once it was posted or cancelled
  PRIMARY KEY (chat_key, schedule_id)
) WITHOUT ROWID;
"""
