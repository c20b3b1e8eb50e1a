"""What every service also answers, carries and logs."""

import re

import requests
from openapi_spec_validator import OpenAPIV31SpecValidator
from prometheus_client.parser import text_string_to_metric_families

from tests.contract.asking import Asked
from tests.contract.subjects import Subject

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_it_is_alive_and_ready(service: Asked) -> None:
    assert service.get("/livez", signed_in=False).status_code == 200
    assert service.get("/readyz", signed_in=False).status_code == 200


def test_its_metrics_can_be_read(service: Asked, subject: Subject) -> None:
    service.get(subject.reading)

    families = {family.name for family in text_string_to_metric_families(service.get("/metrics").text)}

    assert {"http_requests", "http_request_duration_seconds", "http_requests_in_flight"} <= families


def test_its_description_is_valid_and_names_every_operation_once(service: Asked) -> None:
    document = service.found("/openapi.json")

    OpenAPIV31SpecValidator(document).validate()
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))


def test_its_docs_load_nothing_from_elsewhere(service: Asked) -> None:
    page = service.get("/docs", signed_in=False)

    assert page.status_code == 200
    assert not re.search(r"(https?:)?//[a-z]", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for asset in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        assert service.get(asset, signed_in=False).status_code == 200


def test_it_echoes_what_ties_requests_together(service: Asked, subject: Subject) -> None:
    for path in (subject.reading, "/nowhere", "/livez"):
        response = service.get(path, headers={"X-Request-Id": "Contract.1_a-b", "traceparent": TRACE})

        assert response.headers["X-Request-Id"] == "Contract.1_a-b"
        assert response.headers["traceparent"] == TRACE


def test_it_makes_a_request_id_when_none_is_sound(service: Asked, subject: Subject) -> None:
    for sent in ("", "a b", "x" * 129):
        made = service.get(subject.reading, headers={"X-Request-Id": sent}).headers["X-Request-Id"]

        assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", made)
        assert made != sent


def test_no_answer_is_sniffed_or_kept_by_mistake(service: Asked, subject: Subject) -> None:
    for path in (subject.reading, "/nowhere", "/livez", "/readyz", "/metrics", "/openapi.json", "/docs"):
        response = service.get(path)

        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"]
    assert service.get("/nowhere").headers["Cache-Control"] == "no-store"


def test_head_answers_as_get_without_a_body(service: Asked, subject: Subject) -> None:
    got, headed = service.get(subject.reading), service.send("HEAD", subject.reading)

    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["ETag"] == got.headers["ETag"]


def test_it_logs_one_line_a_request_without_values_or_secrets(service: Asked, subject: Subject) -> None:
    query = {"first": "7", "count": "false"}
    service.get(subject.reading, params=query, headers={"X-Request-Id": f"logged-{subject}"})

    (line,) = service.process.request_log(f"logged-{subject}")

    wanted = "time level service event request_id method path query_keys status duration_ms subject"
    assert line.keys() == set(wanted.split())
    assert line["service"] == subject.name
    assert (line["method"], line["path"], line["status"]) == ("GET", subject.reading, 200)
    assert line["query_keys"] == ["first", "count"]
    assert re.fullmatch(r"usr_[0-9a-z]{26}", line["subject"])
    assert service.token not in service.process.output(100_000)


def test_connections_are_kept_open(service: Asked, subject: Subject) -> None:
    with requests.Session() as session:
        for _ in range(3):
            assert (
                session.get(service.process.url + subject.reading, timeout=5).headers.get("Connection")
                != "close"
            )
