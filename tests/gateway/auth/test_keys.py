"""The issuer's keys: fetched rarely, changed at once, kept while the issuer is away."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.auth.keys import MAX_ABSENT, Keys
from gateway.errors import KeysUnavailable
from tests.gateway.auth.conftest import JWKS, Door
from tests.gateway.auth.desk import EC, RSA, Issuer
from tests.support.behaviours import answers, hangs, problem
from tests.support.issuer import token
from tests.support.waiting import eventually

REFRESH_S = 0.05


@pytest.fixture
def late_door(tmp_path: Path) -> Iterator[Door]:
    """A gateway whose issuer has not begun yet, and whose keys grow old fast."""
    door = Door(tmp_path, refresh_s=0.2)
    with door.gateway:
        yield door
    door.issuer.stop()


def with_keys(
    issuer: Issuer,
    play: Callable[[Keys], Awaitable[None]],
    refresh_s: float = 300,
    cooldown_s: float = 30,
) -> None:
    """Play with the keys of an issuer."""

    async def played() -> None:
        keys = Keys(issuer.fetch, refresh_s, cooldown_s)
        try:
            await play(keys)
        finally:
            keys.close()

    asyncio.run(played())


def test_keys_are_fetched_once_for_all_who_wait() -> None:
    issuer = Issuer(EC, delay_s=0.02)

    async def play(keys: Keys) -> None:
        found = await asyncio.gather(*(keys.get("ec") for _ in range(50)))
        assert None not in found

    with_keys(issuer, play)
    assert issuer.fetches == 1


def test_a_storm_of_unknown_keys_causes_one_fetch_in_the_cooldown() -> None:
    issuer = Issuer(EC)

    async def play(keys: Keys) -> None:
        await keys.get("ec")
        assert await asyncio.gather(*(keys.get(f"made-up-{n}") for n in range(200))) == [None] * 200

    with_keys(issuer, play)
    assert issuer.fetches == 1


def test_a_new_key_is_known_once_the_cooldown_is_over() -> None:
    issuer = Issuer(EC)

    async def play(keys: Keys) -> None:
        await keys.get("ec")
        issuer.publish(EC, RSA)
        assert await keys.get("rsa") is None
        await asyncio.sleep(0.03)
        assert await keys.get("rsa") is not None

    with_keys(issuer, play, cooldown_s=0.02)
    assert issuer.fetches == 2


def test_a_key_that_the_issuer_did_not_have_is_not_asked_for_again_until_its_keys_change() -> None:
    issuer = Issuer(EC)

    async def play(keys: Keys) -> None:
        for _ in range(3):
            assert await keys.get("made-up") is None
            await asyncio.sleep(0.002)
        assert issuer.fetches == 1
        issuer.publish(EC, RSA)
        await keys.get("another")
        assert await keys.get("rsa") is not None

    with_keys(issuer, play, cooldown_s=0.001)


def test_few_absent_keys_are_remembered() -> None:
    async def play(keys: Keys) -> None:
        for n in range(MAX_ABSENT + 50):
            await keys.get(f"made-up-{n}")
        assert len(keys._absent) <= MAX_ABSENT

    with_keys(Issuer(EC), play, cooldown_s=1e-9)


def test_keys_are_fetched_again_without_anybody_asking() -> None:
    issuer = Issuer(EC)

    async def play(keys: Keys) -> None:
        await keys.get("ec")
        issuer.publish(RSA)
        await asyncio.sleep(3 * REFRESH_S)
        fetches = issuer.fetches
        assert await keys.get("rsa") is not None
        assert await keys.get("ec") is None
        assert issuer.fetches <= fetches + 1

    with_keys(issuer, play, REFRESH_S)


def test_keys_are_kept_while_the_issuer_is_away() -> None:
    issuer = Issuer(EC)

    async def play(keys: Keys) -> None:
        await keys.get("ec")
        issuer.away = True
        await asyncio.sleep(2.5 * REFRESH_S)
        assert issuer.fetches > 1
        for body in (b"<html>", b'{"keys": 5}', b"", b"[" * 5000):
            issuer.away, issuer.body = False, body
            await keys.refresh()
            assert await keys.get("ec") is not None
        assert keys.generation == 1

    with_keys(issuer, play, REFRESH_S)


def test_tokens_wait_for_the_next_try_while_there_was_never_a_key() -> None:
    issuer = Issuer(EC)
    issuer.away = True

    async def play(keys: Keys) -> None:
        with pytest.raises(KeysUnavailable):
            await keys.get("ec")
        issuer.away = False
        assert await keys.get("ec") is not None

    with_keys(issuer, play)


def test_many_tokens_cause_one_fetch_a_pause_while_there_was_never_a_key() -> None:
    issuer = Issuer(EC)
    issuer.away = True

    async def play(keys: Keys) -> None:
        for _ in range(2):
            waiting = (keys.get(f"made up {n}") for n in range(20))
            outcomes = await asyncio.gather(*waiting, return_exceptions=True)
            assert {type(outcome) for outcome in outcomes} == {KeysUnavailable}
        assert issuer.fetches == 2

    with_keys(issuer, play)


def test_keys_that_cannot_be_used_are_passed_over() -> None:
    shared = {"kty": "oct", "k": "c2VjcmV0", "kid": "shared", "use": "sig"}
    broken = [{**EC.public, "kid": f"broken-{n}", "x": x} for n, x in enumerate((5, None, "!", "AA"))]
    others: list[dict[str, Any]] = [
        {},
        {"kid": "no-type"},
        {"kty": "XX", "kid": "odd"},
        {**EC.public, "kid": "enc", "use": "enc"},
        {**EC.public, "kid": "signs", "key_ops": ["sign"]},
        {**EC.public, "kid": "other", "alg": "HS256"},
    ]

    async def play(keys: Keys) -> None:
        assert await keys.get("ec") is not None
        for kid in ["shared", *(str(other.get("kid")) for other in (*others, *broken))]:
            assert await keys.get(kid) is None

    with_keys(Issuer(*others, shared, *broken, EC), play)


def test_a_gateway_starts_without_its_issuer_and_follows_no_redirect(late_door: Door) -> None:
    door, key = late_door, late_door.key
    elsewhere = answers({"keys": [key.public]})
    door.issuer.on("/elsewhere", elsewhere)
    door.issuer.on(JWKS, answers(b"", 302, {"Location": f"{door.issuer.url}/elsewhere"}))
    door.issuer.start()
    response = door.ask(token(key))
    assert (response.status, response.codes) == (503, ["KEYS_UNAVAILABLE"])
    assert response.headers["retry-after"] == "1"
    assert door.ask(None, query="{ version }").status == 200

    door.publish(key)
    assert eventually(lambda: door.names(token(key)), within_s=4) == "Ada"
    assert "/elsewhere" not in [call.path for call in door.issuer.calls]
    too_large = {"keys": [], "x": "y" * 300_000}
    for behaviour in (problem(500, "BROKEN"), answers(too_large), hangs):
        door.issuer.on(JWKS, behaviour)
        door.issuer.calls.clear()
        eventually(lambda: door.fetches > 0, within_s=3)
        assert door.names(token(key, jti=repr(behaviour))) == "Ada"
