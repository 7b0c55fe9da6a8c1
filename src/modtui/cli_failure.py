"""What to do about an error that nobody foresaw: the traceback into the log, one sentence to the user."""

from __future__ import annotations

import argparse
import logging

from modtui.config_load import ConfigError, load_config
from modtui.config_values import Secret
from modtui.log_file import close_log, open_log
from modtui.paths import Paths, config_path, paths


def log_failure(error: BaseException, args: argparse.Namespace) -> str:
    """Write the traceback to the log file of the data folder; returns the sentence that says so."""
    places, secrets = _places(args)
    what = f"modtui {getattr(args, 'command', '')}".strip()
    try:
        handler = open_log(places.log, secrets)
    except OSError as trouble:
        return f"{what} failed ({type(error).__name__}), and the log {places.log} cannot be written: {trouble.strerror}."
    try:
        logging.getLogger("modtui").critical("%s failed", what, exc_info=error)
    finally:
        close_log(handler)
    return f"{what} failed ({type(error).__name__}): a fault of the program, not of yours. The log has more: {places.log}"


def _places(args: argparse.Namespace) -> tuple[Paths, list[str]]:
    """The data folder, and the secrets to keep out of the log, as far as the settings can be read."""
    try:
        config = load_config(config_path(args.config)).config
    except (ConfigError, OSError):
        return paths(args.data_dir), []
    held = [config.telegram.api_hash, config.telegram.proxy.password if config.telegram.proxy else None]
    secrets = [secret.reveal() for secret in held if isinstance(secret, Secret)]
    return paths(args.data_dir or config.data_dir), secrets
