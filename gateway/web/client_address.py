"""The address of a client: the socket's, or the one that proxies we trust say they had it from."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from gateway.settings.values import Network

Address = IPv4Address | IPv6Address

#: What the addresses of one IPv6 subscriber have in common: whoever has one of them has them all.
SUBSCRIBER_BITS = 64


@lru_cache(maxsize=4096)
def client_address(peer: str, forwarded_for: str, trusted: tuple[Network, ...]) -> str:
    """The client's address; `peer` as it is where that is no address (a Unix socket).

    `forwarded_for`: `X-Forwarded-For`. Each proxy adds to its end whom it had the request from, so that it is read backwards,
    as long as the hop is a proxy that we trust: what stands before was written by anyone.
    """
    nearest = _address(peer)
    if nearest is None:
        return peer
    for entry in reversed(forwarded_for.split(",")):
        if not _is_trusted(nearest, trusted):
            break
        further = _address(entry)
        if further is None:
            break
        nearest = further
    return str(nearest)


@lru_cache(maxsize=4096)
def subscriber_of(address: str) -> str:
    """What is counted as one client: an IPv4 address, an IPv6 network of 64 bits."""
    parsed = _address(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, SUBSCRIBER_BITS), strict=False))
    return address


def _is_trusted(address: Address, trusted: tuple[Network, ...]) -> bool:
    return any(address in network for network in trusted)


def _address(text: str) -> Address | None:
    """An address as proxies write it: with a port or brackets, too."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
