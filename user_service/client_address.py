"""Whom a request comes from: the other end of the connection, or the one that a trusted proxy had it from."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

# Whoever has one address of these many bits in common has them all.
_SUBSCRIBER_BITS = 64


def networks(text: str) -> Sequence[Network]:
    """Raises ValueError."""
    return [ip_network(part.strip()) for part in text.split(",") if part.strip()]


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """An IPv4 address or an IPv6 subscriber's network; `peer` as it is where that is no address.

    Each proxy adds to the end of X-Forwarded-For whom it had the request from, so it is read backwards, for as long as
    the hop is trusted: what stands before was written by anyone.
    """
    client = peer
    for hop in (peer, *reversed(forwarded_for.split(","))):
        try:
            address = ip_address(hop.strip())
        except ValueError:
            break
        address = getattr(address, "ipv4_mapped", None) or address
        is_subscriber = isinstance(address, IPv6Address)
        client = str(ip_network((address, _SUBSCRIBER_BITS), strict=False)) if is_subscriber else str(address)
        if not any(address in network for network in trusted):
            break
    return client
