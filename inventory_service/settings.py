"""The settings of inventory_service; README.md has the table."""

from dataclasses import dataclass

from .rest.checks import not_empty, port, positive, url
from .rest.environment import setting
from .rest.settings import RestSettings
from .values import InvalidValueError, Money


def currency(value: str) -> str | None:
    """What is wrong with a currency's code, or None."""
    try:
        Money(0, value)
    except InvalidValueError:
        return "must be the three capital letters of a currency"
    return None


@dataclass(frozen=True, kw_only=True)
class Settings(RestSettings):
    http_port: int = setting(8082, check=port)
    database_url: str = setting("sqlite:///var/inventory_service.db", check=not_empty, secret=True)
    users_url: str = setting("http://127.0.0.1:8081", check=url, live=True)
    client_id: str = setting("inventory_service", check=not_empty)
    client_secret: str = setting("", secret=True)
    shop_currency: str = setting("EUR", check=currency)
    reservation_ttl_s: int = setting(900, check=positive)
