"""The composition root: from settings to an application."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from .api import Inventory, api
from .expiry import Expiry
from .legacy import legacy
from .rest.application import Service, build
from .rest.client_credentials import ClientCredentials
from .rest.database import Database
from .rest.environment import load
from .rest.jwks import RemoteKeys
from .rest.outgoing import Upstream
from .rest.watched import watch
from .sellers import RestUsers, Sellers
from .service import Shop
from .settings import Settings
from .sql_repository import SqlRepository

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings | None = None) -> Flask:
    """The service as a WSGI application, with the thread that gives back expired stock."""
    settings = settings or load(Settings)
    current = watch(Settings, settings)
    database = open_database(settings)
    inventory = make_inventory(settings, current, database)
    Expiry(inventory.shop).start()
    routes = [api.bind(inventory)]
    if settings.legacy_routes:
        routes.append(legacy.bind(inventory))
    return build(
        Service(
            name="inventory_service",
            description="Items in stock, and what is held of them for whom.",
            settings=settings,
            database=database,
            keys=RemoteKeys(lambda: current().jwks_url),
            routes=routes,
        )
    )


def open_database(settings: Settings) -> Database:
    return Database(settings.database_url, MIGRATIONS)


def make_inventory(settings: Settings, current: Callable[[], Settings], database: Database) -> Inventory:
    """The shop and its sellers, for whoever drives them: the routes, or the import."""
    repository = SqlRepository(database)
    shop = Shop(
        repository,
        currency=settings.shop_currency,
        reservation_ttl=timedelta(seconds=settings.reservation_ttl_s),
    )

    def users_url() -> str:
        return current().users_url

    token = ClientCredentials(users_url, settings.client_id, settings.client_secret)
    users = RestUsers(Upstream("user_service", users_url, token))
    return Inventory(shop, Sellers(repository, users, shop.now))
