"""Telegram in domain terms: the gateway protocol, the real client and the simulated group."""
