"""Idempotency-Key: the same answer again, and the work once, on every database."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from inventory_service.rest.ids import mint
from tests.rest.client import Tiny, new_key, problem


def copies(tiny: Tiny, note_id: str) -> int:
    left: int = tiny.get(f"/notes/{note_id}").json()["copies"]
    return left


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
    note, key = tiny_anywhere.add(copies=0), new_key()

    problem(tiny_anywhere.lend(note["id"], key), 409, "OUT_OF_STOCK")
    again = tiny_anywhere.lend(note["id"], key)

    problem(again, 409, "OUT_OF_STOCK")
    assert again.headers["Idempotency-Replayed"] == "true"
    # The row that was written before the refusal would be found by its foreign key.
    assert tiny_anywhere.get("/lends/count").json() == {"count": 0}


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
        _wait_until_in_use(tiny_anywhere, note["id"], key)
        tiny_anywhere.process.kill()
        assert running.exception() is not None
    tiny_anywhere.process.start()

    assert copies(tiny_anywhere, note["id"]) == 5
    assert tiny_anywhere.lend(note["id"], key).status_code == 201
    assert copies(tiny_anywhere, note["id"]) == 4


def _wait_until_in_use(tiny: Tiny, note_id: str, key: str) -> None:
    for _ in range(50):
        if tiny.lend(note_id, key, slow_ms=3000).status_code == 409:
            return
    raise AssertionError("The first request never ran.")


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
        headers={"Idempotency-Key": key.encode("latin-1")},  # type: ignore[dict-item]
    )

    problem(response, 400, "BAD_IDEMPOTENCY_KEY")
