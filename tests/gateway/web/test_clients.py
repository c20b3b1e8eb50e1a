"""Both doors know the address of whom they talk to, and count each client apart."""

from tests.gateway.web.asking import ask


def left(url: str, forwarded_for: str) -> int:
    """What is left to a client behind a proxy that is trusted."""
    answer = ask(f"{url}/graphql", {"query": "{ version }"}, headers={"X-Forwarded-For": forwarded_for})
    return int(answer.headers["ratelimit-remaining"])


def test_clients_behind_a_trusted_proxy_are_counted_by_their_address(production: str) -> None:
    first = left(production, "198.51.100.1")
    assert left(production, "198.51.100.1") == first - 1
    assert left(production, "198.51.100.2") == first
    assert left(production, "203.0.113.1, 198.51.100.1") == first - 2


def test_a_rate_that_is_used_up_is_429_at_the_door(production: str) -> None:
    query = "{ a: items(first: 100) { nodes { seller { items(first: 99) { nodes { id } } } } } }"
    client = {"X-Forwarded-For": "198.51.100.3"}
    answers = [ask(f"{production}/graphql", {"query": query}, headers=client) for _ in range(3)]
    assert [answer.status == 429 for answer in answers] == [False, False, True]
    assert answers[-1].codes == ["REQUEST_RATE_LIMITED"]
    assert int(answers[-1].headers["retry-after"]) >= 1
