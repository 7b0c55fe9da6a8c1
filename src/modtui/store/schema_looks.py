"""How texts look (bold, italic, links, mentions): beside every version of a message, and beside what waits to be sent."""

from __future__ import annotations

from typing import Final

LOOKS: Final = """
ALTER TABLE message_version ADD COLUMN entities TEXT;  -- JSON list of domain.formatting.Entity; NULL: none
ALTER TABLE outbox ADD COLUMN entities TEXT;
-- A text that goes takes its links and the people it mentions with it, whoever lets it go.
CREATE TRIGGER message_version_text_gone AFTER UPDATE OF text ON message_version
  WHEN NEW.text IS NULL AND NEW.entities IS NOT NULL
  BEGIN UPDATE message_version SET entities = NULL
    WHERE chat_key = NEW.chat_key AND id = NEW.id AND version = NEW.version; END;
CREATE TRIGGER outbox_text_gone AFTER UPDATE OF text ON outbox
  WHEN NEW.text IS NULL AND NEW.entities IS NOT NULL
  BEGIN UPDATE outbox SET entities = NULL WHERE id = NEW.id; END;
"""
