"""docs/errors.md says every code that there is, and none that is not."""

import re
from collections.abc import Iterator

import pytest

from gateway import errors
from gateway.errors import DocumentRefused, GatewayError, LimitExceeded, RequestError
from tests.docs import codes
from tests.docs.pages import REPOSITORY, rows

TABLE = {row[0].strip("`"): row for row in rows("docs/errors.md")}
IN_CODE = {code for process in codes.PROCESSES for code in codes.of(process)}


def request_errors(kind: type[RequestError] = RequestError) -> Iterator[type[RequestError]]:
    for child in kind.__subclasses__():
        yield child
        yield from request_errors(child)


def test_every_error_of_the_gateway_stands_in_its_drawing() -> None:
    drawn = re.findall(r"[│├└─ ]*?(\w+) +[\w+]", errors.__doc__ or "")
    known = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, GatewayError)
    }

    assert known - set(drawn) == set()


def test_every_code_is_in_the_table() -> None:
    assert IN_CODE - set(TABLE) == set()


def test_every_code_of_the_table_is_in_the_code() -> None:
    assert set(TABLE) - IN_CODE == set()


def test_every_row_is_complete() -> None:
    assert [row for row in TABLE.values() if len(row) != 5 or not all(row)] == []


@pytest.mark.parametrize("kind", list(request_errors()), ids=lambda kind: kind.__name__)
def test_refusals_of_the_gateway_have_the_status_that_the_table_says(kind: type[RequestError]) -> None:
    if kind not in (DocumentRefused, LimitExceeded) and kind.__module__.startswith("gateway.errors"):
        assert str(kind.status) in TABLE[kind.code][2]


@pytest.mark.parametrize("service", ["user_service", "inventory_service"])
def test_answers_that_routes_declare_have_the_status_that_the_table_says(service: str) -> None:
    declared = codes.with_status(service)

    assert declared
    assert {(code, status) for code, status in declared if status not in TABLE[code][2]} == set()


def test_the_conventions_name_only_codes_that_exist() -> None:
    page = (REPOSITORY / "docs/rest-conventions.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[45][0-9]{2} `([A-Z_]+)`|\"code\": \"([A-Z_]+)\"", page))

    assert {code for pair in named for code in pair if code} - IN_CODE == set()
