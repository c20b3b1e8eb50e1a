"""Faults of services at will, for developers: a proxy before each service that does to answers what networks and bugs do."""
