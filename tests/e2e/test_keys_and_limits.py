"""Signing keys change without anybody noticing; guessing passwords is noticed at every door."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt

from tests.support.people import Person
from tests.support.shop import Shop
from tests.support.waiting import eventually

SIGNS_IN_S = "3"


class Stream:
    """Somebody who asks through the gateway without a pause, with the first of their tokens and with the newest."""

    def __init__(self, shop: Shop, person: Person) -> None:
        self._shop, self._person = shop, person
        self._stop = threading.Event()
        self.asked = 0
        self.failures: list[Any] = []
        self.kids: set[str] = set()

    def run(self) -> None:
        refresh_token = self._person.refresh_token
        while not self._stop.is_set():
            session = self._shop.mutate(
                "refreshSession", "session { accessToken refreshToken }", refreshToken=refresh_token
            )["session"]
            refresh_token = session["refreshToken"]
            self.kids.add(jwt.get_unverified_header(session["accessToken"])["kid"])
            for token in (self._person.access_token, session["accessToken"]):
                self._ask(token)

    def _ask(self, token: str) -> None:
        """Both services must believe the token, too."""
        answer = self._shop.graphql("{ viewer { phone reservations { totalCount } } }", token=token)
        self.asked += 1
        if answer.status != 200 or answer.errors or answer.data["viewer"]["phone"] != self._person.phone:
            self.failures.append((answer.status, answer.text))

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


def test_the_signing_key_changes_under_load_and_no_request_fails(shop: Shop, customer: Person) -> None:
    stream = Stream(shop, customer)
    with stream.running():
        done = shop.users.run("rotate-keys", "--in", SIGNS_IN_S)
        assert done.returncode == 0, done.stderr
        assert eventually(lambda: len(stream.kids) == 2, within_s=15)
        asked = stream.asked
        assert eventually(lambda: stream.asked > asked + 20, within_s=10)
    assert stream.failures == []


def test_the_payload_of_a_log_in_is_read_as_whoever_logged_in(shop: Shop, customer: Person) -> None:
    selection = "user { id phone reservations { totalCount } } session { accessToken }"
    payload = shop.mutate("logIn", selection, name=customer.name, password=customer.password)
    assert payload["user"] == {"id": customer.id, "phone": customer.phone, "reservations": {"totalCount": 0}}


def test_guessing_a_password_is_refused_at_the_gateway_with_the_time_to_wait(
    shop: Shop, customer: Person
) -> None:
    for _ in range(10):
        payload = shop.mutate(
            "logIn", "session { accessToken }", name=customer.name, password="a wrong guess"
        )
        assert payload["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    answer = shop.mutation("logIn", "session { accessToken }", name=customer.name, password=customer.password)
    [error] = answer.errors
    assert error["extensions"]["code"] == "REQUEST_RATE_LIMITED"
    assert 0 < error["extensions"]["retryAfter"] <= 900
