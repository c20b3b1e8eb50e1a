"""`python -m tests.rest.tiny` serves it."""

import os
import sys

from inventory_service.rest.database import Database
from inventory_service.rest.environment import load
from inventory_service.rest.server import serve

from .app import MIGRATIONS
from .settings import Settings

if __name__ == "__main__":
    settings = load(Settings)
    if os.environ.get("MIGRATE") != "0":
        database = Database(settings.database_url, MIGRATIONS)
        database.upgrade()
        database.close()
    sys.exit(serve("tests.rest.tiny.app:create_app", settings))
