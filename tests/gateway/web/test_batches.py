"""Several operations in one request, where they are allowed."""

import pytest

from tests.gateway.web.asking import GRAPHQL, ask
from tests.gateway.web.conftest import MAX_BATCH


def test_the_answers_come_in_the_order_of_the_operations(strict: str) -> None:
    response = ask(strict, '[{"query": "{ a: __typename }"}, {"query": "{ b: __typename }"}]')

    assert (response.status, response.json) == (200, [{"data": {"a": "Query"}}, {"data": {"b": "Query"}}])


def test_what_befalls_one_does_not_concern_the_others(strict: str) -> None:
    batch = '[{"query": "{"}, {"query": "{ __typename }"}, {"query": "{ items { totalCount } }"}]'
    response = ask(strict, batch, headers={"Accept": GRAPHQL})

    refused, sound, failed = response.json
    assert response.status == 200
    assert refused["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
    assert sound == {"data": {"__typename": "Query"}}
    assert failed["data"] == {"items": None}


@pytest.mark.parametrize("size", [0, MAX_BATCH + 1])
def test_a_batch_has_a_bound(strict: str, size: int) -> None:
    response = ask(strict, f"[{','.join(['{}'] * size)}]")

    assert (response.status, response.codes) == (422, ["BAD_REQUEST"])


@pytest.mark.parametrize("batch", ["[5]", "[null]", '[{"query": 5}]', "[[]]"])
def test_what_is_no_operation_ends_the_whole(strict: str, batch: str) -> None:
    assert ask(strict, batch).codes == ["BAD_REQUEST"]
