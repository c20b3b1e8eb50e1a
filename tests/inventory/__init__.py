"""inventory_service, driven over HTTP, on every kind of database."""
