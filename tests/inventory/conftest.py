"""The two services, inventory's on each kind of database, and people to act in them."""

from collections.abc import Iterator

import pytest

from tests.support.databases import DatabaseServer
from tests.support.people import Item, Person
from tests.support.processes import Process
from tests.support.shop import Shop


class Stocks:
    """The services on each kind of database, started when first asked for and kept until the tests are over."""

    def __init__(self, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
        self._request = request
        self._folders = tmp_path_factory
        self._running: dict[str, Shop] = {}
        self._people: dict[tuple[Shop, str], Person] = {}

    def on(self, kind: str) -> Shop:
        """user_service on SQLite and inventory_service on a database of this kind."""
        if kind not in self._running:
            shop = Shop(self._folders.mktemp(kind), with_gateway=False)
            if kind == "sqlite":
                shop.inventory.environment["DATABASE_URL"] = f"sqlite:///{shop.inventory.var_dir}/stock.db"
            else:
                self._move(shop, self._request.getfixturevalue(kind))
            shop.start()
            self._running[kind] = shop
        return self._running[kind]

    def with_role(self, shop: Shop, role: str) -> Person:
        """The one person of each shop who has the role."""
        if (shop, role) not in self._people:
            self._people[shop, role] = shop.with_role(role)
        return self._people[shop, role]

    def stop(self) -> None:
        """Stop all that was started."""
        for shop in self._running.values():
            shop.stop()

    @staticmethod
    def _move(shop: Shop, server: DatabaseServer) -> None:
        shop.inventory.environment["DATABASE_URL"] = server.new_database()
        migrated = shop.inventory.run("migrate")
        assert migrated.returncode == 0, migrated.stderr


@pytest.fixture(scope="package")
def stocks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocks]:
    """What `stock` chooses from."""
    made = Stocks(request, tmp_path_factory)
    yield made
    made.stop()


@pytest.fixture(scope="package", params=["sqlite", "postgres", "mariadb"])
def stock(request: pytest.FixtureRequest, stocks: Stocks) -> Shop:
    """The services, inventory's on the database that the test is run for."""
    return stocks.on(request.param)


@pytest.fixture(scope="package")
def seller(stocks: Stocks, stock: Shop) -> Person:
    """Somebody who may sell."""
    return stocks.with_role(stock, "SELLER")


@pytest.fixture(scope="package")
def clerk(stocks: Stocks, stock: Shop) -> Person:
    """Somebody who keeps the stock and all reservations."""
    return stocks.with_role(stock, "CLERK")


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
