"""The tiny service put together."""

from pathlib import Path

from flask import Flask

from inventory_service.rest.application import Service, build
from inventory_service.rest.client_credentials import ClientCredentials
from inventory_service.rest.database import Database
from inventory_service.rest.environment import load
from inventory_service.rest.jwks import RemoteKeys
from inventory_service.rest.outgoing import Upstream
from inventory_service.rest.watched import watch

from .api import api
from .notes import Notes
from .settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or load(Settings)
    current = watch(Settings, settings)
    database = Database(settings.database_url, MIGRATIONS)
    token = ClientCredentials(lambda: current().token_issuer, "tiny", settings.client_secret)
    neighbour = Upstream("neighbour", lambda: current().neighbour_url, token)
    return build(
        Service(
            name="tiny",
            description="Notes that can be lent.",
            settings=settings,
            database=database,
            keys=RemoteKeys(lambda: current().jwks_url),
            routes=[api.bind(Notes(database, neighbour))],
        )
    )
