"""One user_service on SQLite for the tests that need none of their own, and people in it."""

from collections.abc import Iterator

import pytest

from tests.support.processes import Process
from tests.users.people import Caller, granted, user_service, with_role


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with user_service(tmp_path_factory.mktemp("users")) as running:
        yield running


@pytest.fixture
def nobody(service: Process) -> Caller:
    """A caller without a token."""
    return Caller(service.url)


@pytest.fixture
def somebody(nobody: Caller) -> Caller:
    """A new customer."""
    return nobody.sign_up(email="somebody@example.com")


@pytest.fixture(scope="package")
def admin(service: Process) -> Caller:
    return with_role(service, "ADMIN")


@pytest.fixture(scope="package")
def clerk(admin: Caller) -> Caller:
    return granted(admin, "CLERK")
