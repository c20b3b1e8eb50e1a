"""Stock is never oversold and never lost, whatever happens at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random

import pytest

from tests.inventory.acting import adjust, at_the_same_moment, code, end, new_key, reserve
from tests.support.people import Item, Person
from tests.support.shop import Shop

BUYERS = 32


@pytest.fixture(scope="module")
def buyers(stock: Shop) -> list[Person]:
    """As many customers as want the item."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(stock.sign_up, ["Buyer"] * BUYERS))


def test_of_32_buyers_exactly_ten_get_one_of_the_last_ten(
    stock: Shop, item: Item, buyers: list[Person]
) -> None:
    answers = at_the_same_moment([partial(reserve, stock, buyer, item) for buyer in buyers])

    assert Counter(map(code, answers)) == {"201": 10, "OUT_OF_STOCK": 22}
    after = stock.item(item["id"])
    assert (after["quantity"], after["reserved"], after["available"]) == (10, 10, 0)


def test_a_key_repeated_at_the_same_moment_holds_once(stock: Shop, item: Item, buyers: list[Person]) -> None:
    keys = {buyer: new_key() for buyer in buyers[:8]}

    at_once = at_the_same_moment(
        [partial(reserve, stock, buyer, item, key=keys[buyer]) for buyer in keys for _ in range(4)]
    )
    later = [reserve(stock, buyer, item, key=key) for buyer, key in keys.items()]

    assert set(map(code, at_once)) <= {"201", "IDEMPOTENCY_KEY_IN_USE"}
    held = {answer.json()["id"] for answer in at_once if answer.status_code == 201}
    assert held == {answer.json()["id"] for answer in later}
    assert {answer.headers["Idempotency-Replayed"] for answer in later} == {"true"}
    assert len(held) == stock.item(item["id"])["reserved"] == 8


def test_adjustments_that_meet_reservations_never_go_below_what_is_held(
    stock: Shop, item: Item, seller: Person, buyers: list[Person]
) -> None:
    reserving = [partial(reserve, stock, buyer, item) for buyer in buyers[:10]]
    taking = [partial(adjust, stock, seller, item, -1) for _ in range(10)]

    told = Counter(map(code, at_the_same_moment(reserving + taking)))

    assert set(told) <= {"201", "200", "OUT_OF_STOCK", "STOCK_RESERVED"}
    after = stock.item(item["id"])
    assert after["reserved"] == told["201"]
    assert after["quantity"] == 10 - told["200"]
    assert told["201"] + told["200"] == 10


def test_after_a_storm_of_everything_every_unit_is_accounted_for(
    stock: Shop, seller: Person, clerk: Person, buyers: list[Person]
) -> None:
    items = [stock.add_item(seller, quantity=40) for _ in range(3)]

    def act(seed: int) -> Counter[str]:
        """One person's day; what it took off the shelf of each item, and put on it."""
        chance, moved = Random(seed), Counter[str]()
        for _ in range(8):
            item = chance.choice(items)
            answer = reserve(stock, buyers[seed], item, chance.randint(1, 3))
            if answer.status_code == 201 and chance.random() < 0.7:
                how = chance.choice(["release", "fulfil"])
                ended = end(stock, clerk, answer.json()["id"], how)
                assert ended.status_code == 200, ended.text
                moved[item["id"]] -= ended.json()["quantity"] if how == "fulfil" else 0
            by = chance.choice([-2, 3])
            moved[item["id"]] += by if adjust(stock, seller, item, by).status_code == 200 else 0
        return moved

    days = at_the_same_moment([partial(act, seed) for seed in range(12)])

    for item in items:
        after = stock.item(item["id"])
        rows = stock.rest(clerk).found("inventory", f"/reservations?item_id={item['id']}&first=100")
        held = [row for row in rows["pages"][item["id"]]["items"] if row["status"] == "HELD"]
        assert after["quantity"] == 40 + sum(day[item["id"]] for day in days)
        assert after["reserved"] == sum(row["quantity"] for row in held)
        assert after["available"] == after["quantity"] - after["reserved"] >= 0
