"""The feed of events: what other services read to know what happened."""

import threading
from functools import partial

from tests.inventory.acting import (
    adjust,
    at_the_same_moment,
    code,
    end,
    events,
    last_position,
    reserve,
    service_token,
)
from tests.support.people import Item, Person
from tests.support.shop import Shop

WRITERS = 12
WRITES_EACH = 6


def test_a_reader_that_follows_the_feed_misses_nothing_of_concurrent_writers(
    stock: Shop, seller: Person
) -> None:
    items = [stock.add_item(seller) for _ in range(WRITERS)]
    position = start = last_position(stock)
    seen: list[int] = []
    done = threading.Event()

    def follow() -> None:
        nonlocal position
        while True:
            is_last = done.is_set()
            rows = events(stock, position)
            seen.extend(row["position"] for row in rows)
            position = seen[-1] if seen else position
            if is_last and not rows:
                return

    def write(item: Item) -> None:
        for _ in range(WRITES_EACH):
            assert adjust(stock, seller, item, 1).status_code == 200

    reader = threading.Thread(target=follow)
    reader.start()
    try:
        at_the_same_moment([partial(write, item) for item in items])
    finally:
        done.set()
        reader.join()

    assert seen == list(range(start + 1, start + 1 + WRITERS * WRITES_EACH))


def test_the_life_of_an_item_is_told_in_order(
    stock: Shop, seller: Person, clerk: Person, customer: Person
) -> None:
    start = last_position(stock)
    item = stock.add_item(seller, quantity=5)
    stock.rest(seller).send("PATCH", "inventory", f"/items/{item['id']}", {"name": "Milk jug, large"})
    adjust(stock, clerk, item, 2)
    first, second = (reserve(stock, customer, item).json()["id"] for _ in range(2))
    end(stock, customer, first, "release")
    end(stock, seller, second, "fulfil")

    told = events(stock, start)

    assert [(row["kind"], row["user_id"]) for row in told] == [
        ("item.added", seller.id),
        ("item.updated", seller.id),
        ("stock.adjusted", clerk.id),
        ("reservation.held", customer.id),
        ("reservation.held", customer.id),
        ("reservation.released", customer.id),
        ("reservation.fulfilled", customer.id),
    ]
    assert {row["item_id"] for row in told} == {item["id"]}
    assert all(row["detail"] and row["at"].endswith("Z") for row in told)


def test_what_is_refused_is_not_told(stock: Shop, seller: Person, customer: Person) -> None:
    item = stock.add_item(seller, quantity=1)
    start = last_position(stock)

    assert code(reserve(stock, customer, item, 2)) == "OUT_OF_STOCK"
    assert code(adjust(stock, seller, item, -2)) == "STOCK_RESERVED"

    assert events(stock, start) == []


def test_a_part_of_the_feed_says_where_to_go_on(stock: Shop, seller: Person) -> None:
    stock.add_item(seller)
    token = {"Authorization": f"Bearer {service_token(stock, 'events:read')}"}

    first = stock.rest().send("GET", "inventory", "/events?after=0&limit=1", headers=token).json()
    end_of_feed = last_position(stock)
    none = stock.rest().send("GET", "inventory", f"/events?after={end_of_feed}", headers=token).json()

    assert first["next"] == first["items"][0]["position"]
    assert none == {"items": [], "next": end_of_feed}


def test_the_feed_is_for_services_only(stock: Shop, seller: Person) -> None:
    assert stock.rest().send("GET", "inventory", "/events").status_code == 401
    assert stock.rest(seller).send("GET", "inventory", "/events").status_code == 403
