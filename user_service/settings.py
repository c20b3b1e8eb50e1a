"""What can be set about user_service."""

from dataclasses import dataclass

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from .client_address import networks
from .clients import MIN_SECRET_LENGTH
from .rest.checks import not_empty, port, positive, url_or_empty
from .rest.environment import setting
from .rest.settings import RestSettings

_DATABASES = ("sqlite", "postgresql", "mysql", "mariadb")


def _empty_or_long_enough(secret: str) -> str | None:
    if secret and len(secret) < MIN_SECRET_LENGTH:
        return f"must have at least {MIN_SECRET_LENGTH} characters, or be empty to turn the client off"
    return None


def _database_address(url: str) -> str | None:
    try:
        kind = make_url(url).get_backend_name()
    except ArgumentError:
        kind = ""
    return None if kind in _DATABASES else f"must be an address that begins with {', '.join(_DATABASES)}"


def _networks(text: str) -> str | None:
    try:
        networks(text)
    except ValueError:
        return "must be networks such as 10.0.0.0/8, with commas between them"
    return None


def _hashable_with(memory_kib: int) -> str | None:
    return None if memory_kib >= 8 else "must be at least 8, which is what one lane of argon2 needs"


@dataclass(frozen=True, kw_only=True)
class Settings(RestSettings):
    http_port: int = setting(8081, check=port)
    database_url: str = setting("sqlite:///var/user_service.db", check=_database_address, secret=True)
    signing_key_dir: str = setting("var/keys", check=not_empty)
    access_token_ttl_s: int = setting(600, check=positive)
    refresh_token_ttl_s: int = setting(2_592_000, check=positive)
    inventory_url: str = setting("http://127.0.0.1:8082", check=url_or_empty, live=True)
    inventory_client_secret: str = setting("", check=_empty_or_long_enough, secret=True)
    feed_interval_s: float = setting(1.0, check=positive)
    password_memory_kib: int = setting(19_456, check=_hashable_with)
    password_passes: int = setting(2, check=positive)
    login_limit_per_name: int = setting(10, check=positive)
    login_limit_per_address: int = setting(100, check=positive)
    login_limit_window_s: int = setting(900, check=positive)
    trusted_proxies: str = setting("", check=_networks)
