"""A service that moves is followed by the configuration file, without a restart."""

import os
from collections.abc import Iterator

import pytest

from tests.support.ports import free_port
from tests.support.shop import Shop
from tests.support.waiting import eventually

FOLLOWED_WITHIN_S = 30.0


def item_count(shop: Shop) -> int:
    """How many items the shop shows; none while they cannot be had."""
    items = shop.graphql("{ items(first: 1) { totalCount } }").data["items"]
    return int(items["totalCount"]) if items else 0


def complains(shop: Shop) -> bool:
    """Whether the gateway, which looks at the file when it is asked something, said what a line must be."""
    return item_count(shop) > 0 and 'NAME=\\"value\\"' in shop.gateway.output()


def say(shop: Shop, line: str) -> None:
    """Put a line in place of the gateway's configuration, in one step as Kubernetes does."""
    draft = shop.gateway.config_file.with_suffix(".draft")
    draft.write_text(line)
    os.replace(draft, shop.gateway.config_file)


@pytest.fixture
def moved(shop: Shop) -> Iterator[Shop]:
    """The shop after inventory_service went to another port, and back afterwards."""
    old = shop.inventory.port
    shop.inventory.stop()
    shop.inventory.port = free_port()
    shop.inventory.start()
    yield shop
    shop.inventory.stop()
    shop.inventory.port = old
    shop.inventory.start()
    say(shop, "")
    eventually(lambda: item_count(shop), FOLLOWED_WITHIN_S)


def test_the_gateway_finds_a_service_that_moved(moved: Shop) -> None:
    assert item_count(moved) == 0

    say(moved, f'INVENTORY_URL="{moved.inventory.url}"\n')

    assert eventually(lambda: item_count(moved), FOLLOWED_WITHIN_S) >= 178


def test_a_wrong_line_is_refused_and_the_last_good_address_kept(shop: Shop) -> None:
    say(shop, "INVENTORY_URL=http://nowhere.example.com\n")

    eventually(lambda: complains(shop), FOLLOWED_WITHIN_S)

    assert item_count(shop) >= 178
    say(shop, "")
