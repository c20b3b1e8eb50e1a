"""Settings: environment variables, checked together at start. docs/configuration.md is the table of them."""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.settings.documents import DocumentSettings
from gateway.settings.identity import IdentitySettings
from gateway.settings.limits import LimitSettings
from gateway.settings.protocol import ProtocolSettings
from gateway.settings.server import ServerSettings
from gateway.settings.upstream import UpstreamSettings
from gateway.settings.values import BadSettings, url

__all__ = ["BadSettings", "Settings", "read_settings", "read_url"]


@dataclass(frozen=True, kw_only=True)
class Settings(
    UpstreamSettings, LimitSettings, DocumentSettings, ProtocolSettings, IdentitySettings, ServerSettings
):
    """How the gateway runs. Service addresses are apart: see `Addresses`."""


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that an environment says.

    Raises:
        BadSettings: with every one that is wrong.
    """
    values, wrong = {}, []
    for setting in dataclasses.fields(Settings):
        name, secret = setting.metadata["name"], setting.metadata["secret"]
        try:
            text = _secret(name, environ) if secret else environ.get(name)
            if text is not None:
                values[setting.name] = setting.metadata["parse"](text)
        except OSError as error:
            wrong.append(f"{name}_FILE is {environ[f'{name}_FILE']!r}; it cannot be read: {error.strerror}.")
        except ValueError as error:
            wrong.append(f"{name} {'' if secret else f'is {environ[name]!r}; it '}must be {error}.")
    if wrong:
        raise BadSettings(wrong)
    return Settings(**values)


def _secret(name: str, environ: Mapping[str, str]) -> str | None:
    """A secret's text, from the file that `<name>_FILE` names where there is one."""
    path = environ.get(f"{name}_FILE")
    return environ.get(name) if path is None else Path(path).read_text(encoding="utf-8").strip()


def read_url(name: str, text: str) -> str:
    """A service's address, without a slash at its end.

    Raises:
        BadSettings: it is none.
    """
    try:
        return url(text)
    except ValueError as error:
        raise BadSettings([f"{name} is {text!r}; it must be {error}."]) from None
