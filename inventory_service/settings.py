"""The settings of inventory_service; README.md has the table."""

from dataclasses import dataclass

from .rest.checks import database_url as check_database_url
from .rest.checks import not_empty, port, url
from .rest.environment import setting
from .rest.settings import RestSettings
from .values import InvalidValueError, Money

_YEAR_S = 31_536_000


def currency(value: str) -> str | None:
    """What is wrong with a currency's code, or None."""
    try:
        Money(0, value)
    except InvalidValueError:
        return "must be the three capital letters of a currency"
    return None


def at_most_a_year(seconds: int) -> str | None:
    """What is wrong with a time to hold units, or None."""
    if 0 < seconds <= _YEAR_S:
        return None
    return f"must be 1 to {_YEAR_S} seconds, not {seconds}"


@dataclass(frozen=True, kw_only=True)
class Settings(RestSettings):
    http_port: int = setting(8082, check=port)
    database_url: str = setting("sqlite:///var/inventory_service.db", check=check_database_url, secret=True)
    users_url: str = setting("http://127.0.0.1:8081", check=url, live=True)
    client_id: str = setting("inventory_service", check=not_empty)
    client_secret: str = setting("", secret=True)
    shop_currency: str = setting("EUR", check=currency)
    reservation_ttl_s: int = setting(900, check=at_most_a_year)
