"""What the outbox forgets of a private message once it has left or was taken out."""

from __future__ import annotations

from typing import Final

PRIVATE_FILES: Final = """
-- A file's name and path may say who it was for and why: sent in private, or taken out, they go, whoever lets them go.
CREATE TRIGGER outbox_private_file_gone AFTER UPDATE OF state, text, to_user ON outbox
  WHEN NEW.to_user IS NOT NULL AND NEW.state IN ('sent', 'cancelled')
    AND json_extract(NEW.detail, '$.file') IS NOT NULL
  BEGIN UPDATE outbox SET detail = json_remove(detail, '$.file') WHERE id = NEW.id; END;
UPDATE outbox SET detail = json_remove(detail, '$.file')
  WHERE to_user IS NOT NULL AND state IN ('sent', 'cancelled') AND json_extract(detail, '$.file') IS NOT NULL;
"""
