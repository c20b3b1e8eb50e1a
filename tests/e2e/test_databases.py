"""The services keep their promises on PostgreSQL and MariaDB as they do on SQLite."""

import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.databases import DatabaseServer
from tests.support.people import Item, Person
from tests.support.shop import Shop
from tests.support.waiting import eventually

BUYERS = 16
TOLD_WITHIN_S = 15.0


@pytest.fixture(scope="module", params=["postgres", "mariadb"])
def unmigrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Both services on new, empty databases of such a server; not running."""
    server: DatabaseServer = request.getfixturevalue(request.param)
    shop = Shop(tmp_path_factory.mktemp(request.param), with_gateway=False)
    for process in shop.processes:
        process.environment["DATABASE_URL"] = server.new_database()
    return shop


@pytest.fixture(scope="module")
def services(unmigrated: Shop) -> Iterator[Shop]:
    """The same services with their schema, running."""
    for process in unmigrated.processes:
        done = process.run("migrate")
        assert done.returncode == 0, f"{process.module} migrate failed: {done.stdout}{done.stderr}"
    with unmigrated as running:
        yield running


@pytest.fixture(scope="module")
def seller(services: Shop) -> Person:
    """Somebody who may sell."""
    return services.with_role("SELLER")


def reserve(services: Shop, item: Item, buyer: Person, key: str) -> int:
    path = f"/items/{item['id']}/reservations"
    headers = {"Idempotency-Key": key}
    return services.rest(buyer).send("POST", "inventory", path, {"quantity": 1}, headers).status_code


def test_a_service_is_not_ready_before_its_schema_is_there(unmigrated: Shop) -> None:
    for process in unmigrated.processes:
        process.spawn()
        try:
            assert eventually(process.readiness, 20) == 503
        finally:
            process.stop()


def test_buyers_at_the_same_moment_never_get_more_than_there_is(services: Shop, seller: Person) -> None:
    item, key = services.add_item(seller, quantity=10), secrets.token_hex(8)
    with ThreadPoolExecutor(BUYERS) as pool:
        buyers = list(pool.map(services.sign_up, ["Buyer"] * BUYERS))
        statuses = Counter(pool.map(lambda buyer: reserve(services, item, buyer, key), buyers))

    assert statuses == {201: 10, 409: BUYERS - 10}
    assert services.item(item["id"])["available"] == 0


def test_the_demo_data_and_the_journal_arrive(services: Shop) -> None:
    services.import_demo_data()
    customer = services.sign_up()

    found = services.rest().found("inventory", "/items?search=puffin")["items"]
    told = eventually(
        lambda: services.rest(customer).found("users", f"/journal?user_id={customer.id}")["pages"][
            customer.id
        ]["items"],
        TOLD_WITHIN_S,
    )

    assert [row["sku"] for row in found] == ["TOY-1001"]
    assert [row["kind"] for row in told] == ["user.added"]


def test_what_was_acknowledged_survives_kill_9(services: Shop, seller: Person) -> None:
    item, customer = services.add_item(seller, quantity=10), services.sign_up()
    assert reserve(services, item, customer, "before") == 201
    for process in services.processes:
        process.kill()
    services.start()

    assert services.item(item["id"])["reserved"] == 1
    assert services.log_in(customer.name).id == customer.id
    assert reserve(services, item, customer, "before") == 201
    assert services.item(item["id"])["reserved"] == 1
