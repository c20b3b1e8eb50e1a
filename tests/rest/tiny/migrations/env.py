from inventory_service.rest.schema import run
from tests.rest.tiny.notes import metadata

run(metadata)
