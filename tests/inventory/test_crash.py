"""kill -9 in the middle of writes: whatever was acknowledged is there afterwards."""

import threading

import requests

from tests.inventory.acting import events, last_position, new_key, reserve
from tests.support.people import Item, Person
from tests.support.shop import Shop
from tests.support.waiting import eventually

WRITERS = 6


def test_no_acknowledged_reservation_is_lost_or_counted_twice(
    stock: Shop, seller: Person, customer: Person
) -> None:
    item = stock.add_item(seller, quantity=100_000)
    start = last_position(stock)
    acknowledged: dict[str, str] = {}
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            key = new_key()
            held = try_to_reserve(stock, customer, item, key)
            if held is not None:
                acknowledged[key] = held

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        eventually(lambda: len(acknowledged) >= 20, within_s=30)
        stock.inventory.kill()
        stock.inventory.start()
        before = len(acknowledged)
        eventually(lambda: len(acknowledged) >= before + 20, within_s=30)
    finally:
        enough.set()
        for writer in writers:
            writer.join()

    replayed = {key: try_to_reserve(stock, customer, item, key) for key in acknowledged}
    assert replayed == acknowledged
    path = f"/reservations?item_id={item['id']}&count=true&first=1"
    total = stock.rest(customer).found("inventory", path)["pages"][item["id"]]["total"]
    assert total >= len(acknowledged)
    assert stock.item(item["id"])["reserved"] == total
    assert sum(row["kind"] == "reservation.held" for row in events(stock, start)) == total


def try_to_reserve(stock: Shop, buyer: Person, item: Item, key: str) -> str | None:
    """The id of the reservation, where that was acknowledged."""
    try:
        answer = reserve(stock, buyer, item, key=key)
    except requests.RequestException:
        return None
    return str(answer.json()["id"]) if answer.status_code == 201 else None
