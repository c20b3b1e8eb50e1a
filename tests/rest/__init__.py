"""The plumbing of the services, driven over HTTP through a tiny service."""
