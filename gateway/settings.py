"""Settings: environment variables, checked together at start. docs/configuration.md is the table of them."""

import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadSettings(Exception):
    """The start is refused; one sentence for each setting that is wrong."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("a port, 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("a whole number of at least 1")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf"):
        raise ValueError("a number of seconds above 0")
    return value


def _flag(text: str) -> bool:
    flags = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in flags:
        raise ValueError("0 or 1")
    return flags[text.lower()]


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or parts.username:
        raise ValueError("an address such as http://127.0.0.1:8082")
    return text.rstrip("/")


def _level(text: str) -> str:
    if text.lower() not in ("debug", "info", "warning", "error"):
        raise ValueError("one of debug, info, warning, error")
    return text.lower()


def _explain(text: str) -> str:
    if text.lower() not in ("off", "scope", "all"):
        raise ValueError("one of off, scope, all")
    return text.lower()


def _setting(name: str, default: Any, parse: Callable[[str], Any], what: str) -> Any:
    return field(default=default, metadata={"name": name, "parse": parse, "what": what})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the gateway runs. Service addresses are apart: see `Addresses`."""

    host: str = _setting("HTTP_HOST", "127.0.0.1", str, "address to listen on")
    port: int = _setting("HTTP_PORT", 8080, _port, "port to listen on")
    log_level: str = _setting("LOG_LEVEL", "info", _level, "debug, info, warning or error")
    token_issuer: str = _setting(
        "TOKEN_ISSUER", "http://127.0.0.1:8081", str, "`iss` that access tokens must have"
    )
    token_audience: str = _setting("TOKEN_AUDIENCE", "shop", str, "`aud` that access tokens must have")
    jwks_url: str = _setting(
        "JWKS_URL", "http://127.0.0.1:8081/.well-known/jwks.json", _url, "where the issuer publishes its keys"
    )
    jwks_refresh_s: float = _setting(
        "JWKS_REFRESH_S", 300.0, _seconds, "age at which the issuer's keys are fetched again"
    )
    max_body_bytes: int = _setting("MAX_BODY_BYTES", 2_000_000, _count, "largest request body, in bytes")
    max_answer_bytes: int = _setting(
        "MAX_ANSWER_BYTES", 16_000_000, _count, "largest answer of a service, in bytes"
    )
    max_tokens: int = _setting("PARSER_MAX_TOKENS", 15_000, _count, "most tokens that a document may have")
    request_timeout_s: float = _setting("REQUEST_TIMEOUT_S", 10.0, _seconds, "time for a whole request")
    upstream_timeout_s: float = _setting(
        "UPSTREAM_TIMEOUT_S", 5.0, _seconds, "time for one call to a service"
    )
    connect_timeout_s: float = _setting("CONNECT_TIMEOUT_S", 1.0, _seconds, "time to connect to a service")
    share_calls: bool = _setting(
        "SHARE_CALLS", True, _flag, "whether identical reads in flight share one call"
    )
    share_operations: bool = _setting(
        "SHARE_OPERATIONS", True, _flag, "whether identical queries in flight are executed once"
    )
    share_wait_ms: int = _setting(
        "SHARE_WAIT_MS",
        50,
        _count,
        "longest time to wait for what is in flight before the next of its kind begins, in ms",
    )
    upstream_ca_file: Path | None = _setting(
        "UPSTREAM_CA_FILE",
        None,
        Path,
        "certificate authorities (PEM) that https services are verified with, in place of the system's",
    )
    upstream_cert_file: Path | None = _setting(
        "UPSTREAM_CERT_FILE", None, Path, "certificate (PEM) that the gateway shows to https services"
    )
    upstream_key_file: Path | None = _setting(
        "UPSTREAM_KEY_FILE", None, Path, "private key (PEM, not encrypted) of that certificate"
    )
    graphiql: bool = _setting("GRAPHIQL", True, _flag, "whether browsers get GraphiQL at /graphql")
    explain: str = _setting(
        "EXPLAIN", "off", _explain, "who may see plans in answers: off, scope (plan:read) or all"
    )
    schema: str | None = _setting(
        "GATEWAY_SCHEMA", None, str, "the Graphene schema to serve, package.module:schema; else the shop's"
    )
    config_file: Path = _setting(
        "CONFIG_FILE",
        Path("/config/config.cfg"),
        Path,
        "optional file of service addresses, followed as it changes",
    )


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
        return _url(text)
    except ValueError as error:
        raise BadSettings([f"{name} is {text!r}; it must be {error}."]) from None
