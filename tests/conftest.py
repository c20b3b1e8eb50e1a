"""Fixtures that every suite may use."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import forked, groups
from tests.support.databases import DatabaseServer, mariadb_server, postgres_server
from tests.support.shop import Shop

pytest_plugins = ["tests.support.scheduling"]


def pytest_collection_finish() -> None:
    """What was imported and collected is there until the end: the collector, which some tests call, need not look at it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_process_is_left_behind() -> Iterator[None]:
    """Whatever a test starts, it ends."""
    before = set(groups.children(os.getpid()))
    yield
    left = [pid for pid in groups.children(os.getpid()) if pid not in before and not forked.helps(pid)]
    left += forked.left()
    commands = [groups.command_line(pid) for pid in left]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left, f"Left running, and ended now: {commands}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseServer]:
    """A PostgreSQL server of this worker's own; skipped when the programs are absent."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[DatabaseServer]:
    """A MariaDB server of this worker's own; skipped when the programs are absent."""
    with mariadb_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: DatabaseServer) -> str:
    """DATABASE_URL of a fresh PostgreSQL database."""
    return postgres.new_database()


@pytest.fixture
def mariadb_url(mariadb: DatabaseServer) -> str:
    """DATABASE_URL of a fresh MariaDB database."""
    return mariadb.new_database()


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """DATABASE_URL of a fresh database, once on each kind of server that a service may run on."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    server: DatabaseServer = request.getfixturevalue(
        "postgres" if request.param == "postgresql" else "mariadb"
    )
    return server.new_database()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Both services and the gateway with a small stock, running for the tests of one module."""
    with Shop(tmp_path_factory.mktemp("shop")) as running:
        running.stock_the_shelves()
        yield running


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The two services without a gateway, with a small stock, running for the tests of one module."""
    with Shop(tmp_path_factory.mktemp("services"), with_gateway=False) as running:
        running.stock_the_shelves()
        yield running
