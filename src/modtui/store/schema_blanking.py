"""Where the words are that go at once: see :mod:`modtui.store.blanking`."""

from __future__ import annotations

from typing import Final

BLANKING: Final = """
-- What was deleted and not by staff: its words are looked for at each reading of the group.
CREATE INDEX message_withdrawn ON message (chat_key, id) WHERE deleted_at IS NOT NULL AND deleted_by_staff = 0;
"""
