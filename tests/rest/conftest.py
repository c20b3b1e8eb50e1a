"""The tiny service, running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rest.client import Tiny
from tests.rest.issuer import Issuer
from tests.support.processes import Process


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    with made.listening():
        yield made


@pytest.fixture(scope="session")
def tiny(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """One process on SQLite for all tests that only read, or write what is theirs."""
    folder = tmp_path_factory.mktemp("tiny")
    settings = {**issuer.settings, "DATABASE_URL": "sqlite:///tiny.db", "MAX_BODY_BYTES": "10000"}
    with Process("tests.rest.tiny", folder, settings) as process:
        yield Tiny(process, issuer)


@pytest.fixture
def tiny_anywhere(issuer: Issuer, database_url: str, tmp_path: Path) -> Iterator[Tiny]:
    """A process of the test's own, once on each kind of database."""
    settings = {**issuer.settings, "DATABASE_URL": database_url}
    with Process("tests.rest.tiny", tmp_path / "tiny", settings) as process:
        yield Tiny(process, issuer)
