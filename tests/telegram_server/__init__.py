"""A Telegram server on loopback for the tests, and a program of its own: ``python -m tests.telegram_server``."""

from tests.telegram_server import (
    calls_feed,
    calls_login,
    calls_moderate,
    calls_people,
    calls_read,
    calls_write,
)
from tests.telegram_server.faults import Fault, Faults
from tests.telegram_server.server import TelegramServer

__all__ = ["Fault", "Faults", "TelegramServer"]

_HANDLERS = (
    calls_feed,
    calls_login,
    calls_moderate,
    calls_people,
    calls_read,
    calls_write,
)  # registered by import
