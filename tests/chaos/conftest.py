"""A shop whose gateway reaches its services through proxies that fail at will."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.people import Person
from tests.support.ports import free_port
from tests.support.processes import REPOSITORY
from tests.support.shop import Shop
from tests.support.waiting import eventually

#: Times are short, so that a service that hangs does not hold up the tests, and breakers have tests of their own.
POLICIES = {"UPSTREAM_TIMEOUT_S": "0.4", "REQUEST_TIMEOUT_S": "2", "UPSTREAM_BREAKER_CALLS": "1000"}


class Chaos:
    """The shop, and a switch for the faults of its services. `plenty`: the id of an item that does not run out."""

    plenty: str

    def __init__(self, folder: Path) -> None:
        self._file = folder / "faults.json"
        self._ports = {"users": free_port(), "inventory": free_port()}
        proxies = {f"{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in self._ports.items()}
        self.shop = Shop(folder)
        self.shop.gateway.environment |= proxies | POLICIES
        real = {"users": self.shop.users.url, "inventory": self.shop.inventory.url}
        self._places = [f"{name}={port}={real[name]}" for name, port in self._ports.items()]

    @contextmanager
    def proxies(self) -> Iterator[None]:
        """The proxies, as `make run faults=1` runs them."""
        command = [sys.executable, "-m", "gateway", "fault", "--serve", *self._places]
        environment = {"PYTHONPATH": str(REPOSITORY), "FAULTS_FILE": str(self._file)}
        process = subprocess.Popen(command, env=environment, cwd=self._file.parent)
        try:
            yield
        finally:
            process.terminate()
            process.wait(5)

    @contextmanager
    def fault(self, service: str, name: str) -> Iterator[None]:
        """A fault of a service for a while."""
        self._write({service: {"fault": name}})
        try:
            yield
        finally:
            self._write({})

    def _write(self, settings: dict[str, dict[str, str]]) -> None:
        written = self._file.with_suffix(".new")
        written.write_text(json.dumps(settings))
        written.replace(self._file)


@pytest.fixture(scope="module")
def chaos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chaos]:
    chaos = Chaos(tmp_path_factory.mktemp("chaos"))
    with chaos.proxies(), chaos.shop:
        chaos.shop.stock_the_shelves()
        chaos.plenty = chaos.shop.add_item(chaos.shop.sellers[0], quantity=1000)["id"]
        eventually(lambda: not chaos.shop.graphql("{ items(first: 1) { nodes { seller { name } } } }").errors)
        yield chaos


@pytest.fixture(scope="module")
def customer(chaos: Chaos) -> Person:
    return chaos.shop.sign_up()
