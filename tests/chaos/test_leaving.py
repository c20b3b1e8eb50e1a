"""A process that is told to end loses no request: balancers are told first, then it finishes what it has."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from tests.support import groups
from tests.support.balancer import Asked, Balancer
from tests.support.behaviours import answers
from tests.support.ports import free_port
from tests.support.processes import REPOSITORY, Process
from tests.support.stub_service import StubService
from tests.support.waiting import eventually

#: Much longer than the balancer takes to notice, on a busy machine too.
SETTINGS = {"DRAIN_DELAY_S": "1"}
VERSION = Asked("POST", "/graphql", b'{"query": "{ version }"}')
ANSWERED_AT_LEAST = 200
AT_ONCE_S = 2.0

LEAVERS = {
    "gateway": VERSION,
    "inventory_service": Asked("GET", "/items?first=1"),
    "storefront": Asked("GET", "/static/base.css"),
}


@contextmanager
def started(processes: Sequence[Process]) -> Iterator[None]:
    """Started side by side, and stopped at the end."""
    for process in processes:
        process.spawn()
    try:
        for process in processes:
            process.wait_until_ready()
        yield
    finally:
        for process in processes:
            process.kill()


@pytest.mark.parametrize("module", LEAVERS)
def test_one_of_two_processes_leaves_under_load_and_no_request_fails(module: str, tmp_path: Path) -> None:
    settings = SETTINGS | ({} if module == "gateway" else {"CLIENT_SECRET": "x" * 32})
    pair = [Process(module, tmp_path, settings), Process(module, tmp_path, settings)]
    with started(pair):
        balancer = Balancer(pair, LEAVERS[module])
        with balancer.load():
            time.sleep(0.3)
            statuses = [pair[0].stop()]
            if module == "gateway":
                pair[0].start()
                eventually(balancer.sends_to_all, every_s=0.01)
                statuses.append(pair[1].stop())
            time.sleep(0.2)

    assert balancer.failures == []
    assert set(statuses) == {0}
    assert balancer.answered > ANSWERED_AT_LEAST


@pytest.mark.parametrize("module", ["gateway", "inventory_service"])
def test_a_process_that_leaves_says_so_and_a_second_signal_ends_it_now(module: str, tmp_path: Path) -> None:
    with Process(module, tmp_path, {"DRAIN_DELAY_S": "60", "CLIENT_SECRET": "x" * 32}) as process:
        os.kill(process.pid, signal.SIGTERM)
        eventually(lambda: process.readiness() == 503, every_s=0.02)
        answer = requests.get(f"{process.url}/livez", timeout=2)
        began = time.monotonic()
        process.stop()

    assert (answer.status_code, answer.headers["Connection"]) == (200, "close")
    assert time.monotonic() - began < AT_ONCE_S


@pytest.mark.parametrize("module", LEAVERS)
def test_a_process_whose_main_process_is_killed_ends_whole_and_may_be_started_again(
    module: str, tmp_path: Path
) -> None:
    with Process(module, tmp_path, {"CLIENT_SECRET": "x" * 32}) as process:
        os.kill(process.pid, signal.SIGKILL)
        assert eventually(lambda: not groups.members(process.pid), within_s=2, every_s=0.02)
        process.kill()
        process.start()


def test_a_request_that_has_begun_to_arrive_is_answered(tmp_path: Path) -> None:
    with Process("gateway", tmp_path, {"DRAIN_DELAY_S": "0"}) as process:
        body = b'{"query": "{ version }"}'
        with socket.create_connection(("127.0.0.1", process.port), timeout=5) as connection:
            connection.sendall(b"POST /graphql HTTP/1.1\r\nHost: here\r\n")
            time.sleep(0.05)
            os.kill(process.pid, signal.SIGTERM)
            eventually(lambda: process.readiness() is None, every_s=0.02)
            connection.sendall(
                b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )
            heard = b"".join(iter(lambda: connection.recv(65_536), b""))

        assert heard.startswith(b"HTTP/1.1 200 ")
        assert b"connection: close" in heard
        assert process.stop() == 0


def test_under_granian_the_wsgi_door_finishes_what_it_has(tmp_path: Path) -> None:
    port = free_port()
    with StubService() as inventory:
        inventory.on("/items", answers({"items": [], "next": None}, delay_s=0.6))
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--port", str(port)]
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "INVENTORY_URL": inventory.url,
        }
        server = subprocess.Popen([*command, "gateway.app:create_app"], env=environment, cwd=tmp_path)
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: _is_up(url))
        with ThreadPoolExecutor() as clients:
            answer = clients.submit(
                requests.post, f"{url}/graphql", json={"query": "{ items { nodes { id } } }"}, timeout=5
            )
            eventually(lambda: inventory.calls, every_s=0.01)
            server.terminate()

        assert answer.result().json() == {"data": {"items": {"nodes": []}}}
        assert server.wait(5) == 0


def _is_up(url: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"{url}/readyz", timeout=1).status_code == 200
    return False
