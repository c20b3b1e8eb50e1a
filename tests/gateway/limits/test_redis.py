"""Gateways that share a Redis count together; without it each counts for itself, and nobody notices but the log."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.limits import redis_counters
from gateway.settings import BadSettings, Settings, read_settings
from gateway.settings.values import Rate
from tests.gateway.limits.desk import Desk
from tests.support.redis_server import RedisServer
from tests.support.waiting import eventually

BOOKS = "{ books(first: 9) { nodes { id } } }"  # costs 10
PAUSE_S = 0.2


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def settings(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(redis_counters, "PAUSE_S", PAUSE_S)
    return Settings(rate_limit=Rate(25, 3_600), rate_limit_redis_url=redis.url)


def test_gateways_count_together_and_a_redis_that_is_away_fails_no_request(
    redis: RedisServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "gateway.limits")
    with Desk(settings) as one, Desk(settings) as other:
        assert [desk.ask(BOOKS).headers["RateLimit-Remaining"] for desk in (one, other)] == ["15", "5"]
        assert [desk.ask(BOOKS).status for desk in (one, other)] == [429, 429]

        redis.stop()
        assert [one.ask(BOOKS).status for _ in range(3)] == [200, 200, 429]
        assert [record.message for record in caplog.records] == [
            "Redis does not answer: rates are counted in memory"
        ]
        assert redis.url not in caplog.text

        redis.start()
        assert eventually(lambda: one.ask(BOOKS).status == 200, every_s=PAUSE_S)
        assert caplog.records[-1].message == "Redis answers again: rates are counted there"


def test_a_redis_that_says_nothing_is_not_waited_for_long(redis: RedisServer, settings: Settings) -> None:
    with Desk(settings) as desk:
        redis.pause()
        began = time.monotonic()
        assert desk.ask(BOOKS, peer="198.51.100.9").status == 200
        assert time.monotonic() - began < 1
        redis.resume()


def test_the_address_may_be_in_a_file_and_is_never_told(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("redis://:swordfish@127.0.0.1:6379/0\n", encoding="utf-8")
    assert read_settings({"RATE_LIMIT_REDIS_URL_FILE": str(path)}).rate_limit_redis_url == (
        "redis://:swordfish@127.0.0.1:6379/0"
    )
    with pytest.raises(BadSettings, match=r"RATE_LIMIT_REDIS_URL must be an address such as") as refused:
        read_settings({"RATE_LIMIT_REDIS_URL": "swordfish"})
    assert "swordfish" not in str(refused.value)
    with pytest.raises(BadSettings, match=r"RATE_LIMIT_REDIS_URL_FILE is .*; it cannot be read"):
        read_settings({"RATE_LIMIT_REDIS_URL_FILE": f"{path}.not"})
