"""kill -9 during sign-ups: whoever was told that they are a user is one, and the journal says so once."""

import threading
from pathlib import Path

import requests

from tests.support.waiting import eventually
from tests.users.people import Caller, user_service
from tests.users.test_journal import entries

ROUNDS = 3
WRITERS = 4


def sign_up_until(stopped: threading.Event, nobody: Caller, acknowledged: list[Caller]) -> None:
    while not stopped.is_set():
        try:
            acknowledged.append(nobody.sign_up())
        except requests.RequestException:
            return


def wait_for(acknowledged: list[Caller], enough: int) -> None:
    eventually(lambda: len(acknowledged) >= enough)


def told_kinds(person: Caller) -> list[str]:
    return [row["kind"] for row in eventually(lambda: entries(person))]


def test_no_acknowledged_sign_up_is_lost(tmp_path: Path) -> None:
    acknowledged: list[Caller] = []
    with user_service(tmp_path) as service:
        nobody = Caller(service.url)
        for _ in range(ROUNDS):
            enough, stopped = len(acknowledged) + 10, threading.Event()
            writers = [
                threading.Thread(target=sign_up_until, args=(stopped, nobody, acknowledged))
                for _ in range(WRITERS)
            ]
            for writer in writers:
                writer.start()
            wait_for(acknowledged, enough)
            service.kill()
            stopped.set()
            for writer in writers:
                writer.join()
            service.start()

        for person in acknowledged:
            assert nobody.log_in(person.name).id == person.id
            assert told_kinds(person) == ["user.added"]
