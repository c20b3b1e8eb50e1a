"""What Alembic loads: the tables are the service's, the rest is the plumbing's."""

from inventory_service.db import metadata
from inventory_service.rest import schema

schema.run(metadata)
