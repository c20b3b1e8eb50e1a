"""The issuer's keys: fetched rarely, changed at once, kept while the issuer is away."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.gateway.auth.conftest import JWKS, REFRESH_S, Door
from tests.support.behaviours import answers, hangs, problem
from tests.support.issuer import SigningKey, token
from tests.support.waiting import eventually

#: Unknown ids cause at most one fetch in this time.
COOLDOWN_S = 2.0


@pytest.fixture
def own_door(tmp_path: Path) -> Iterator[Door]:
    """A gateway whose issuer has not begun yet, and whose keys grow old fast."""
    door = Door(tmp_path, refresh_s=REFRESH_S)
    with door.gateway:
        yield door
    door.issuer.stop()


def test_tokens_wait_for_the_issuer_and_nobody_else_does(own_door: Door) -> None:
    response = own_door.ask(token(own_door.key))
    assert (response.status, response.codes) == (503, ["KEYS_UNAVAILABLE"])
    assert response.headers["retry-after"] == "1"
    assert own_door.ask(None, query="{ version }").status == 200

    own_door.publish(own_door.key)
    own_door.issuer.start()
    assert eventually(lambda: own_door.names(token(own_door.key)), within_s=4) == "Ada"


def test_keys_are_fetched_once_for_all_who_wait(own_door: Door) -> None:
    own_door.publish(own_door.key)
    slow = answers({"keys": [own_door.key.public]}, delay_s=0.3)
    own_door.issuer.on(JWKS, slow)
    own_door.issuer.start()
    time.sleep(COOLDOWN_S)
    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(own_door.names, [token(own_door.key, jti=str(n)) for n in range(8)]))
    assert names == ["Ada"] * 8
    assert own_door.fetches == 1


def test_keys_that_are_taken_back_are_refused_once_keys_grow_old(own_door: Door) -> None:
    old, new = own_door.key, SigningKey("key-2")
    own_door.publish(old)
    own_door.issuer.start()
    sound = token(old)
    eventually(lambda: own_door.names(sound) == "Ada", within_s=4)
    own_door.publish(new)
    eventually(lambda: own_door.names(sound) is None, within_s=REFRESH_S + 2)
    assert own_door.names(token(new)) == "Ada"


def test_another_key_under_the_same_id_takes_the_place_of_the_first(own_door: Door) -> None:
    own_door.publish(own_door.key)
    own_door.issuer.start()
    sound = token(own_door.key)
    eventually(lambda: own_door.names(sound) == "Ada", within_s=4)
    own_door.publish(SigningKey(own_door.key.kid))
    eventually(lambda: own_door.names(sound) is None, within_s=REFRESH_S + 2)


def test_keys_are_kept_while_the_issuer_is_away(own_door: Door) -> None:
    own_door.publish(own_door.key)
    own_door.issuer.start()
    eventually(lambda: own_door.names(token(own_door.key)) == "Ada", within_s=4)
    for behaviour in (problem(500, "BROKEN"), answers(b"<html>"), answers({"keys": 5}), hangs):
        own_door.issuer.on(JWKS, behaviour)
        time.sleep(REFRESH_S)
        assert own_door.names(token(own_door.key, jti="new")) == "Ada"


def test_a_new_key_is_known_within_seconds(door: Door) -> None:
    new = SigningKey("key-rotated")
    door.publish(door.key, new)
    assert eventually(lambda: door.names(token(new)), within_s=COOLDOWN_S + 1) == "Ada"
    assert door.names(token(door.key)) == "Ada"


def test_a_storm_of_unknown_keys_causes_few_fetches(door: Door) -> None:
    forged = [token(SigningKey(f"key-{n}")) for n in range(40)]
    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        statuses = {response.status for response in threads.map(door.ask, forged)}
    assert statuses == {401}
    assert door.fetches <= 1 + (time.monotonic() - began) / COOLDOWN_S


def test_keys_that_cannot_be_used_are_passed_over(door: Door) -> None:
    new = SigningKey("key-among-others")
    shared = {"kty": "oct", "k": "c2VjcmV0", "kid": "shared", "use": "sig"}
    others = [
        {},
        {"kid": "no-type"},
        {"kty": "XX", "kid": "odd"},
        shared,
        {**new.public, "use": "enc", "kid": "enc"},
    ]
    broken = [{**new.public, "kid": f"broken-{n}", "x": x} for n, x in enumerate((5, None, "!", "AA"))]
    door.publish(*others, *broken, door.key, new)
    assert eventually(lambda: door.names(token(new)), within_s=COOLDOWN_S + 1) == "Ada"
