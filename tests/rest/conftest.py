"""The tiny service, running."""

from collections.abc import Iterator

import pytest

from tests.rest.client import Tiny
from tests.rest.issuer import Issuer
from tests.support.processes import Process


@pytest.fixture(scope="package")
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    with made.listening():
        yield made


@pytest.fixture(scope="package")
def tiny(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """One process on SQLite for all tests that only read, or write what is theirs."""
    folder = tmp_path_factory.mktemp("tiny")
    settings = {**issuer.settings, "DATABASE_URL": "sqlite:///tiny.db", "MAX_BODY_BYTES": "10000"}
    with Process("tests.rest.tiny", folder, settings) as process:
        yield Tiny(process, issuer)


@pytest.fixture(scope="package", params=["sqlite", "postgres", "mariadb"])
def tiny_anywhere(
    issuer: Issuer, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tiny]:
    """A process on each kind of database in turn."""
    folder = tmp_path_factory.mktemp(request.param)
    settings = {**issuer.settings, "DATABASE_URL": f"sqlite:///{folder / 'tiny.db'}"}
    if request.param != "sqlite":
        settings["DATABASE_URL"] = request.getfixturevalue(request.param).new_database()
    with Process("tests.rest.tiny", folder, settings) as process:
        yield Tiny(process, issuer)
