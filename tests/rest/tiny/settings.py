"""The tiny service's settings."""

from dataclasses import dataclass

from inventory_service.rest.checks import port, url
from inventory_service.rest.environment import setting
from inventory_service.rest.settings import RestSettings


@dataclass(frozen=True, kw_only=True)
class Settings(RestSettings):
    http_port: int = setting(8090, check=port)
    neighbour_url: str = setting("http://127.0.0.1:8081", check=url, live=True)
    client_secret: str = setting("", secret=True)
