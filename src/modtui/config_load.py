"""Reading config.yaml: the file, then the environment, then what the settings must be together.

Secrets come from the file, from the environment (MODTUI_API_ID, MODTUI_API_HASH, MODTUI_PROXY_PASSWORD, which
go before the file) or from a command that is run only when the secret is needed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from modtui.config import Config, Telegram
from modtui.config_reader import Finding, SettingsReader
from modtui.config_values import Secret
from modtui.text import yaml12

COMMAND_SECONDS: Final = 30
"""How long `api_hash_command` may take (a password manager may ask something meanwhile)."""

_NOT_THERE: Final = "there is no such file; `modtui config example` prints one to start from"
_NEEDED: Final = {
    "telegram.api_id": "is not set; write the api_id that https://my.telegram.org shows for your account",
    "telegram.api_hash": "is not set; write the api_hash of my.telegram.org, or api_hash_command",
    "group": "is not set; write the group's id, its @username or its title",
}


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing wrong with the settings. `line` is 0 where there is none, `key` has dots in it."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class ConfigError(ValueError):
    """The settings cannot be used (exit status 2); `problems` holds all that is wrong with them."""

    def __init__(self, *problems: ConfigProblem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """The settings, and the file they are from, to name places in it. `found` tells whether there was one."""

    config: Config
    path: Path
    found: bool
    document: yaml12.Document = field(repr=False)

    def problem(self, finding: Finding) -> ConfigProblem:
        """`finding` with the file and line that it is about."""
        line = self.document.key_line if finding.at_key else self.document.line
        key = ".".join(str(part) for part in finding.path)
        return ConfigProblem(str(self.path), line(finding.path) if self.found else 0, key, finding.message)

    def require(self, *keys: str) -> None:
        """Raise ConfigError unless these are set: any of telegram.api_id, telegram.api_hash, group."""
        telegram = self.config.telegram
        is_set = {
            "telegram.api_id": telegram.api_id is not None,
            "telegram.api_hash": bool(telegram.api_hash or telegram.api_hash_command),
            "group": self.config.group is not None,
        }
        missing = [key for key in keys if not is_set[key]]
        if missing and not self.found:
            raise ConfigError(ConfigProblem(str(self.path), 0, "", _NOT_THERE))
        if missing:
            raise ConfigError(
                *(self.problem(Finding(tuple(key.split(".")), _NEEDED[key], True)) for key in missing)
            )

    def api_hash(self) -> str:
        """The api_hash, from the settings or its command. Raises ConfigError, which never shows it."""
        self.require("telegram.api_hash")
        telegram = self.config.telegram
        if telegram.api_hash is not None:
            return telegram.api_hash.reveal()
        try:
            return run_secret_command(telegram.api_hash_command or "")
        except ValueError as error:
            finding = Finding(("telegram", "api_hash_command"), str(error))
            raise ConfigError(self.problem(finding)) from None


def load_config(
    path: Path, *, must_exist: bool = False, environ: Mapping[str, str] | None = None
) -> LoadedConfig:
    """Read the settings; without a file, unless it `must_exist`, the defaults. Raises ConfigError."""
    environ = os.environ if environ is None else environ
    text = _read(path, must_exist)
    try:
        document = yaml12.load(text or "")
    except yaml12.YamlError as error:
        raise ConfigError(
            *(ConfigProblem(str(path), found.line, "", found.message) for found in error.problems)
        ) from None
    reader = SettingsReader()
    config = reader.read(Config, document.data)
    loaded = LoadedConfig(config, path, text is not None, document)
    problems = [loaded.problem(finding) for finding in (*reader.findings, *_together(config, document.data))]
    problems.sort(key=lambda problem: problem.line)
    if text is not None and _holds_secret(config):
        problems = [*_open_to_others(path), *problems]
    telegram, wrong = _from_environment(config.telegram, environ)
    problems += wrong
    if problems:
        raise ConfigError(*problems)
    config = msgspec.structs.replace(config, telegram=telegram, **_absolute(config, path.parent))
    return LoadedConfig(config, path, text is not None, document)


def run_secret_command(command: str) -> str:
    """The first line a command prints. Raises ValueError, showing neither arguments nor output."""
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
    except ValueError:
        raise ValueError("the command's quotes do not match; write it as in a shell") from None
    if not words:
        raise ValueError("the command is empty; write one that prints the api_hash")
    try:
        # Its standard error may hold what it was asked for, so it is not passed on either.
        done = subprocess.run(words, capture_output=True, timeout=COMMAND_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError(
            f"{words[0]} gave no answer within {COMMAND_SECONDS} s; run the command yourself once"
        ) from None
    except OSError as error:
        raise ValueError(f"{words[0]} cannot be run ({error.strerror}); write its full path") from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or not lines or not lines[0].strip():
        what = f"ended with status {done.returncode}" if done.returncode else "printed nothing"
        raise ValueError(f"{words[0]} {what}; run the command yourself to see why")
    return lines[0].strip()


def _read(path: Path, must_exist: bool) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(ConfigProblem(str(path), 0, "", _NOT_THERE)) from None
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(ConfigProblem(str(path), line, "", "not UTF-8; save the file as UTF-8")) from None
    except OSError as error:
        raise ConfigError(ConfigProblem(str(path), 0, "", f"cannot be read: {error.strerror}")) from None


def _holds_secret(config: Config) -> bool:
    proxy = config.telegram.proxy
    return config.telegram.api_hash is not None or (proxy is not None and proxy.password is not None)


def _open_to_others(path: Path) -> Iterator[ConfigProblem]:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        from shlex import quote

        said = f"holds a secret that others on this machine can read; run: chmod 600 {quote(str(path))}"
        yield ConfigProblem(str(path), 0, "", said)


def _from_environment(telegram: Telegram, environ: Mapping[str, str]) -> tuple[Telegram, list[ConfigProblem]]:
    """The settings with the environment's values; set but empty counts as not set."""
    problems: list[ConfigProblem] = []
    if api_id := environ.get("MODTUI_API_ID", ""):
        if api_id.isascii() and api_id.isdigit() and int(api_id) > 0:
            telegram = msgspec.structs.replace(telegram, api_id=int(api_id))
        else:
            said = f"found {api_id[:20]!r}; write a whole number of at least 1"
            problems.append(ConfigProblem("environment", 0, "MODTUI_API_ID", said))
    if api_hash := environ.get("MODTUI_API_HASH", ""):
        telegram = msgspec.structs.replace(telegram, api_hash=Secret(api_hash))
    if (password := environ.get("MODTUI_PROXY_PASSWORD", "")) and telegram.proxy is not None:
        proxy = msgspec.structs.replace(telegram.proxy, password=Secret(password))
        telegram = msgspec.structs.replace(telegram, proxy=proxy)
    return telegram, problems


