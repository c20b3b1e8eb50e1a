"""Answers are taken in every form that HTTP/1.1 allows, and in no other."""

import pytest

from gateway.errors import InvalidAnswer, OutcomeUnknown, ServiceUnavailable
from tests.support.behaviours import answers, chunked, closes_after, head, raw, resets_after
from tests.support.caller import DEFAULT_LIMITS, Caller
from tests.support.stub_service import Behaviour, StubService

HINTS = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


def test_status_headers_and_body_are_as_the_service_sent_them(service: StubService, caller: Caller) -> None:
    service.on("/", answers({"a": 1}, 422, {"X-Thing": "Some Value"}))
    reply = caller.get()
    assert (reply.status, reply.headers["x-thing"], reply.body) == (422, "Some Value", b'{"a": 1}')


def test_a_chunked_body_is_put_together(service: StubService, caller: Caller) -> None:
    service.on("/", chunked(b'{"a"', b": 1}"))
    assert caller.get().body == b'{"a": 1}'
    caller.get()
    assert service.connections == 1


def test_a_body_without_a_length_ends_with_the_connection(service: StubService, caller: Caller) -> None:
    service.on("/", closes_after(b"HTTP/1.0 200 OK\r\n\r\n", b'{"a"', b": 1}"))
    assert caller.get().body == b'{"a": 1}'


def test_interim_answers_come_before_the_answer(service: StubService, caller: Caller) -> None:
    service.on("/", raw(HINTS, head(200, {"Content-Length": "2"}) + b"{}", every_s=0.02))
    reply = caller.get()
    assert (reply.status, reply.body, "link" in reply.headers) == (200, b"{}", False)


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_ends_with_its_head(
    service: StubService, caller: Caller, status: int
) -> None:
    service.on("/", raw(head(status)))
    assert caller.get().body == b""


def test_a_redirect_is_an_answer_and_is_not_followed(service: StubService, caller: Caller) -> None:
    service.on("/", answers({}, 302, {"Location": f"{service.url}/elsewhere"}))
    assert caller.get().status == 302
    assert [call.path for call in service.calls] == ["/"]


def test_a_body_that_drips_is_waited_for(service: StubService, caller: Caller) -> None:
    service.on("/", raw(head(200, {"Content-Length": "4"}), b"[", b"1", b" ", b"]", every_s=0.02))
    assert caller.get().body == b"[1 ]"


def test_the_largest_body_that_is_allowed_is_taken(service: StubService, caller: Caller) -> None:
    service.on("/", answers(b" " * DEFAULT_LIMITS.answer_bytes))
    assert len(caller.get().body) == DEFAULT_LIMITS.answer_bytes


TOO_LONG = b" " * (DEFAULT_LIMITS.answer_bytes + 1)
MANY_HEADERS = {f"X-{n}": "a" for n in range(200)}


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(answers(TOO_LONG), id="a body over the cap"),
        pytest.param(chunked(TOO_LONG), id="a chunked body over the cap"),
        pytest.param(closes_after(b"HTTP/1.1 200 OK\r\n\r\n" + TOO_LONG), id="an endless body over the cap"),
        pytest.param(answers({}, headers=MANY_HEADERS), id="too many headers"),
        pytest.param(answers({}, headers={"X-Long": "a" * 70_000}), id="headers too long"),
        pytest.param(raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), id="another protocol"),
        pytest.param(raw(b"\x00\xff\x00\xff" * 100), id="garbage"),
        pytest.param(raw(head(200, {"Content-Length": "-1"})), id="a negative length"),
        pytest.param(
            raw(head(200, {"Content-Length": "2", "content-length": "3"}) + b"{}"), id="two lengths"
        ),
        pytest.param(raw(head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\n"), id="a broken chunk"),
        pytest.param(
            raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n"),
            id="an upgrade",
        ),
        pytest.param(closes_after(head(200, {"Content-Length": "9"}) + b'{"a":'), id="an end too early"),
        pytest.param(
            closes_after(head(200, {"Transfer-Encoding": "chunked"}) + b"2\r\n{}\r\n"),
            id="an end before the last chunk",
        ),
        pytest.param(closes_after(b"HTTP/1.1 200 OK\r\nConte"), id="an end in the head"),
        pytest.param(resets_after(head(200, {"Content-Length": "9"}) + b'{"a":'), id="a reset in the body"),
        pytest.param(resets_after(b"HTTP/1.1 200 OK\r\n\r\n{"), id="a reset where the end is the body's end"),
    ],
)
def test_what_is_no_answer_is_an_error_with_a_code(
    service: StubService, caller: Caller, behaviour: Behaviour
) -> None:
    service.on("/", behaviour)
    with pytest.raises(InvalidAnswer):
        caller.get()
    with pytest.raises(OutcomeUnknown):
        caller.post()
    service.on("/", answers({}))
    assert caller.get().status == 200


@pytest.mark.parametrize(
    "behaviour",
    [pytest.param(closes_after(), id="closes"), pytest.param(resets_after(b""), id="resets")],
)
def test_no_answer_at_all_makes_a_service_unavailable(
    service: StubService, caller: Caller, behaviour: Behaviour
) -> None:
    service.on("/", behaviour)
    with pytest.raises(ServiceUnavailable):
        caller.get()
    with pytest.raises(OutcomeUnknown):
        caller.post()
