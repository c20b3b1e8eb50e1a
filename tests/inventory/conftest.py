"""The two services, inventory's on each kind of database, and people to act in them."""

from collections.abc import Iterator

import pytest

from tests.support.databases import DatabaseServer
from tests.support.people import Item, Person
from tests.support.processes import Process
from tests.support.shop import Shop


@pytest.fixture(scope="session", params=["sqlite", "postgres", "mariadb"])
def stock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """user_service on SQLite and inventory_service on the database that the test is run for."""
    shop = Shop(tmp_path_factory.mktemp(request.param), with_gateway=False)
    if request.param == "sqlite":
        shop.inventory.environment["DATABASE_URL"] = f"sqlite:///{shop.inventory.var_dir}/stock.db"
    else:
        server: DatabaseServer = request.getfixturevalue(request.param)
        shop.inventory.environment["DATABASE_URL"] = server.new_database()
        migrated = shop.inventory.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
    with shop as running:
        yield running


@pytest.fixture(scope="session")
def seller(stock: Shop) -> Person:
    """Somebody who may sell."""
    return stock.with_role("SELLER")


@pytest.fixture(scope="session")
def clerk(stock: Shop) -> Person:
    """Somebody who keeps the stock and all reservations."""
    return stock.with_role("CLERK")


@pytest.fixture
def customer(stock: Shop) -> Person:
    """Somebody new who may only buy."""
    return stock.sign_up()


@pytest.fixture
def item(stock: Shop, seller: Person) -> Item:
    """Something of which there are ten."""
    return stock.add_item(seller, quantity=10)


@pytest.fixture(scope="module")
def hasty(stock: Shop) -> Iterator[Process]:
    """A second process on the same database, whose reservations expire after a second."""
    settings = {**stock.inventory.environment, "RESERVATION_TTL_S": "1"}
    folder = stock.inventory.var_dir.parent / "hasty"
    with Process("inventory_service", folder, settings) as process:
        yield process
