"""`run.py`, which `make run` starts: the whole shop on one machine."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.support import groups
from tests.support.ports import free_port
from tests.support.processes import REPOSITORY
from tests.support.waiting import eventually

OPEN_WITHIN_S = 60.0
STOPPED_WITHIN_S = 15.0
PORTS = ["USERS_PORT", "INVENTORY_PORT", "GATEWAY_PORT", "STOREFRONT_PORT"]
COUNT = "{ items(first: 1) { totalCount } users(first: 1) { totalCount } }"


class Run:
    """`python run.py` with a folder and ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.ports = {name: free_port() for name in PORTS}
        self.var = folder / "var"
        self._output = folder / "output"

    def start(self) -> None:
        environment = {name: str(port) for name, port in self.ports.items()}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, REPOSITORY / "run.py"],
                cwd=REPOSITORY,
                env={"PATH": "/usr/bin:/bin", "VAR_DIR": str(self.var), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def open(self) -> None:
        """Start, and wait until the shop is open."""
        self.start()
        eventually(lambda: "Ctrl-C stops it" in self.said() or self.process.poll(), OPEN_WITHIN_S)
        assert self.process.poll() is None, self.said()

    def close(self) -> None:
        """Ask it to end as Ctrl-C does, and wait until it has."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOPPED_WITHIN_S)

    def processes(self) -> dict[str, int]:
        """The processes that it runs, by name."""
        children = groups.children(self.process.pid)
        return {groups.command_line(pid).rpartition(" ")[2]: pid for pid in children}

    def said(self) -> str:
        """What it wrote to the terminal."""
        return self._output.read_text(errors="replace") if self._output.exists() else ""

    def url(self, port: str, path: str = "") -> str:
        return f"http://127.0.0.1:{self.ports[port]}{path}"

    def graphql(self, query: str) -> object:
        """The answer to a query, which must have no errors."""
        answer = requests.post(self.url("GATEWAY_PORT", "/graphql"), json={"query": query}, timeout=20).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def is_ready(self, port: str) -> bool:
        try:
            return requests.get(self.url(port, "/readyz"), timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def can_log_in(self, name: str, password: str) -> bool:
        credentials = {"name": name, "password": password}
        answer = requests.post(self.url("USERS_PORT", "/sessions"), json=credentials, timeout=20)
        return answer.status_code == 201


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The shop, open."""
    run = Run(tmp_path_factory.mktemp("run"))
    try:
        run.open()
        yield run
    finally:
        run.close()


@pytest.mark.slow
def test_it_says_where_everything_is_and_it_is_there(shop: Run) -> None:
    addresses = set(re.findall(r"http://\S+", shop.said()))

    assert {shop.url("STOREFRONT_PORT"), shop.url("GATEWAY_PORT", "/graphql")} <= addresses
    assert {
        requests.get(url, headers={"Accept": "text/html"}, timeout=20).status_code for url in addresses
    } == {200}


@pytest.mark.slow
def test_those_whom_it_names_can_log_in(shop: Run) -> None:
    [password] = re.findall(r"with the password (\S+)", shop.said())
    people = dict(re.findall(r"\|   (customer|seller|admin) +(.+)", shop.said()))

    assert set(people) == {"customer", "seller", "admin"}
    assert all(shop.can_log_in(name, password) for name in people.values())


@pytest.mark.slow
def test_what_it_made_up_is_for_its_owner_only(shop: Run) -> None:
    secrets = [*(shop.var / "secrets").iterdir(), *(shop.var / "keys").glob("*.pem")]

    assert len(secrets) > 3
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}


@pytest.mark.slow
def test_a_process_that_dies_is_started_again(shop: Run) -> None:
    first = shop.processes()["storefront"]
    groups.send(first, signal.SIGKILL)

    assert eventually(lambda: shop.processes().get("storefront", first) != first)
    assert eventually(lambda: shop.is_ready("STOREFRONT_PORT"))
    assert "storefront | ended with status -9" in shop.said()


@pytest.mark.slow
def test_it_ends_cleanly_and_knows_everything_when_it_is_started_again(shop: Run) -> None:
    first, started = shop.graphql(COUNT), shop.processes()
    shop.close()
    left = [pid for group in started.values() for pid in groups.members(group)]
    ended = (shop.process.returncode, left, "Traceback" in shop.said())
    shop.open()

    assert set(started) == {"user_service", "inventory_service", "gateway", "storefront"}
    assert ended == (0, [], False)
    assert shop.graphql(COUNT) == first


@pytest.mark.slow
def test_a_port_in_use_is_named_with_the_variable_that_chooses_another(tmp_path: Path) -> None:
    run = Run(tmp_path)
    with closing(socket.create_server(("127.0.0.1", run.ports["GATEWAY_PORT"]))):
        run.start()
        status = run.process.wait(20)

    assert status == 1
    assert f"127.0.0.1:{run.ports['GATEWAY_PORT']}" in run.said()
    assert "GATEWAY_PORT" in run.said()
    assert not run.var.exists()
