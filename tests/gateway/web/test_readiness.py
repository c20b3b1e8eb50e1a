"""What `/readyz` and `/metrics` say of services that are away."""

import json

from tests.gateway.web.asking import ask
from tests.gateway.web.test_metrics import counted


def test_readiness_says_of_each_service_whether_calls_reach_it(door: str) -> None:
    answer = ask(f"{door}/readyz", method="GET", headers={"Content-Type": None})

    assert answer.status == 200
    assert json.loads(answer.body)["services"].keys() == {"users", "inventory"}


def test_services_have_the_state_of_their_breaker_and_their_calls(door: str) -> None:
    ask(f"{door}/graphql", {"query": "{ items { nodes { id } } }"})

    assert counted(door, "gateway_breaker_state", service="inventory") in (0, 1, 2)
    assert counted(door, "gateway_upstream_calls_running", service="inventory") == 0
    assert counted(door, "gateway_upstream_calls_waiting", service="inventory") == 0
