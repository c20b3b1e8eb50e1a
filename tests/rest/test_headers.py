"""What every answer carries, and what ties one request to the next."""

import pytest

from tests.rest.client import Tiny, problem

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize("path", ["/notes", "/nowhere", "/livez", "/broken", "/openapi.json", "/docs"])
def test_every_answer_has_its_request_id_and_is_hardened(tiny: Tiny, path: str) -> None:
    response = tiny.get(path, headers={"X-Request-Id": "Order.66_a-b", "traceparent": TRACE})

    assert response.headers["X-Request-Id"] == "Order.66_a-b"
    assert response.headers["traceparent"] == TRACE
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("sent", ["", "a b", "x" * 129, "<script>", "é"])
def test_a_request_id_of_another_form_is_replaced(tiny: Tiny, sent: str) -> None:
    made = [
        tiny.get("/notes", headers={"X-Request-Id": sent.encode()}).headers["X-Request-Id"] for _ in range(2)
    ]

    assert sent not in made
    assert len(set(made)) == 2


@pytest.mark.parametrize(
    "sent", ["00-0-0-01", TRACE.upper(), TRACE + "-more", "00-" + "0" * 32 + "-b7ad6b7169203331-01"]
)
def test_a_broken_traceparent_is_not_echoed(tiny: Tiny, sent: str) -> None:
    assert "traceparent" not in tiny.get("/notes", headers={"traceparent": sent}).headers


def test_errors_are_not_kept_by_caches(tiny: Tiny) -> None:
    assert tiny.get("/notes?x=1").headers["Cache-Control"] == "no-store"


def test_an_unknown_path_is_a_problem(tiny: Tiny) -> None:
    problem(tiny.get("/nowhere"), 404, "NOT_FOUND")


def test_another_method_is_told_what_is_allowed(tiny: Tiny) -> None:
    response = tiny.send("DELETE", "/notes")

    problem(response, 405, "METHOD_NOT_ALLOWED")
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_a_failure_is_masked_and_its_log_line_can_be_found(tiny: Tiny) -> None:
    response = tiny.get("/broken", headers={"X-Request-Id": "find-me"})

    answer = problem(response, 500, "INTERNAL_SERVER_ERROR")

    assert "find-me" in answer["detail"]
    assert "secret dsn" not in response.text
    assert any("find-me" in line and "break_down" in line for line in tiny.process.output(1000).splitlines())


@pytest.mark.parametrize(("left", "status"), [("0", 504), ("-5", 504), ("2000", 200)])
def test_work_is_not_started_without_time_left(tiny: Tiny, left: str, status: int) -> None:
    response = tiny.get("/notes", headers={"X-Deadline-Ms": left})

    assert response.status_code == status
    if status == 504:
        problem(response, 504, "DEADLINE_EXCEEDED")


@pytest.mark.parametrize("left", ["soon", "1.5", "", "9999999999"])
def test_a_deadline_is_a_whole_number(tiny: Tiny, left: str) -> None:
    problem(tiny.get("/notes", headers={"X-Deadline-Ms": left}), 400, "BAD_DEADLINE")


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "image/*"])
def test_a_caller_that_takes_no_json_gets_none(tiny: Tiny, accept: str) -> None:
    problem(tiny.get("/notes", headers={"Accept": accept}), 406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*;q=0.1", "text/html, */*;q=0.8"])
def test_a_caller_that_takes_json_gets_it(tiny: Tiny, accept: str) -> None:
    assert tiny.get("/notes", headers={"Accept": accept}).status_code == 200


def test_an_unchanged_answer_is_not_sent_again(tiny: Tiny) -> None:
    path = f"/notes/{tiny.add()['id']}"
    first = tiny.get(path)

    again = tiny.get(path, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_a_changed_answer_is_sent(tiny: Tiny) -> None:
    note = tiny.add(copies=2)
    before = tiny.get(f"/notes/{note['id']}").headers["ETag"]
    tiny.lend(note["id"], "etag-test")

    after = tiny.get(f"/notes/{note['id']}", headers={"If-None-Match": before})

    assert after.status_code == 200
    assert after.json()["copies"] == 1


def test_the_log_has_one_line_a_request(tiny: Tiny) -> None:
    tiny.get("/notes?first=1", headers={"X-Request-Id": "one-line", "traceparent": TRACE})

    (line,) = tiny.process.request_log("one-line")

    assert line.pop("time").endswith("Z")
    assert line.pop("duration_ms") > 0
    assert line == {
        "level": "info",
        "service": "tiny",
        "event": "request",
        "request_id": "one-line",
        "traceparent": TRACE,
        "method": "GET",
        "path": "/notes",
        "query_keys": ["first"],
        "status": 200,
        "subject": None,
    }
