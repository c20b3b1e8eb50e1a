"""Settings: a frozen dataclass filled from the environment, secret files and a file that may change.

A field's name in capitals is its variable. A secret may come as `NAME_FILE`, the path of its file.
`CONFIG_FILE` (lines `NAME="value"`) wins for the names it holds; fields declared with `live=True` follow it.
"""

import dataclasses
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from . import config_file

S = TypeVar("S")

_BOOLEANS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


class SettingsError(Exception):
    """Every mistake found, one sentence each; never the value of a secret."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def setting(
    default: Any = dataclasses.MISSING,
    *,
    secret: bool = False,
    live: bool = False,
    check: Callable[[Any], str | None] | None = None,
) -> Any:
    """A field of a settings dataclass. `check` answers what is wrong with a value, or None."""
    metadata = {"secret": secret, "live": live, "check": check}
    return dataclasses.field(default=default, metadata=metadata)


def load(cls: type[S]) -> S:
    """Settings for a process that is starting: on bad ones it says why and exits with code 2."""
    try:
        return read(cls, os.environ)
    except SettingsError as bad:
        for mistake in bad.mistakes:
            print(mistake, file=sys.stderr)  # noqa: T201 - there is no log before there are settings
        raise SystemExit(2) from None


def read(cls: type[S], environ: Mapping[str, str]) -> S:
    mistakes: list[str] = []
    fields = dataclasses.fields(cls)  # type: ignore[arg-type]
    held = config_file.read(environ, {field.name.upper() for field in fields}, mistakes)
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for field in fields:
        name = field.name.upper()
        try:
            text = held.get(name, environ.get(name))
            if field.metadata.get("secret"):
                text = _secret(name, text, environ)
            if text is not None:
                values[field.name] = _parse(text, hints[field.name])
            _check(field, values)
        except ValueError as error:
            mistakes.append(f"{name} {error}.")
    if mistakes:
        raise SettingsError(mistakes)
    return cls(**values)


def _secret(name: str, text: str | None, environ: Mapping[str, str]) -> str | None:
    path = environ.get(f"{name}_FILE")
    if path is None:
        return text
    if text is not None:
        raise ValueError(f"is given twice, as {name} and as {name}_FILE")
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"cannot be read from the file that {name}_FILE names: {type(error).__name__}"
        ) from None


def _parse(text: str, kind: Any) -> Any:
    if kind is bool:
        if text.lower() not in _BOOLEANS:
            raise ValueError(f"must be 1 or 0, not {text!r}")
        return _BOOLEANS[text.lower()]
    if kind is int:
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise ValueError(f"must be a whole number, not {text!r}")
        return int(text)
    if kind is float:
        if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,9})?", text):
            raise ValueError(f"must be a number, not {text!r}")
        return float(text)
    return text


def _check(field: dataclasses.Field[Any], values: dict[str, Any]) -> None:
    if field.name not in values:
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ValueError("must be set")
        return
    check = field.metadata.get("check")
    wrong = check(values[field.name]) if check else None
    if wrong:
        raise ValueError(wrong)
