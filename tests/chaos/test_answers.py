"""Whatever a service does, the gateway answers in time: what it has, and a code for what it has not."""

import re
import time
from typing import Any

import pytest

from gateway.faults.kinds import MEANINGS, REFUSE
from tests.chaos.conftest import Chaos
from tests.support.answers import Answer
from tests.support.people import Person
from tests.support.waiting import eventually

#: Of users and of items, each beside the other and below it.
QUERY = """
{
  version
  users(first: 3) { nodes { id name items(first: 2) { nodes { id name } } } }
  items(first: 4) { totalCount nodes { id sku name price { amount currency } seller { id name } } }
}
"""
OTHER = {"users": "items", "inventory": "users"}
CODES = {
    "DOWNSTREAM_SERVICE_ERROR",
    "GATEWAY_TIMEOUT",
    "OUTCOME_UNKNOWN",
    "REQUEST_RATE_LIMITED",
    "UPSTREAM_INVALID_RESPONSE",
}
HARMLESS = {"shuffled", "missing-rows", "foreign-rows"}
INTERNALS = re.compile(
    r"127\.0\.0\.1|169\.254|localhost|https?://|Traceback|\.py\b|Errno|msgspec|nginx|socket", re.I
)
LONGEST_S = 2.0 + 0.5
HEALED_WITHIN_S = 10.0
REFUSES_WITHIN_S = 0.3

FAULTS = [(service, fault) for fault in MEANINGS for service in OTHER]


def healthy(chaos: Chaos) -> Answer | None:
    answer = chaos.shop.graphql(QUERY)
    return None if answer.errors else answer


def telling_of(other: str, chaos: Chaos) -> Answer | None:
    """An answer in time; none where a busy machine made the service late that has no fault."""
    began = time.monotonic()
    answer = chaos.shop.graphql(QUERY)
    assert time.monotonic() - began < LONGEST_S
    return answer if answer.data[other] else None


def assert_in_order(answer: Answer) -> None:
    """Well-formed, coded, and silent about the inside."""
    assert answer.status == 200
    for error in answer.errors:
        assert error["path"]
        assert error["locations"]
        assert error["extensions"]["code"] in CODES
    assert not INTERNALS.search(answer.text), answer.text


@pytest.mark.parametrize(("service", "fault"), FAULTS)
def test_a_fault_of_one_service_leaves_what_the_other_says(chaos: Chaos, service: str, fault: str) -> None:
    before = eventually(lambda: healthy(chaos), HEALED_WITHIN_S, every_s=0.03)
    assert before is not None

    with chaos.fault(service, fault):
        if fault == REFUSE:
            time.sleep(REFUSES_WITHIN_S)
        answer = eventually(lambda: telling_of(OTHER[service], chaos), HEALED_WITHIN_S)

    assert answer is not None
    assert_in_order(answer)
    assert answer.data["version"]
    assert _own(answer.data[OTHER[service]], OTHER[service]) == _own(
        before.data[OTHER[service]], OTHER[service]
    )
    if fault not in HARMLESS:
        assert answer.errors
    eventually(lambda: healthy(chaos), HEALED_WITHIN_S, every_s=0.03)


def _own(page: Any, kind: str) -> Any:
    """What a service itself says of its rows, without what is below them."""
    below = {"users": "items", "items": "seller"}[kind]
    return [{name: value for name, value in node.items() if name != below} for node in page["nodes"]]


@pytest.mark.parametrize("fault", [name for name in MEANINGS if name not in ("shuffled", "big")])
def test_a_command_under_a_fault_is_done_once_or_not_at_all(
    chaos: Chaos, customer: Person, fault: str
) -> None:
    """It may be sent again with its idempotency key, by the gateway and by the client."""
    eventually(lambda: healthy(chaos), HEALED_WITHIN_S, every_s=0.03)
    item = chaos.plenty
    members = {"itemId": item, "quantity": 1, "idempotencyKey": f"under-{fault}"}
    reserved_before = chaos.shop.item(item)["reserved"]

    with chaos.fault("inventory", fault):
        began = time.monotonic()
        first = chaos.shop.mutation("reserveItem", "reservation { id }", customer, **members)
        assert time.monotonic() - began < LONGEST_S
    assert_in_order(first)
    eventually(lambda: healthy(chaos), HEALED_WITHIN_S, every_s=0.03)

    again = chaos.shop.mutate("reserveItem", "reservation { id }", customer, **members)

    assert again["userErrors"] == []
    assert chaos.shop.item(item)["reserved"] == reserved_before + 1


def test_while_connections_are_refused_answers_come_at_once(chaos: Chaos) -> None:
    eventually(lambda: healthy(chaos), HEALED_WITHIN_S, every_s=0.03)
    with chaos.fault("inventory", REFUSE):
        eventually(lambda: chaos.shop.graphql(QUERY).errors, HEALED_WITHIN_S)
        began = time.monotonic()
        chaos.shop.graphql(QUERY)
        assert time.monotonic() - began < 1
