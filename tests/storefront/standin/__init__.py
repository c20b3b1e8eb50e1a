"""A gateway with known answers: the shop's schema, executed over what a test put into memory."""

from .gateway import StandInGateway
from .world import World

__all__ = ["StandInGateway", "World"]
