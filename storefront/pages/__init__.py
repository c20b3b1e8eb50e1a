"""The shop's pages, one file a subject."""

from . import account, catalogue, health, items, reservations, sellers, selling, sessions, tiles

BLUEPRINTS = tuple(
    module.blueprint
    for module in (catalogue, items, sellers, tiles, sessions, reservations, account, selling, health)
)