def _absolute(config: Config, folder: Path) -> dict[str, object]:
    """Folders written with ~ or from the config file's folder on, made absolute."""
    base = folder.absolute()
    dirs = tuple(str(base / Path(name).expanduser()) for name in config.snippets.dirs)
    data_dir = None if config.data_dir is None else str(base / Path(config.data_dir).expanduser())
    files = {
        language: str(base / Path(name).expanduser())
        for language, name in config.emergency.protocol_files.items()
    }
    return {
        "snippets": msgspec.structs.replace(config.snippets, dirs=dirs),
        "emergency": msgspec.structs.replace(config.emergency, protocol_files=files),
        "data_dir": data_dir,
    }


def _together(config: Config, data: Any) -> Iterator[Finding]:
    """What is wrong with settings that are right one by one."""
    yield from _service_findings(config)
    if config.telegram.api_hash is not None and config.telegram.api_hash_command is not None:
        yield Finding(("telegram", "api_hash_command"), "api_hash is set too; keep one of the two")
    key = config.telegram.server.public_key if config.telegram.server else None
    if key is not None and "-----BEGIN" not in key:
        yield Finding(("telegram", "server", "public_key"), "write the PEM text, -----BEGIN to END-----")
    if config.log_group is not None and config.log_group == config.group:
        yield Finding(("log_group",), "is the group itself; the log needs a private group of its own")
    yield from _staff_twice(data)
    moderation = data.get("moderation") if isinstance(data, dict) else None
    if isinstance(moderation, dict) and moderation.get("categories") == {}:
        yield Finding(("moderation", "categories"), "is empty; write at least one, or take the key out")
    for name, category in config.moderation.categories.items():
        if not category.steps or not all(category.steps):
            path = ("moderation", "categories", name, "steps")
            yield Finding(path, "found a list without steps; write such as [[delete, note], [delete, warn]]")
    yield from _names_of_before(config)


def _names_of_before(config: Config) -> Iterator[Finding]:
    """A name that a category had before is no other's, now or then: else its warnings would count twice."""
    categories, seen = config.moderation.categories, dict[str, str]()
    for name, category in categories.items():
        for at, before in enumerate(category.was):
            path = ("moderation", "categories", name, "was", at)
            if before in categories:
                yield Finding(path, f"{before} is a category of today; write a name that is no longer used")
            elif before in seen:
                yield Finding(path, f"{before} stands with {seen[before]} too; keep one")
            seen[before] = name


def _staff_twice(data: Any) -> Iterator[Finding]:
    """Ids given twice, looked for in what was written: among the settings, wrong entries are left out."""
    staff = data.get("staff") if isinstance(data, dict) else None
    seen: set[int] = set()
    for at, person in enumerate(staff if isinstance(staff, list) else ()):
        user_id = person.get("id") if isinstance(person, dict) else None
        if not isinstance(user_id, int):
            continue
        if user_id in seen:
            yield Finding(("staff", at, "id"), f"{user_id} is here a second time; keep one")
        seen.add(user_id)


def _service_findings(config: Config) -> Iterator[Finding]:
    from modtui.domain.policy import LONGEST_TARGET
    from modtui.domain.wall_time import UnknownZoneError, load_zone

    service = config.service
    try:
        load_zone(service.zone)
    except UnknownZoneError as error:
        yield Finding(("service", "zone"), str(error))
    if not 0 < service.target.total_seconds() <= LONGEST_TARGET.total_seconds():
        yield Finding(("service", "target"), f"write more than 0 and at most {LONGEST_TARGET.days}d")
    hours = service.hours
    week = (hours.monday, hours.tuesday, hours.wednesday, hours.thursday, hours.friday)
    if not any((*week, hours.saturday, hours.sunday)):
        yield Finding(
            ("service", "hours"), "no day has hours; write at least one such as monday: 09:00-17:00"
        )
