"""The terminal interface: it knows the desk, never SQL nor Telegram."""
