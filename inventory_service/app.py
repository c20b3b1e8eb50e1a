"""The composition root: from settings to an application."""

from datetime import timedelta

from flask import Flask

from .api import Inventory, api
from .expiry import Expiry
from .legacy import legacy
from .rest.application import Service, build
from .rest.database import Database
from .rest.environment import load
from .rest.outgoing import ClientCredentials, Upstream
from .rest.watched import watch
from .sellers import RestUsers, Sellers
from .service import Shop
from .settings import Settings
from .sql_repository import SqlRepository

DESCRIPTION = "Items in stock, and what is held of them for whom."


def create_app(settings: Settings | None = None) -> Flask:
    """The service as a WSGI application, with the thread that gives back expired stock."""
    settings = settings or load(Settings)
    database = open_database(settings)
    inventory = make_inventory(settings, database)
    Expiry(inventory.shop).start()
    routes = [api.bind(inventory)]
    if settings.legacy_routes:
        routes.append(legacy.bind(inventory))
    return build(Service("inventory_service", DESCRIPTION, settings, database, routes))


def open_database(settings: Settings) -> Database:
    return Database(settings.database_url, migrations="inventory_service/migrations")


def make_inventory(settings: Settings, database: Database) -> Inventory:
    """The shop and its sellers, for whoever drives them: the routes, or the import."""
    repository = SqlRepository(database)
    shop = Shop(
        repository,
        currency=settings.shop_currency,
        reservation_ttl=timedelta(seconds=settings.reservation_ttl_s),
    )
    current = watch(Settings, settings)

    def users_url() -> str:
        return current().users_url

    token = ClientCredentials(users_url, settings.client_id, settings.client_secret)
    users = RestUsers(Upstream("user_service", users_url, token))
    return Inventory(shop, Sellers(repository, users, shop.now))
