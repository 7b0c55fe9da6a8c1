"""The database's shape, as numbered migrations. Never edit one that was released: add the next.

Two ledgers (DESIGN): ``message`` and ``message_version`` mirror the group;
``journal`` holds every decision. ``inquiry`` and ``action`` are derived and can
be rebuilt at any time. Times are whole milliseconds since 1970, UTC.
"""

from __future__ import annotations

from typing import Final

from modtui.store.schema_blanking import BLANKING
from modtui.store.schema_drafts import DRAFTS, HALF
from modtui.store.schema_feed import FEED
from modtui.store.schema_find import FIND
from modtui.store.schema_looks import LOOKS
from modtui.store.schema_members import MEMBERS
from modtui.store.schema_moved import MOVED
from modtui.store.schema_outbox import PRIVATE_FILES

#: "modt" as an integer: says whose file this is (PRAGMA application_id).
APPLICATION_ID: Final = 0x6D6F6474

_V1: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- An internal key per chat; a migrated group keeps its key under a second Telegram id.
CREATE TABLE chat (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('group', 'private', 'log')),
  account_id INTEGER,               -- private chats belong to one account
  title TEXT NOT NULL DEFAULT ''
);
CREATE TABLE chat_alias (
  telegram_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL DEFAULT 0,
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  PRIMARY KEY (telegram_id, account_id)
) WITHOUT ROWID;

-- Only completed history reads move synced_through.
CREATE TABLE sync (
  chat_key INTEGER PRIMARY KEY REFERENCES chat(key),
  synced_through INTEGER NOT NULL DEFAULT 0,
  read_at INTEGER
);

-- Who somebody is. The journal only knows ref; this row can be deleted.
CREATE TABLE member (
  ref TEXT PRIMARY KEY,
  telegram_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  username TEXT,
  language TEXT,
  joined_at INTEGER,
  UNIQUE (telegram_id, kind)
) WITHOUT ROWID;

CREATE TABLE message (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  id INTEGER NOT NULL,
  sender_ref TEXT,
  sender_kind TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  reply_to INTEGER,
  topic_id INTEGER,
  album_id INTEGER,
  edited_at INTEGER,
  deleted_at INTEGER,
  deleted_by_staff INTEGER NOT NULL DEFAULT 0,
  outgoing INTEGER NOT NULL DEFAULT 0,
  imported INTEGER NOT NULL DEFAULT 0,
  service TEXT,
  media TEXT,
  PRIMARY KEY (chat_key, id)
) WITHOUT ROWID;
CREATE INDEX message_reply ON message (chat_key, reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX message_sender ON message (chat_key, sender_ref, id);
CREATE INDEX message_sent ON message (chat_key, sent_at);

-- What a message said, version by version; text is NULL once purged.
CREATE TABLE message_version (
  chat_key INTEGER NOT NULL,
  id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT,
  forwarded_from TEXT,
  PRIMARY KEY (chat_key, id, version)
) WITHOUT ROWID;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  author_id INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  subject TEXT NOT NULL,
  at_local INTEGER NOT NULL,
  at_server INTEGER,
  log_chat_id INTEGER,
  log_message_id INTEGER,
  payload TEXT NOT NULL
);
CREATE INDEX journal_subject ON journal (subject, seq);
CREATE INDEX journal_kind ON journal (kind, seq);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Where an own event came back from the log group; the journal row itself never changes.
CREATE TABLE journal_echo (
  uuid TEXT PRIMARY KEY,
  log_chat_id INTEGER NOT NULL,
  log_message_id INTEGER NOT NULL,
  at_server INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE journal_private (
  uuid TEXT NOT NULL,
  field TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (uuid, field)
) WITHOUT ROWID;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  random_id INTEGER NOT NULL,
  chat_key INTEGER NOT NULL,
  to_user INTEGER,                 -- NULL: the group
  seen_in INTEGER,
  reply_to INTEGER,
  text TEXT,                       -- NULL once sent and acknowledged
  purpose TEXT NOT NULL,           -- reply | post | warning | notice
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,            -- JSON: what is journalled when it has been sent
  state TEXT NOT NULL,
  priority INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  attempted_at INTEGER,
  message_id INTEGER,
  sent_at INTEGER,
  error TEXT,
  reason TEXT
) WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (state, priority, created_at);

