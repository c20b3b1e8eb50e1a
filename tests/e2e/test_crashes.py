"""kill -9 during writes: whatever was acknowledged is there afterwards."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests

from tests.support.people import PASSWORD, Item, Person
from tests.support.shop import Shop
from tests.support.waiting import eventually

WRITERS = 4
HEALS_WITHIN_S = 60.0

Write = Callable[[], str | None]


@contextmanager
def writing(write: Write) -> Iterator[list[str]]:
    """Several writers at work; the list grows with what was acknowledged to them."""
    acknowledged: list[str] = []
    enough = threading.Event()

    def work() -> None:
        while not enough.is_set():
            done = write()
            if done is not None:
                acknowledged.append(done)
            else:
                enough.wait(0.1)

    writers = [threading.Thread(target=work) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        yield acknowledged
    finally:
        enough.set()
        for writer in writers:
            writer.join()


def signing_up(shop: Shop) -> Write:
    """Signs somebody up through the gateway; the name, if that was acknowledged."""

    def write() -> str | None:
        name = f"Written {secrets.token_hex(6)}"
        return (
            name if acknowledges(shop, "signUp", name=name, phone="447700900170", password=PASSWORD) else None
        )

    return write


def reserving(shop: Shop, item: Item, buyer: Person) -> Write:
    """Reserves one piece through the gateway; the key, if that was acknowledged."""

    def write() -> str | None:
        key = secrets.token_hex(8)
        members = {"itemId": item["id"], "quantity": 1, "idempotencyKey": key}
        return key if acknowledges(shop, "reserveItem", buyer, **members) else None

    return write


def acknowledges(shop: Shop, field: str, person: Person | None = None, /, **members: object) -> bool:
    """Whether the gateway answered, and said that it was done."""
    try:
        answer = shop.mutation(field, "__typename", person, **members)
    except requests.RequestException:
        return False
    return not answer.errors and answer.data[field]["userErrors"] == []


def names_known(shop: Shop, names: list[str]) -> set[str]:
    """Which of the names user_service knows."""
    known: set[str] = set()
    for start in range(0, len(names), 100):
        query = "&".join(f"name={name}" for name in names[start : start + 100])
        known |= {row["name"] for row in shop.rest().found("users", f"/users?{query}")["items"]}
    return known


def crash_while(shop: Shop, process_name: str, write: Write) -> list[str]:
    """What was acknowledged before and after the process was killed in the middle of it."""
    process = getattr(shop, process_name)
    with writing(write) as acknowledged:
        eventually(lambda: len(acknowledged) >= 12, HEALS_WITHIN_S)
        process.kill()
        before = len(acknowledged)
        process.start()
        eventually(lambda: len(acknowledged) >= before + 8, HEALS_WITHIN_S)
    return acknowledged


@pytest.mark.parametrize("killed", ["users", "gateway"])
def test_everybody_whose_sign_up_was_acknowledged_is_known_afterwards(shop: Shop, killed: str) -> None:
    acknowledged = crash_while(shop, killed, signing_up(shop))

    assert names_known(shop, acknowledged) == set(acknowledged)


@pytest.mark.parametrize("killed", ["inventory", "gateway"])
def test_every_acknowledged_reservation_is_held_afterwards(
    shop: Shop, seller: Person, customer: Person, killed: str
) -> None:
    item = shop.add_item(seller, quantity=100_000)

    keys = crash_while(shop, killed, reserving(shop, item, customer))

    held = shop.rest(customer).found("inventory", f"/reservations?item_id={item['id']}&first=1&count=true")
    total = held["pages"][item["id"]]["total"]
    assert total >= len(keys)
    assert shop.item(item["id"])["reserved"] == total
    # A key that was acknowledged gives its first answer again; were it lost, this would hold one more.
    for key in keys:
        assert reserving_again(shop, item, customer, key)
    assert shop.item(item["id"])["reserved"] == total


def reserving_again(shop: Shop, item: Item, buyer: Person, key: str) -> bool:
    members = {"itemId": item["id"], "quantity": 1, "idempotencyKey": key}
    return acknowledges(shop, "reserveItem", buyer, **members)
