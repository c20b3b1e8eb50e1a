"""What can be set: environment variables, and the optional mounted file that wins over them."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from .config_file import read_config_file
from .errors import SettingsError

DEFAULT_CONFIG_FILE = "/config/config.cfg"
SHORTEST_SECRET = 32
MADE_SECRET_FILE = Path("var/storefront_session.secret")
LOG_LEVELS = ("debug", "info", "warning", "error")

T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """The storefront's settings, all of them checked."""

    session_secret: str = field(repr=False)
    http_host: str = "127.0.0.1"
    http_port: int = 8083
    gateway_url: str = "http://127.0.0.1:8080"
    gateway_timeout_s: float = 10.0
    cookie_secure: bool = False
    max_body_bytes: int = 1_048_576
    send_document_ids: bool = False
    drain_delay_s: float = 2.0
    log_level: str = "info"


NAMES = frozenset(
    {
        "HTTP_HOST",
        "HTTP_PORT",
        "GATEWAY_URL",
        "GATEWAY_TIMEOUT_S",
        "SESSION_SECRET",
        "SESSION_SECRET_FILE",
        "COOKIE_SECURE",
        "MAX_BODY_BYTES",
        "SEND_DOCUMENT_IDS",
        "DRAIN_DELAY_S",
        "LOG_LEVEL",
    }
)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from the environment and the file at CONFIG_FILE. SettingsError says which is bad, and why."""
    given = dict(environ) | read_config_file(config_path(environ), NAMES)
    defaults = Settings(session_secret="")
    return Settings(
        session_secret=_session_secret(given),
        http_host=_read(given, "HTTP_HOST", _text, defaults.http_host),
        http_port=_read(given, "HTTP_PORT", _port, defaults.http_port),
        gateway_url=_read(given, "GATEWAY_URL", _address, defaults.gateway_url),
        gateway_timeout_s=_read(given, "GATEWAY_TIMEOUT_S", _seconds, defaults.gateway_timeout_s),
        cookie_secure=_read(given, "COOKIE_SECURE", _switch, defaults.cookie_secure),
        max_body_bytes=_read(given, "MAX_BODY_BYTES", _positive, defaults.max_body_bytes),
        send_document_ids=_read(given, "SEND_DOCUMENT_IDS", _switch, defaults.send_document_ids),
        drain_delay_s=_read(given, "DRAIN_DELAY_S", _seconds_or_none, defaults.drain_delay_s),
        log_level=_read(given, "LOG_LEVEL", _log_level, defaults.log_level),
    )


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the mounted file is, when there is one."""
    return Path(environ.get("CONFIG_FILE") or DEFAULT_CONFIG_FILE)


def _read(given: Mapping[str, str], name: str, parse: Callable[[str], T], default: T) -> T:
    text = given.get(name)
    if text is None:
        return default
    try:
        return parse(text.strip())
    except ValueError as error:
        raise SettingsError(f"{name} is {text!r}, but {error}") from None


def _text(text: str) -> str:
    if not text:
        raise ValueError("it must not be empty.")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("it must be a port from 1 to 65535.")
    return int(text)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("it must be a whole number of at least 1.")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 300:
        raise ValueError("it must be a number of seconds, more than 0 and at most 300.")
    return seconds


def _seconds_or_none(text: str) -> float:
    return 0.0 if text == "0" else _seconds(text)


def _switch(text: str) -> bool:
    switches = {"1": True, "true": True, "0": False, "false": False}
    if text.lower() not in switches:
        raise ValueError("it must be 1 or 0.")
    return switches[text.lower()]


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"it must be one of {', '.join(LOG_LEVELS)}.")
    return text.lower()


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it must be an address such as http://127.0.0.1:8080.")
    return text.rstrip("/")


def _session_secret(given: Mapping[str, str]) -> str:
    if "SESSION_SECRET" in given:
        secret = given["SESSION_SECRET"].strip()
        source = "SESSION_SECRET"
    elif "SESSION_SECRET_FILE" in given:
        secret = _read_secret(Path(given["SESSION_SECRET_FILE"]))
        source = "The secret in SESSION_SECRET_FILE"
    else:
        secret = _own_secret()
        source = f"The secret in {MADE_SECRET_FILE}"
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(f"{source} has {len(secret)} characters, but needs at least {SHORTEST_SECRET}.")
    return secret


def _read_secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"SESSION_SECRET_FILE is {str(path)!r}, but it cannot be read: {error}."
        ) from None


def _own_secret() -> str:
    """A secret of this installation's own, made at its first start; replicas must share one that is set."""
    try:
        if not MADE_SECRET_FILE.exists():
            MADE_SECRET_FILE.parent.mkdir(parents=True, exist_ok=True)
            unfinished = MADE_SECRET_FILE.with_suffix(".new")
            unfinished.touch(mode=0o600)
            unfinished.write_text(secrets.token_urlsafe(48), encoding="utf-8")
            unfinished.replace(MADE_SECRET_FILE)
    except OSError as error:
        raise SettingsError(
            f"SESSION_SECRET is not set, and none could be made at {MADE_SECRET_FILE}: {error.strerror}."
        ) from None
    return _read_secret(MADE_SECRET_FILE)
