"""How Alembic runs the migrations beside this file."""

from user_service.db import metadata
from user_service.rest.schema import run

run(metadata)
