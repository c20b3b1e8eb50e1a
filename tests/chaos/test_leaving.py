"""A process that is told to end loses no request: balancers are told first, then it finishes what it has."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.balancer import Asked, Balancer
from tests.support.processes import Process

SETTINGS = {"DRAIN_DELAY_S": "0.4"}
VERSION = Asked("POST", "/graphql", b'{"query": "{ version }"}')
ANSWERED_AT_LEAST = 200

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
                time.sleep(0.2)
                statuses.append(pair[1].stop())
            time.sleep(0.2)

    assert balancer.failures == []
    assert set(statuses) == {0}
    assert balancer.answered > ANSWERED_AT_LEAST
