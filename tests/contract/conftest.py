"""Both services, running, with something in every collection."""

import secrets
from collections.abc import Iterator

import pytest

from inventory_service.rest.ids import mint
from tests.contract.asking import Ask, Asked
from tests.contract.subjects import COLLECTIONS, SUBJECTS, Collection, Subject
from tests.support.shop import Shop
from tests.support.waiting import eventually

RESERVATIONS = 5


@pytest.fixture(scope="package")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The two services with people, items, reservations and a journal of all that."""
    with Shop(tmp_path_factory.mktemp("contract"), with_gateway=False) as shop:
        shop.stock_the_shelves()
        for number in range(RESERVATIONS):
            item = shop.items[number % 2]
            path, key = f"/items/{item['id']}/reservations", {"Idempotency-Key": secrets.token_hex(8)}
            shop.rest(shop.sign_up()).created("inventory", path, {"quantity": 1}, key)
        yield shop


@pytest.fixture(scope="package")
def ask(stocked: Shop) -> Ask:
    """A service by its name, asked by somebody with every scope."""
    admin = stocked.administrator()
    asked = {
        process.module: Asked(process, admin.access_token) for process in (stocked.users, stocked.inventory)
    }
    # The journal is written from events, a moment after what they tell of.
    told = {"reservation.held": RESERVATIONS, "user.role_granted": len(stocked.sellers) + 1}
    eventually(lambda: told.items() <= asked["user_service"].journal_kinds().items())
    return asked.__getitem__


@pytest.fixture(params=SUBJECTS, ids=str)
def subject(request: pytest.FixtureRequest) -> Subject:
    found: Subject = request.param
    return found


@pytest.fixture
def service(subject: Subject, ask: Ask) -> Asked:
    """Each service in turn."""
    return ask(subject.name)


@pytest.fixture(params=COLLECTIONS, ids=str)
def collection(request: pytest.FixtureRequest) -> Collection:
    found: Collection = request.param
    return found


@pytest.fixture
def owner(collection: Collection, ask: Ask) -> Asked:
    """The service that has the collection."""
    return ask(collection.service)


@pytest.fixture
def absent(collection: Collection) -> str:
    """An id that nothing in the collection has."""
    return mint(collection.prefix)


@pytest.fixture
def ask_inventory(ask: Ask) -> Asked:
    return ask("inventory_service")
