"""Stock is never oversold, however many want it at the same moment."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from tests.support.people import Item, Person
from tests.support.shop import Payload, Shop

BUYERS = 32


@pytest.fixture(scope="module")
def buyers(shop: Shop) -> list[Person]:
    """As many customers as want the item."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(shop.sign_up, [f"Buyer {n:02}" for n in range(BUYERS)]))


@pytest.fixture
def item(shop: Shop, seller: Person) -> Item:
    """Something of which there are ten."""
    return shop.add_item(seller, quantity=10)


def reserve(shop: Shop, item: Item, buyer: Person, key: str) -> Payload:
    return shop.mutate(
        "reserveItem", "reservation { id }", buyer, itemId=item["id"], quantity=1, idempotencyKey=key
    )


def at_the_same_moment(actions: Sequence[Callable[[], Payload]]) -> list[Payload]:
    start = Barrier(len(actions))

    def act(action: Callable[[], Payload]) -> Payload:
        start.wait(30)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


def outcome(payload: Payload) -> str:
    return "held" if payload["reservation"] else str(payload["userErrors"][0]["code"])


def test_of_32_buyers_exactly_ten_get_one_of_the_last_ten(
    shop: Shop, item: Item, buyers: list[Person]
) -> None:
    payloads = at_the_same_moment(
        [partial(reserve, shop, item, buyer, secrets.token_hex(8)) for buyer in buyers]
    )

    assert Counter(map(outcome, payloads)) == {"held": 10, "OUT_OF_STOCK": 22}
    after = shop.item(item["id"])
    assert (after["quantity"], after["reserved"], after["available"]) == (10, 10, 0)


def test_buyers_who_repeat_their_keys_are_counted_once(shop: Shop, item: Item, buyers: list[Person]) -> None:
    keys = {buyer: secrets.token_hex(8) for buyer in buyers[:8]}
    twice = [partial(reserve, shop, item, buyer, keys[buyer]) for buyer in keys for _ in range(4)]

    at_once = at_the_same_moment(twice)
    later = [reserve(shop, item, buyer, key) for buyer, key in keys.items()]

    assert {outcome(payload) for payload in at_once} <= {"held", "IDEMPOTENCY_KEY_IN_USE"}
    given = {payload["reservation"]["id"] for payload in at_once if payload["reservation"]}
    assert given == {payload["reservation"]["id"] for payload in later}
    assert len(given) == shop.item(item["id"])["reserved"] == 8
