"""`modtui config check|path|example`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from modtui.commands.common import put, put_json, refuse_if_read_only, settings
from modtui.config_load import ConfigError, ConfigProblem, LoadedConfig
from modtui.console import DONE, WRONG_USAGE, UsageError, say
from modtui.paths import FOLDER_MODE, config_path, create_private

YEARS_AHEAD = 2


def run_check(args: argparse.Namespace) -> int:
    """Tell every problem (exit status 2), or that there is none."""
    loaded: LoadedConfig | None = None
    try:
        loaded = settings(args)
        _check_more(loaded, run_commands=args.run_commands)
        problems: tuple[ConfigProblem, ...] = ()
    except ConfigError as error:
        problems = error.problems
    if args.json:
        put_json(
            {
                "file": str(config_path(args.config)),
                "ok": not problems,
                "problems": [
                    {"file": found.file, "line": found.line, "key": found.key, "message": found.message}
                    for found in problems
                ],
            }
        )
    elif problems:
        say("\n".join(str(found) for found in problems))
    elif loaded is not None and loaded.found:
        put(f"{loaded.path}: ok")
        _say_what_is_not_set(loaded)
    elif loaded is not None:
        put(f"{loaded.path}: there is no such file, so the defaults hold; `modtui config example` prints one")
    return WRONG_USAGE if problems else DONE


def run_path(args: argparse.Namespace) -> int:
    """Print the path of the config file, whether it is there or not."""
    put(str(config_path(args.config)))
    return DONE


def run_example(args: argparse.Namespace) -> int:
    """Print the example with every setting, or with --write put it where the settings belong."""
    if not args.write:
        sys.stdout.write(example_text())
        return DONE
    refuse_if_read_only(args)
    path = config_path(args.config)
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    create_private(path)
    if path.stat().st_size:
        raise UsageError(f"{path} is there already, and stays as it is.")
    path.write_text(example_text(), encoding="utf-8")
    put(str(path))
    return DONE


def example_text() -> str:
    """config.example.yaml, from the installed package or from the source tree."""
    package = Path(__file__).parents[1]
    installed = package / "_config.example.yaml"
    source = package.parents[1] / "config.example.yaml"
    return (installed if installed.is_file() else source).read_text(encoding="utf-8")


def _say_what_is_not_set(loaded: LoadedConfig) -> None:
    """No mistake, for the demo and the reports do without; but whoever checks should not hear of it later."""
    try:
        loaded.require("telegram.api_id", "telegram.api_hash", "group")
    except ConfigError as missing:
        keys = [found.key for found in missing.problems]
        say(f"Not set yet: {', '.join(keys)}. The desk and modtui login need that; the demo does not.")


def _check_more(loaded: LoadedConfig, *, run_commands: bool) -> None:
    """What loading leaves out because it costs time: the names of holidays, and the secret's command."""
    from datetime import UTC, datetime

    from modtui.commands.desk_settings import screen_problems
    from modtui.config_policy import service_policy
    from modtui.config_protocol import emergency_protocol

    if problems := screen_problems(loaded):
        raise ConfigError(*problems)
    year = datetime.now(UTC).year
    service_policy(loaded, range(year, year + YEARS_AHEAD))
    emergency_protocol(loaded)
    if run_commands and loaded.config.telegram.api_hash_command is not None:
        loaded.api_hash()
