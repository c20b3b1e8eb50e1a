"""What a client may use in a while: by cost, for each viewer and each address."""

import asyncio
from collections.abc import Iterator

import pytest

from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.limits import windows
from gateway.limits.rates import Charge, InMemory, Rates
from gateway.settings import BadSettings, Settings, read_settings
from gateway.settings.values import Rate
from tests.gateway.limits.desk import Desk

BOOKS = "{ books(first: 9) { nodes { id } } }"  # costs 10
RATE = Rate(25, 3_600)


@pytest.fixture
def limited() -> Iterator[Desk]:
    with Desk(Settings(rate_limit=RATE)) as desk:
        yield desk


def test_a_client_who_used_up_their_rate_is_told_when_to_come_again(limited: Desk) -> None:
    answers = [limited.ask(BOOKS) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["15", "5", "5"]
    refused = answers[-1]
    assert (refused.code, len(limited.calls)) == ("REQUEST_RATE_LIMITED", 2)
    assert refused.headers["RateLimit-Limit"] == "25"
    assert 1 <= int(refused.headers["Retry-After"]) <= 2 * 3_600
    assert 1 <= int(refused.headers["RateLimit-Reset"]) <= 2 * 3_600


def test_what_costs_less_than_is_left_is_still_answered(limited: Desk) -> None:
    assert [limited.ask(BOOKS).status for _ in range(3)] == [200, 200, 429]
    assert [limited.ask('{ book(id: "bok_1") { id } }').status for _ in range(6)] == [200] * 5 + [429]


def test_what_is_free_or_refused_costs_one(limited: Desk) -> None:
    limited.ask("{ version }")
    limited.ask("{ nothing }")
    limited.ask("{")
    assert limited.ask("{ version }").headers["RateLimit-Remaining"] == "21"


def test_each_address_has_a_rate_of_its_own(limited: Desk) -> None:
    for _ in range(3):
        limited.ask(BOOKS, peer="198.51.100.1")
    assert limited.ask(BOOKS, peer="198.51.100.1").status == 429
    assert limited.ask(BOOKS, peer="198.51.100.2").status == 200
    assert limited.ask(BOOKS, peer="2001:db8::1").headers["RateLimit-Remaining"] == "15"
    assert limited.ask(BOOKS, peer="2001:db8::2").headers["RateLimit-Remaining"] == "5"


def test_who_forges_an_address_is_counted_by_their_own(limited: Desk) -> None:
    statuses = [limited.ask(BOOKS, headers={"x-forwarded-for": f"203.0.113.{n}"}).status for n in range(3)]
    assert statuses == [200, 200, 429]


def test_behind_a_trusted_proxy_its_clients_are_counted() -> None:
    settings = read_settings({"RATE_LIMIT": "25/hour", "TRUSTED_PROXIES": "10.0.0.0/8"})
    with Desk(settings) as desk:
        statuses = [
            desk.ask(BOOKS, peer="10.0.0.1", headers={"x-forwarded-for": f"203.0.113.{n % 2}"}).status
            for n in range(5)
        ]
    assert statuses == [200, 200, 200, 200, 429]


def test_a_batch_is_charged_the_sum() -> None:
    with Desk(Settings(rate_limit=RATE, max_batch=5)) as desk:
        desk.post([{"query": BOOKS}, {"query": BOOKS}])
        assert desk.ask("{ version }").headers["RateLimit-Remaining"] == "4"


def test_who_shares_the_work_of_another_is_charged_like_anybody(limited: Desk) -> None:
    async def together() -> list[int]:
        return [
            answer.status
            for answer in await asyncio.gather(*(limited.posted({"query": BOOKS}) for _ in range(3)))
        ]

    assert limited.run(together()) == [200, 200, 429]
    assert len(limited.calls) <= 2


def test_without_a_rate_all_is_metered_and_nothing_refused(desk: Desk) -> None:
    answers = [desk.ask(BOOKS) for _ in range(30)]
    assert {answer.status for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers
    assert 'gateway_operation_cost_count{client="address"}' in desk.metrics()


@pytest.mark.parametrize("text", ["1000", "0/minute", "many/minute", "10/fortnight", "/minute"])
def test_a_rate_that_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(BadSettings, match=r"RATE_LIMIT is .* a rate such as"):
        read_settings({"RATE_LIMIT": text})


def viewer(subject: str, issuer: str = "issuer") -> Viewer:
    return Viewer(subject, frozenset(), issuer, "token")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_200.0

    def __call__(self) -> float:
        return self.now


def charge(rates: Rates, who: Viewer, cost: int, address: str = "198.51.100.1") -> Charge:
    return asyncio.run(rates.charge(who, address, cost))


def test_who_is_signed_in_is_counted_wherever_they_are() -> None:
    rates = Rates(Rate(10, 60), Rate(5, 60), clock=Clock())
    assert charge(rates, viewer("usr_1"), 6, "198.51.100.1").remaining == 4
    assert charge(rates, viewer("usr_1"), 6, "198.51.100.2").retry_after_s is not None
    assert charge(rates, viewer("usr_1", "another issuer"), 6).remaining == 4
    assert charge(rates, viewer("usr_2"), 6).remaining == 4
    assert charge(rates, ANONYMOUS, 3).remaining == 2


def test_what_was_used_is_forgotten_little_by_little() -> None:
    clock = Clock()
    rates = Rates(Rate(100, 60), clock=clock)
    assert charge(rates, viewer("usr_1"), 100).remaining == 0
    clock.now += 60
    assert charge(rates, viewer("usr_1"), 1).retry_after_s == 1
    clock.now += 30
    assert charge(rates, viewer("usr_1"), 1).remaining == 49
    clock.now += 120
    assert charge(rates, viewer("usr_1"), 1).remaining == 99


@pytest.mark.parametrize("used_before", [0, 40, 100])
@pytest.mark.parametrize("cost", [1, 50, 100])
def test_after_the_time_that_was_told_there_is_room(used_before: int, cost: int) -> None:
    clock = Clock()
    rates = Rates(Rate(100, 60), clock=clock)
    charge(rates, viewer("usr_1"), used_before or 1)
    clock.now += 61
    charge(rates, viewer("usr_1"), 100 - used_before or 1)
    told = charge(rates, viewer("usr_1"), cost)
    if told.retry_after_s is not None:
        clock.now += told.retry_after_s
        assert charge(rates, viewer("usr_1"), cost).retry_after_s is None


def test_what_costs_more_than_the_rate_is_never_taken() -> None:
    assert charge(Rates(Rate(10, 60)), viewer("usr_1"), 11).retry_after_s == 60


def test_clients_that_were_quiet_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MAX_CLIENTS", 2)
    memory, rate = InMemory(), Rate(10, 60)

    def taken(client: str) -> int:
        return asyncio.run(memory.take(client, 1, rate, 0.0))[1].now

    assert [taken(client) for client in ("a", "b", "a", "c", "a", "b")] == [1, 1, 2, 1, 3, 1]
