"""What Prometheus is told, at both doors."""

from prometheus_client.parser import text_string_to_metric_families

from tests.gateway.web.asking import ask

REQUESTS = "gateway_request_seconds_count"
CALLS = "gateway_upstream_call_seconds_count"


def counted(door: str, sample: str, **labels: str) -> float:
    text = ask(f"{door}/metrics", method="GET", headers={"Content-Type": None}).body.decode()
    families = text_string_to_metric_families(text)
    samples = (s for family in families for s in family.samples)
    return sum(s.value for s in samples if s.name == sample and s.labels.items() >= labels.items())


def test_requests_are_counted_by_their_status(door: str) -> None:
    fine, refused = counted(door, REQUESTS, status="200"), counted(door, REQUESTS, status="415")

    ask(f"{door}/graphql", {"query": "{ version }"})
    ask(f"{door}/graphql", "{ version }", headers={"Content-Type": "application/graphql"})

    assert counted(door, REQUESTS, status="200") == fine + 1
    assert counted(door, REQUESTS, status="415") == refused + 1


def test_a_call_without_an_answer_is_counted(door: str) -> None:
    before = counted(door, CALLS, service="inventory", status="none")

    ask(f"{door}/graphql", {"query": "{ items { nodes { id } } }"})

    assert counted(door, CALLS, service="inventory", status="none") > before
