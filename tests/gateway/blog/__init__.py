"""A user's own schema over a public-style REST API."""