CREATE TABLE draft (
  chat_key INTEGER NOT NULL,
  target INTEGER NOT NULL,         -- 0: a new post
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (chat_key, target)
) WITHOUT ROWID;

-- Derived: rebuilt from the ledgers by store.derived, compared by `modtui verify`.
CREATE TABLE inquiry (
  chat_key INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  answer_by INTEGER NOT NULL,
  answered_at INTEGER,
  listed INTEGER NOT NULL,
  imported INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (chat_key, message_id)
) WITHOUT ROWID;
CREATE INDEX inquiry_listed ON inquiry (chat_key, answer_by) WHERE listed;
CREATE INDEX inquiry_asked ON inquiry (chat_key, asked_at);
CREATE INDEX inquiry_answered ON inquiry (chat_key, answered_at);

CREATE TABLE thread (
  chat_key INTEGER NOT NULL,
  message_id INTEGER NOT NULL,     -- a message of the thread
  inquiry_id INTEGER NOT NULL,
  PRIMARY KEY (chat_key, message_id, inquiry_id)
) WITHOUT ROWID;
CREATE INDEX thread_inquiry ON thread (chat_key, inquiry_id);

CREATE TABLE action (
  id TEXT PRIMARY KEY,
  member_ref TEXT NOT NULL,
  status TEXT NOT NULL,
  planned_at INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX action_member ON action (member_ref);
CREATE INDEX action_status ON action (status, planned_at);
"""

_V2: Final = """
-- Private chats that the moderator was asked about, each answered once ("service or personal?"). A chat that
-- was not answered for leaves no row here. Of a personal one there is this row and nothing else.
CREATE TABLE private_chat (
  chat_key INTEGER PRIMARY KEY REFERENCES chat(key),
  user_ref TEXT NOT NULL,          -- member.ref
  choice TEXT NOT NULL CHECK (choice IN ('service', 'personal')),
  asked_at INTEGER NOT NULL,       -- when the moderator answered
  synced_through INTEGER NOT NULL DEFAULT 0,
  marked_through INTEGER NOT NULL DEFAULT 0   -- how far a read receipt was sent
);
CREATE INDEX private_chat_user ON private_chat (user_ref);

-- That a message came or went in a service chat. What it says is nowhere in this file.
CREATE TABLE private_message (
  chat_key INTEGER NOT NULL REFERENCES chat(key),
  id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outgoing INTEGER NOT NULL,
  automatic INTEGER NOT NULL DEFAULT 0,  -- a warning or notice of moderation
  answers_through INTEGER,         -- the newest message the moderator had seen when writing this reply
  deleted_at INTEGER,
  PRIMARY KEY (chat_key, id)
) WITHOUT ROWID;
CREATE INDEX private_message_at ON private_message (at);
CREATE INDEX outbox_private ON outbox (to_user, message_id) WHERE to_user IS NOT NULL;
"""

#: One in hundreds tells of who came and went: looked for every few minutes, among all.
_SERVICE = """
CREATE INDEX message_service ON message (chat_key, id) WHERE service IS NOT NULL;
"""

#: Migration n brings a database from version n to n + 1.
MIGRATIONS: Final[tuple[str, ...]] = (
    _V1,
    _V2,
    MEMBERS,
    FIND,
    FEED,
    DRAFTS,
    LOOKS,
    PRIVATE_FILES,
    _SERVICE,
    MOVED,
    HALF,
    BLANKING,
)

SCHEMA_VERSION: Final = len(MIGRATIONS)
