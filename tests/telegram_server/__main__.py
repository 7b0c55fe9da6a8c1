"""Runs the program."""

import sys

from tests.telegram_server.program import main

sys.exit(main())
