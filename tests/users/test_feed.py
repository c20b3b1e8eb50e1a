"""The journal follows inventory_service's feed: every event once, whoever is away or killed meanwhile."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.processes import Process
from tests.support.waiting import eventually
from tests.users.feed import Feed
from tests.users.people import Caller, user_service
from tests.users.test_journal import entries


@pytest.fixture
def feed() -> Feed:
    return Feed(free_port())


@pytest.fixture
def service(tmp_path: Path, feed: Feed) -> Iterator[Process]:
    with user_service(tmp_path, INVENTORY_URL=feed.url) as running:
        yield running


def details(caller: Caller) -> list[str]:
    return [row["detail"] for row in entries(caller, query="&first=100") if row["item_id"]]


def expected(count: int) -> list[str]:
    return [f"Event number {number}." for number in range(count, 0, -1)]


def test_it_asks_with_a_token_of_its_own(feed: Feed, service: Process) -> None:
    with feed.open():
        eventually(lambda: feed.claims)

    assert (feed.claims["sub"], feed.claims["scope"]) == ("svc_user_service", "events:read")


def test_an_event_is_told_as_it_came(feed: Feed, service: Process, somebody: Caller) -> None:
    event = feed.tell(somebody.id)
    with feed.open():
        row = eventually(lambda: [row for row in entries(somebody) if row["item_id"]])[0]

    assert {name: row[name] for name in ("kind", "at", "user_id", "item_id", "detail")} == {
        name: event[name] for name in ("kind", "at", "user_id", "item_id", "detail")
    }


def test_more_events_than_one_answer_holds_are_all_told(
    feed: Feed, service: Process, somebody: Caller
) -> None:
    for _ in range(250):
        feed.tell(somebody.id)

    with feed.open():
        eventually(lambda: feed.asked_after[-1:] == [250])

    page = somebody.found(f"/journal?user_id={somebody.id}&count=true")["pages"][somebody.id]
    assert page["total"] == 251


def test_an_event_that_is_told_again_at_another_position_is_kept_once(
    feed: Feed, service: Process, somebody: Caller
) -> None:
    first = feed.tell(somebody.id)
    feed.tell(somebody.id, id=first["id"])
    feed.tell(somebody.id)

    with feed.open():
        eventually(lambda: feed.asked_after[-1:] == [3])

    assert details(somebody) == ["Event number 3.", "Event number 1."]


def test_it_catches_up_when_the_feed_comes_back(feed: Feed, service: Process, somebody: Caller) -> None:
    with feed.open():
        feed.tell(somebody.id)
        eventually(lambda: details(somebody) == expected(1))
    feed.tell(somebody.id)
    time.sleep(0.5)

    with feed.open():
        eventually(lambda: details(somebody) == expected(2), within_s=15)

    assert service.is_ready()


def test_a_feed_that_answers_nonsense_harms_nobody(feed: Feed, service: Process, somebody: Caller) -> None:
    good = feed.tell(somebody.id)
    feed.events = [{**good, "at": "yesterday"}]

    with feed.open():
        eventually(lambda: len(feed.asked_after) >= 2)
        newcomer = somebody.sign_up()
        eventually(lambda: entries(newcomer))
        feed.events = [good]
        eventually(lambda: details(somebody) == expected(1), within_s=15)


def test_every_event_is_told_once_however_often_the_service_is_killed(
    feed: Feed, service: Process, somebody: Caller
) -> None:
    with feed.open():
        for _ in range(4):
            for _ in range(60):
                feed.tell(somebody.id)
            feed.asked_after.clear()
            eventually(lambda: feed.asked_after, every_s=0.005)
            service.kill()
            service.start()
        eventually(lambda: feed.asked_after[-1:] == [240])

    page = somebody.found(f"/journal?user_id={somebody.id}&first=100&count=true")["pages"][somebody.id]
    assert page["total"] == 241


def test_replicas_on_one_database_tell_every_event_once(
    feed: Feed, service: Process, somebody: Caller
) -> None:
    replica = Process("user_service", service.var_dir)
    replica.environment |= service.environment
    with replica, feed.open():
        for _ in range(5):
            for _ in range(40):
                feed.tell(somebody.id)
            time.sleep(0.15)
        eventually(lambda: feed.asked_after[-2:] == [200, 200])
        page = somebody.found(f"/journal?user_id={somebody.id}&count=true")["pages"][somebody.id]

    assert page["total"] == 201


def test_the_address_of_the_feed_can_change_while_it_runs(
    feed: Feed, service: Process, somebody: Caller
) -> None:
    moved = Feed(free_port())
    moved.tell(somebody.id)
    service.config_file.write_text(f'INVENTORY_URL="{moved.url}"\n')

    with moved.open():
        eventually(lambda: details(somebody) == expected(1), within_s=15)
