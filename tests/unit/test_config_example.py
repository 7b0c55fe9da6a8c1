"""The example is the manual of the settings: it must be whole, true and loadable."""

import ast
import inspect
import itertools
import re
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from modtui import config
from modtui.config_load import load_config
from modtui.text import yaml12

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"
NOTHING = re.compile(r"^( *)([a-z_]+): (?:null|\[\]|\{\})$")


def with_its_samples() -> str:
    """The example with each `key: null` (or [] or {}) replaced by the sample commented out under it."""
    lines, out, at = EXAMPLE.read_text(encoding="utf-8").splitlines(), [], 0
    while at < len(lines):
        found = NOTHING.match(lines[at])
        sample = f"{found[1]}# {found[2]}:" if found else None
        at += 1
        if sample is None or at >= len(lines) or lines[at] != sample:
            out.append(lines[at - 1])
            continue
        inside = sample.replace("# ", "", 1)
        while True:
            out.append(inside)
            at += 1
            if at >= len(lines) or not lines[at].startswith(f"{found[1]}#   "):
                break
            inside = lines[at].replace("# ", "", 1)
    return "\n".join(out)


def load_text(text, tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load_config(path, environ={}).config


def structs():
    return [
        kind
        for kind in vars(config).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct
    ]


def structs_in(kind):
    """The structs an annotation leads to, itself or inside optional, tuple and dict."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {kind}
    return set().union(*(structs_in(part) for part in get_args(kind)), set())


def test_the_example_is_the_defaults(tmp_path):
    assert load_text(EXAMPLE.read_text(encoding="utf-8"), tmp_path) == config.Config()


def test_the_samples_commented_out_in_it_load_too(tmp_path):
    loaded = load_text(with_its_samples(), tmp_path)
    assert loaded.telegram.server.host == "127.0.0.1"
    assert loaded.telegram.proxy.kind == "socks5"
    assert [person.role for person in loaded.staff] == ["moderator", "partner"]
    assert loaded.service.shortened
    assert loaded.service.holidays.plus
    assert loaded.service.holidays.minus
    assert loaded.ui.keymap


def test_every_setting_is_in_it():
    data = yaml12.load(with_its_samples()).data
    written = {}

    def walk(kind, value):
        if isinstance(value, list):
            for item in value:
                walk(kind, item)
        elif isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            written.setdefault(kind, set()).update(value)
            for name, hint in get_type_hints(kind).items():
                for inner in structs_in(hint):
                    table = "dict" in str(hint)
                    for item in value.get(name, {}).values() if table else [value.get(name)]:
                        walk(inner, item)

    walk(config.Config, data)
    assert set(structs()) == set(written)
    for kind in structs():
        assert written[kind] == set(kind.__struct_fields__), kind.__name__


@pytest.mark.parametrize("kind", structs(), ids=lambda kind: kind.__name__)
def test_every_field_says_what_it_means(kind):
    body = ast.parse(inspect.getsource(kind)).body[0].body
    described = {
        field.target.id
        for field, text in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and text.value.value.rstrip().endswith(".")
    }
    assert described == set(kind.__struct_fields__)
