"""SQLite: the observed mirror, the append-only journal, the outbox and what is derived from them."""
