"""Idempotency-Key: the same answer again, and the work once, on every database."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from inventory_service.rest.ids import mint
from tests.rest.client import Tiny, new_key, problem
from tests.support.processes import Process
from tests.support.waiting import eventually


def copies(tiny: Tiny, note_id: str) -> int:
    left: int = tiny.get(f"/notes/{note_id}").json()["copies"]
    return left


def lent(tiny: Tiny) -> int:
    """How many copies of all notes are lent."""
    count: int = tiny.get("/lends/count").json()["count"]
    return count


def test_the_same_request_gets_the_first_answer_and_is_done_once(tiny_anywhere: Tiny) -> None:
    note, key = tiny_anywhere.add(copies=5), new_key()

    first = tiny_anywhere.lend(note["id"], key)
    again = tiny_anywhere.lend(note["id"], key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert copies(tiny_anywhere, note["id"]) == 4


def test_a_refusal_is_kept_and_its_writes_are_not(tiny_anywhere: Tiny) -> None:
    note, key, before = tiny_anywhere.add(copies=0), new_key(), lent(tiny_anywhere)

    problem(tiny_anywhere.lend(note["id"], key), 409, "OUT_OF_STOCK")
    again = tiny_anywhere.lend(note["id"], key)

    problem(again, 409, "OUT_OF_STOCK")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert lent(tiny_anywhere) == before


def test_many_at_once_with_one_key_are_done_once(tiny_anywhere: Tiny) -> None:
    note, key = tiny_anywhere.add(copies=5), new_key()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tiny_anywhere.lend(note["id"], key, slow_ms=300), range(8)))

    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, "IDEMPOTENCY_KEY_IN_USE")
    assert copies(tiny_anywhere, note["id"]) == 4


def test_many_at_once_with_keys_of_their_own_are_all_done(tiny_anywhere: Tiny) -> None:
    note = tiny_anywhere.add(copies=10)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tiny_anywhere.lend(note["id"], new_key()).status_code, range(16)))

    assert sorted(answers) == [201] * 10 + [409] * 6
    assert copies(tiny_anywhere, note["id"]) == 0


def test_a_crash_leaves_neither_work_nor_key(tiny_anywhere: Tiny) -> None:
    note, key = tiny_anywhere.add(copies=5), new_key()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(tiny_anywhere.lend, note["id"], key, slow_ms=3000)
        eventually(lambda: "http_requests_in_flight 2.0" in tiny_anywhere.get("/metrics").text)
        time.sleep(0.3)
        tiny_anywhere.process.kill()
        assert running.exception() is not None
    tiny_anywhere.process.start()

    assert copies(tiny_anywhere, note["id"]) == 5
    assert tiny_anywhere.lend(note["id"], key).status_code == 201
    assert copies(tiny_anywhere, note["id"]) == 4


def test_two_processes_never_do_the_work_twice(tiny_anywhere: Tiny, tmp_path: Path) -> None:
    first = tiny_anywhere
    note, key = first.add(copies=5), new_key()
    with Process("tests.rest.tiny", tmp_path / "second", first.process.environment) as process:
        second = Tiny(process, first.issuer)

        with ThreadPoolExecutor(6) as pool:
            answers = list(
                pool.map(lambda tiny: tiny.lend(note["id"], key, slow_ms=300), [first, second] * 3)
            )

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert copies(first, note["id"]) == 4


def test_a_key_is_forgotten_after_a_day(tiny_anywhere: Tiny) -> None:
    note, key = tiny_anywhere.add(copies=5), new_key()
    tiny_anywhere.lend(note["id"], key)
    with _database(tiny_anywhere).begin() as connection:
        connection.execute(text("UPDATE idempotency_keys SET created_at = created_at - 86401"))

    again = tiny_anywhere.lend(note["id"], key)

    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again.headers
    assert copies(tiny_anywhere, note["id"]) == 3


def _database(tiny: Tiny) -> Engine:
    return create_engine(tiny.process.environment["DATABASE_URL"], poolclass=NullPool)


def test_another_body_with_the_same_key_is_refused(tiny: Tiny) -> None:
    note, key = tiny.add(copies=5), new_key()
    tiny.lend(note["id"], key)

    problem(tiny.lend(note["id"], key, slow_ms=1), 422, "IDEMPOTENCY_KEY_REUSED")


def test_another_path_with_the_same_key_is_refused(tiny: Tiny) -> None:
    key = new_key()
    tiny.lend(tiny.add(copies=5)["id"], key)

    problem(tiny.lend(tiny.add(copies=5)["id"], key), 422, "IDEMPOTENCY_KEY_REUSED")


def test_a_key_belongs_to_its_caller(tiny: Tiny) -> None:
    note, key = tiny.add(copies=5), new_key()

    tiny.lend(note["id"], key)
    other = tiny.lend(note["id"], key, sub=mint("usr"))

    assert other.status_code == 201
    assert "Idempotency-Replayed" not in other.headers
    assert copies(tiny, note["id"]) == 3


def test_a_route_that_demands_a_key_says_so(tiny: Tiny) -> None:
    problem(tiny.lend(tiny.add()["id"], None), 400, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_is_visible_ascii(tiny: Tiny, key: str) -> None:
    response = tiny.send(
        "POST",
        f"/notes/{tiny.add()['id']}/lends",
        tiny.issuer.token(),
        json={},
        headers={"Idempotency-Key": key.encode("latin-1")},
    )

    problem(response, 400, "BAD_IDEMPOTENCY_KEY")
