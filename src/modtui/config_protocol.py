"""The organisation's protocol for emergencies: the text of the settings, or a file's, by language (RULES 2, urgent)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from modtui.config_load import ConfigError, LoadedConfig
from modtui.config_reader import Finding

if TYPE_CHECKING:
    from modtui.config import Emergency

LONGEST: Final = 20_000
"""Characters: a protocol is read in a hurry; a longer text is another file than was meant."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}\Z")


def emergency_protocol(loaded: LoadedConfig) -> tuple[tuple[str, str], ...]:
    """(language, text) in the order written, files after texts. Raises ConfigError with everything wrong with them."""
    emergency = loaded.config.emergency
    findings = list(_findings(emergency))
    found = [(language, text.strip()) for language, text in emergency.protocol.items()]
    for language, name in emergency.protocol_files.items():
        try:
            found.append((language, _read(Path(name))))
        except ValueError as error:
            findings.append(Finding(("emergency", "protocol_files", language), f"{name} {error}"))
    if findings:
        raise ConfigError(*(loaded.problem(finding) for finding in findings))
    return tuple(found)


def _findings(emergency: Emergency) -> Iterator[Finding]:
    for section in ("protocol", "protocol_files"):
        for language in getattr(emergency, section):
            if not _LANGUAGE.match(language):
                said = f'found {language!r} as a language; write its letters, such as "en", "ar" or "fr"'
                yield Finding(("emergency", section, language), said, True)
    for language, text in emergency.protocol.items():
        path = ("emergency", "protocol", language)
        if not text.strip():
            yield Finding(path, "is empty; write the protocol, or take the line out")
        elif len(text) > LONGEST:
            yield Finding(path, f"has {len(text)} characters; at most {LONGEST} are shown")
        if language in emergency.protocol_files:
            yield Finding(
                ("emergency", "protocol_files", language),
                f"protocol has a text in {language!r} too; keep one of the two",
                True,
            )


def _read(path: Path) -> str:
    """The file's text. Raises ValueError with what is wrong, to stand after its name."""
    try:
        if path.stat().st_size > 4 * LONGEST:
            raise ValueError(f"is too long; at most {LONGEST} characters are shown")
        text = path.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError:
        raise ValueError("is not there; write its path from this file's folder on") from None
    except UnicodeDecodeError:
        raise ValueError("is no UTF-8 text; save it as text, in UTF-8") from None
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    if not text:
        raise ValueError("is empty; write the protocol into it")
    if len(text) > LONGEST:
        raise ValueError(f"has {len(text)} characters; at most {LONGEST} are shown")
    return text
