"""Settings: environment variables, checked together at start. docs/configuration.md is the table of them."""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass

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
        name, parse = setting.metadata["name"], setting.metadata["parse"]
        if name not in environ:
            continue
        try:
            values[setting.name] = parse(environ[name])
        except ValueError as error:
            wrong.append(f"{name} is {environ[name]!r}; it must be {error}.")
    if wrong:
        raise BadSettings(wrong)
    return Settings(**values)


def read_url(name: str, text: str) -> str:
    """A service's address, without a slash at its end.

    Raises:
        BadSettings: it is none.
    """
    try:
        return url(text)
    except ValueError as error:
        raise BadSettings([f"{name} is {text!r}; it must be {error}."]) from None
