"""The issuer's keys: fetched when needed, kept when the issuer is away, renewed when it changes them."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.rest.client import Tiny, problem
from tests.rest.issuer import Issuer
from tests.support.processes import Process
from tests.support.waiting import eventually


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Tiny]:
    """A service whose issuer is not listening yet."""
    issuer = Issuer()
    with Process(
        "tests.rest.tiny", tmp_path, {**issuer.settings, "DATABASE_URL": "sqlite:///tiny.db"}
    ) as process:
        yield Tiny(process, issuer)


def status(tiny: Tiny, token: str) -> int:
    return tiny.get("/notes", token=token).status_code


def test_without_keys_a_token_is_neither_good_nor_bad(own: Tiny) -> None:
    response = own.get("/notes", token=own.issuer.token())

    problem(response, 503, "KEYS_UNAVAILABLE")
    assert int(response.headers["Retry-After"]) > 0
    assert own.get("/notes").status_code == 200


def test_it_heals_when_the_issuer_comes(own: Tiny) -> None:
    assert status(own, own.issuer.token()) == 503

    with own.issuer.listening():
        eventually(lambda: status(own, own.issuer.token()) == 200, within_s=3)


def test_keys_are_kept_while_the_issuer_is_away(own: Tiny) -> None:
    with own.issuer.listening():
        assert status(own, own.issuer.token()) == 200

    assert status(own, own.issuer.token()) == 200


def test_a_new_key_is_taken_within_seconds_and_the_old_one_is_forgotten(own: Tiny) -> None:
    with own.issuer.listening():
        old = own.issuer.token()
        assert status(own, old) == 200

        own.issuer.change_key()

        eventually(lambda: status(own, own.issuer.token()) == 200, within_s=3)
        assert status(own, old) == 401


def test_many_callers_at_once_cost_one_fetch(own: Tiny) -> None:
    tokens = [own.issuer.token() for _ in range(8)]
    with own.issuer.listening(), ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda token: status(own, token), tokens)) == [200] * 8

        assert own.issuer.fetches("/jwks.json") == 1


def test_unknown_keys_do_not_make_it_fetch_without_end(own: Tiny) -> None:
    with own.issuer.listening():
        started = time.monotonic()
        for number in range(30):
            assert status(own, own.issuer.token(headers={"kid": f"other-{number}"})) == 401

        assert own.issuer.fetches("/jwks.json") <= 2 + (time.monotonic() - started)
