"""What goes out on the wire."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from gateway.upstream.deadline import Deadline
from tests.support.behaviours import answers
from tests.support.caller import Caller
from tests.support.stub_service import StubService


def test_a_read_carries_its_query_and_headers(service: StubService, caller: Caller) -> None:
    service.on("/items", answers({}))
    caller.get("/items", query="id=a%20b&id=c", headers=(("X-Request-Id", "r1"),))
    call = service.calls[0]
    assert (call.method, call.target) == ("GET", "/items?id=a%20b&id=c")
    assert (call.headers["x-request-id"], call.body) == ("r1", b"")
    assert "content-length" not in call.headers


def test_a_command_carries_its_body_and_its_length(service: StubService, caller: Caller) -> None:
    service.on("/", answers({}))
    caller.post(body=b'{"a": 1}', headers=(("Content-Type", "application/json"),))
    call = service.calls[0]
    assert (call.method, call.json, call.headers["content-length"]) == ("POST", {"a": 1}, "8")


def test_a_command_without_a_body_says_so(service: StubService, caller: Caller) -> None:
    service.on("/", answers({}))
    caller.post(body=b"")
    assert service.calls[0].headers["content-length"] == "0"


def test_the_host_is_named_with_its_port(service: StubService, caller: Caller) -> None:
    service.on("/", answers({}))
    caller.get()
    assert service.calls[0].headers["host"] == f"127.0.0.1:{service.port}"


def test_json_and_problem_documents_are_accepted(service: StubService, caller: Caller) -> None:
    service.on("/", answers({}))
    caller.get()
    assert service.calls[0].headers["accept"] == "application/json, application/problem+json"


def test_the_time_left_is_told_in_milliseconds(service: StubService, caller: Caller) -> None:
    service.on("/", answers({}))
    caller.get(within_s=0.7)
    assert 500 < int(service.calls[0].headers["x-deadline-ms"]) <= 700


def test_no_more_time_is_told_than_one_call_has(service: StubService) -> None:
    service.on("/", answers({}))
    with Caller(service.url, guarding=partial(Deadline, timeout_s=2)) as caller:
        caller.get(within_s=60)
    assert 1500 < int(service.calls[0].headers["x-deadline-ms"]) <= 2000


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\0"])
@pytest.mark.parametrize("place", ["header", "header name", "query", "path"])
def test_no_line_break_gets_into_a_request(
    service: StubService, caller: Caller, ending: str, place: str
) -> None:
    smuggled = f"a{ending}X-Smuggled: 1"
    details: dict[str, Any] = {
        "header": {"headers": (("X-Thing", smuggled),)},
        "header name": {"headers": ((smuggled, "b"),)},
        "query": {"query": smuggled},
        "path": {"path": f"/{smuggled}"},
    }
    with pytest.raises(ValueError, match="line break"):
        caller.get(**details[place])
    assert service.calls == []


def test_a_service_may_live_under_a_path(service: StubService) -> None:
    service.on("/api/v1/items", answers({}))
    with Caller(f"{service.url}/api/v1/") as caller:
        assert caller.get("/items", query="id=a").status == 200
    assert service.calls[0].target == "/api/v1/items?id=a"


@pytest.fixture
def service_on_ipv6() -> Iterator[StubService]:
    with StubService(host="::1") as service:
        yield service


def test_a_service_may_be_at_an_ipv6_address(service_on_ipv6: StubService) -> None:
    service_on_ipv6.on("/", answers({}))
    with Caller(service_on_ipv6.url) as caller:
        assert caller.get().status == 200
    assert service_on_ipv6.calls[0].headers["host"] == f"[::1]:{service_on_ipv6.port}"
