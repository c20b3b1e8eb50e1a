"""`python -m tests.rest.tiny` serves it."""

import sys

from inventory_service.rest.database import Database
from inventory_service.rest.environment import load
from inventory_service.rest.server import serve

from .app import MIGRATIONS
from .settings import Settings

if __name__ == "__main__":
    settings = load(Settings)
    Database(settings.database_url, MIGRATIONS).upgrade()
    sys.exit(serve("tests.rest.tiny.app:create_app", settings))
