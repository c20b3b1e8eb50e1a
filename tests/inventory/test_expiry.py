"""Held stock comes back when its time has passed."""

import time
from datetime import UTC, datetime
from typing import Any

import requests

from tests.inventory.acting import code, end, events, last_position, new_key
from tests.support.people import Item, Person
from tests.support.processes import Process
from tests.support.shop import Shop
from tests.support.waiting import eventually


def hold(hasty: Process, buyer: Person, item: Item, quantity: int = 1) -> dict[str, Any]:
    """A reservation that expires after a second."""
    answer = requests.post(
        f"{hasty.url}/items/{item['id']}/reservations",
        json={"quantity": quantity},
        headers={"Authorization": f"Bearer {buyer.access_token}", "Idempotency-Key": new_key()},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row


def test_the_stock_comes_back_and_the_reservation_says_why(
    stock: Shop, hasty: Process, item: Item, customer: Person
) -> None:
    held = hold(hasty, customer, item, 4)
    assert stock.item(item["id"])["available"] == 6

    eventually(lambda: stock.item(item["id"])["available"] == 10, within_s=15)

    row = stock.rest(customer).found("inventory", f"/reservations/{held['id']}")
    assert row["status"] == "EXPIRED"


def test_with_two_processes_sweeping_every_reservation_expires_once(
    stock: Shop, hasty: Process, item: Item, customer: Person
) -> None:
    start = last_position(stock)
    for _ in range(8):
        hold(hasty, customer, item)

    eventually(lambda: stock.item(item["id"])["reserved"] == 0, within_s=15)

    kinds = [row["kind"] for row in events(stock, start) if row["item_id"] == item["id"]]
    assert kinds.count("reservation.expired") == 8
    assert stock.item(item["id"])["quantity"] == 10


def test_nobody_is_ever_shown_as_held_what_is_due(
    stock: Shop, hasty: Process, item: Item, customer: Person
) -> None:
    held = hold(hasty, customer, item)
    due = datetime.fromisoformat(held["expires_at"])
    statuses: list[tuple[bool, str]] = []

    while not statuses or datetime.now(UTC).timestamp() < due.timestamp() + 0.5:
        is_due = datetime.now(UTC) >= due
        row = stock.rest(customer).found("inventory", f"/reservations/{held['id']}")
        statuses.append((is_due, row["status"]))
        time.sleep(0.05)

    assert (True, "EXPIRED") in statuses
    assert (True, "HELD") not in statuses


def test_what_has_expired_is_not_held_any_more(
    stock: Shop, hasty: Process, item: Item, customer: Person, clerk: Person
) -> None:
    held = {how: hold(hasty, customer, item)["id"] for how in ("release", "fulfil")}
    time.sleep(1.05)

    assert [code(end(stock, clerk, held[how], how)) for how in held] == ["NOT_HELD"] * 2
    eventually(lambda: stock.item(item["id"])["available"] == 10, within_s=15)


def test_what_a_killed_process_held_expires_all_the_same(
    stock: Shop, hasty: Process, item: Item, customer: Person
) -> None:
    hold(hasty, customer, item, 3)
    hasty.kill()

    eventually(lambda: stock.item(item["id"])["available"] == 10, within_s=15)

    hasty.start()
