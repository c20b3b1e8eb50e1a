"""Both services, running, with something in every collection."""

import secrets
from collections.abc import Callable, Iterator

import pytest

from inventory_service.rest.ids import mint
from tests.contract.asking import Asked
from tests.contract.subjects import COLLECTIONS, SUBJECTS, Collection, Subject
from tests.support.shop import Shop
from tests.support.waiting import eventually

RESERVATIONS = 5


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The two services with people, items, reservations and a journal of all that."""
    with Shop(tmp_path_factory.mktemp("contract"), with_gateway=False) as shop:
        shop.stock_the_shelves()
        for number in range(RESERVATIONS):
            item = shop.items[number % 2]
            path, key = f"/items/{item['id']}/reservations", {"Idempotency-Key": secrets.token_hex(8)}
            shop.rest(shop.sign_up()).created("inventory", path, {"quantity": 1}, key)
        yield shop


@pytest.fixture(scope="session")
def ask(stocked: Shop) -> Callable[[str], Asked]:
    """A service by its name, asked by somebody with every scope."""
    admin = stocked.with_role("ADMIN")
    asked = {
        process.module: Asked(process, admin.access_token) for process in (stocked.users, stocked.inventory)
    }
    events = asked["user_service"]
    eventually(lambda: _kinds(events) >= {"user.added", "item.added", "reservation.held"})
    return asked.__getitem__


def _kinds(users: Asked) -> set[str]:
    return {row["kind"] for row in users.found("/journal", first=100)["items"]}


@pytest.fixture(params=SUBJECTS, ids=str)
def subject(request: pytest.FixtureRequest) -> Subject:
    found: Subject = request.param
    return found


@pytest.fixture
def service(subject: Subject, ask: Callable[[str], Asked]) -> Asked:
    """Each service in turn."""
    return ask(subject.name)


@pytest.fixture(params=COLLECTIONS, ids=str)
def collection(request: pytest.FixtureRequest) -> Collection:
    found: Collection = request.param
    return found


@pytest.fixture
def owner(collection: Collection, ask: Callable[[str], Asked]) -> Asked:
    """The service that has the collection."""
    return ask(collection.service)


@pytest.fixture
def absent(collection: Collection) -> str:
    """An id that nothing in the collection has."""
    return mint(collection.prefix)


@pytest.fixture
def ask_inventory(ask: Callable[[str], Asked]) -> Asked:
    return ask("inventory_service")
