"""How fields are fetched: declared on types, compiled once into a blueprint."""
