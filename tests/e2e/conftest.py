"""One running shop with the demo data for every test of a worker, and people to act in it."""

from collections.abc import Iterator

import pytest

from run import OPEN_TO_DEVELOPERS
from tests.support.people import Person
from tests.support.shop import Shop


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Both services and the gateway, filled and open as `make run` has them."""
    with Shop(tmp_path_factory.mktemp("demo-shop"), settings=OPEN_TO_DEVELOPERS) as running:
        running.import_demo_data()
        yield running


@pytest.fixture(scope="package")
def seller(shop: Shop) -> Person:
    """Somebody who may sell."""
    return shop.with_role("SELLER")


@pytest.fixture(scope="package")
def clerk(shop: Shop) -> Person:
    """Somebody who keeps the stock and reads the journal."""
    return shop.with_role("CLERK")


@pytest.fixture(scope="package")
def admin(shop: Shop) -> Person:
    """Somebody who may do everything."""
    return shop.with_role("ADMIN")


@pytest.fixture
def customer(shop: Shop) -> Person:
    """Somebody new, without a role beyond CUSTOMER."""
    return shop.sign_up()
