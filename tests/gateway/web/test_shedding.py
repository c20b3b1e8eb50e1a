"""More requests than may be answered at one time are refused at once; probes are answered all the while."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.gateway.web.asking import Response, ask
from tests.gateway.web.conftest import opened
from tests.gateway.web.test_metrics import counted
from tests.support.behaviours import hangs
from tests.support.stub_service import StubService
from tests.support.waiting import eventually

MOST = 12
SETTINGS = {"MAX_IN_FLIGHT": str(MOST), "UPSTREAM_TIMEOUT_S": "1", "UPSTREAM_RETRIES": "0"}
AT_ONCE_S = 0.5
SLOW = {"query": "{ items(first: 1) { nodes { id } } }"}


@pytest.fixture(scope="module", params=["asgi", "wsgi"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway that waits for a service with as many requests as it takes."""
    with StubService() as inventory:
        inventory.on("/items", hangs)
        settings = SETTINGS | {"INVENTORY_URL": inventory.url}
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("INVENTORY_URL", inventory.url)
            folder = tmp_path_factory.mktemp("full")
            with opened(request.param, folder, settings) as door, waiting_requests(door):
                eventually(lambda: get(door, "/readyz").status == 503, every_s=0.02)
                yield door


@contextmanager
def waiting_requests(door: str) -> Iterator[None]:
    threads = [threading.Thread(target=ask, args=(f"{door}/graphql", SLOW)) for _ in range(MOST)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def get(door: str, path: str) -> Response:
    return ask(f"{door}{path}", method="GET", headers={"Content-Type": None})


def test_what_does_not_fit_is_refused_and_whoever_asks_is_told(full: str) -> None:
    began = time.monotonic()
    refused = ask(f"{full}/graphql", {"query": "{ version }"})
    readiness, liveness = get(full, "/readyz"), get(full, "/livez")
    took_s = time.monotonic() - began

    assert (refused.status, refused.codes, refused.headers["retry-after"]) == (503, ["OVERLOADED"], "1")
    assert refused.json.keys() == {"errors"}
    assert (readiness.status, readiness.json["status"]) == (503, "overloaded")
    assert liveness.status == 200
    assert counted(full, "gateway_requests_running") == MOST
    assert counted(full, "gateway_requests_shed_total") == 1
    assert took_s < AT_ONCE_S


def test_it_is_ready_again_when_there_is_room(full: str) -> None:
    eventually(lambda: get(full, "/readyz").status == 200)
    assert ask(f"{full}/graphql", {"query": "{ version }"}).status == 200
