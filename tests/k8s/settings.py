"""What a process can be told by environment variables."""

import dataclasses
import importlib


def variables(process: str) -> set[str]:
    """The names that it reads; a secret also as NAME_FILE."""
    fields = dataclasses.fields(importlib.import_module(f"{process}.settings").Settings)
    names = {field.name.upper() for field in fields}
    secrets = {f"{field.name.upper()}_FILE" for field in fields if field.metadata.get("secret")}
    return names | secrets | {"CONFIG_FILE"}


def port(process: str) -> int:
    """The port that it listens on unless told otherwise."""
    number = importlib.import_module(f"{process}.settings").Settings.http_port
    assert isinstance(number, int)
    return number
