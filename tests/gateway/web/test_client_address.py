"""A client's address is the socket's; what proxies say is believed as far as the proxies are."""

import pytest

from gateway.settings import BadSettings, read_settings
from gateway.web.client_address import client_address, subscriber_of

TRUSTED = read_settings({"TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.1, fd00::/8"}).trusted_proxies


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2, 192.168.1.1", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("fd00::1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_is_that_of_the_last_hop_that_is_not_trusted(
    peer: str, forwarded_for: str, client: str
) -> None:
    assert client_address(peer, forwarded_for, TRUSTED) == client


def test_nobody_is_trusted_unless_it_is_said() -> None:
    assert client_address("127.0.0.1", "198.51.100.1", read_settings({}).trusted_proxies) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "subscriber"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_ipv6_clients_are_counted_by_network(address: str, subscriber: str) -> None:
    assert subscriber_of(address) == subscriber


@pytest.mark.parametrize("text", ["10.0.0.1/8", "everyone", "10.0.0.0/33"])
def test_networks_that_are_none_stop_the_start(text: str) -> None:
    with pytest.raises(BadSettings, match=r"TRUSTED_PROXIES .* networks such as"):
        read_settings({"TRUSTED_PROXIES": text})
