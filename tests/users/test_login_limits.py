"""How often a password may be guessed: of one name, from one address, however many guess at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.people import PASSWORD
from tests.users.people import new_name, new_phone
from user_service.app import assemble, create_app
from user_service.passwords import Cost, HashingBusyError, Passwords
from user_service.settings import Settings

PER_NAME, PER_ADDRESS = 3, 8
WRONG = "not the password at all"
GATEWAY = "10.0.0.7"

#: Log in with a name and a password, from an address; `via`: what `X-Forwarded-For` says.
LogIn = Callable[..., TestResponse]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("limits")
    settings = Settings(
        database_url=f"sqlite:///{folder}/users.db",
        signing_key_dir=str(folder / "keys"),
        inventory_url="",
        feed_interval_s=60,
        log_level="error",
        password_memory_kib=8,
        password_passes=1,
        login_limit_per_name=PER_NAME,
        login_limit_per_address=PER_ADDRESS,
        trusted_proxies="10.0.0.0/8",
    )
    assemble(settings).database.upgrade()
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def log_in(client: FlaskClient, settings: Settings) -> Iterator[LogIn]:
    yield logging_in(client)
    forget_attempts(settings)


def logging_in(client: FlaskClient) -> LogIn:
    def log_in(name: str, password: str = WRONG, address: str = "192.0.2.1", via: str = "") -> TestResponse:
        headers = {"X-Forwarded-For": via} if via else {}
        origin = {"REMOTE_ADDR": address}
        body = {"name": name, "password": password}
        return client.post("/sessions", json=body, headers=headers, environ_overrides=origin)

    return log_in


def forget_attempts(settings: Settings) -> None:
    with assemble(settings).database.write() as connection:
        connection.exec_driver_sql("DELETE FROM login_attempts")


@pytest.fixture
def person(client: FlaskClient) -> dict[str, Any]:
    body = {"name": new_name(), "phone": new_phone(), "password": PASSWORD}
    row: dict[str, Any] = client.post("/users", json=body).get_json()
    return row


def statuses(log_in: LogIn, name: str, times: int, **options: Any) -> list[int]:
    return [log_in(name, **options).status_code for _ in range(times)]


def test_a_name_may_be_guessed_at_so_often_and_then_not_even_rightly(
    log_in: LogIn, person: dict[str, Any]
) -> None:
    assert statuses(log_in, person["name"], PER_NAME) == [400] * PER_NAME
    refused = log_in(person["name"].upper(), PASSWORD, address="192.0.2.99")
    assert (refused.status_code, refused.get_json()["code"]) == (429, "REQUEST_RATE_LIMITED")
    assert 0 < int(refused.headers["Retry-After"]) <= 900


def test_a_name_that_nobody_has_is_limited_alike(log_in: LogIn, person: dict[str, Any]) -> None:
    names = {"192.0.2.1": person["name"], "192.0.2.2": new_name(), "192.0.2.3": "x"}
    answers = [
        [log_in(name, address=address) for _ in range(PER_NAME + 1)] for address, name in names.items()
    ]
    assert [[answer.status_code for answer in told] for told in answers] == [[400, 400, 400, 429]] * 3
    assert len({told[-1].data for told in answers}) == 1


def test_an_address_may_guess_so_often_whatever_the_names(log_in: LogIn, person: dict[str, Any]) -> None:
    guesses = [log_in(new_name()).status_code for _ in range(PER_ADDRESS + 1)]
    assert guesses == [*[400] * PER_ADDRESS, 429]
    assert log_in(person["name"], PASSWORD).status_code == 429
    assert log_in(person["name"], PASSWORD, address="192.0.2.2").status_code == 201


def test_log_ins_that_succeed_do_not_count(log_in: LogIn, person: dict[str, Any]) -> None:
    assert statuses(log_in, person["name"], 2 * PER_ADDRESS, password=PASSWORD) == [201] * 2 * PER_ADDRESS


def test_guesses_made_at_once_are_no_way_round(log_in: LogIn, person: dict[str, Any]) -> None:
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: log_in(person["name"]).status_code, range(12)))
    assert sorted(answers) == [*[400] * PER_NAME, *[429] * (12 - PER_NAME)]


def test_another_process_knows_of_the_guesses(
    log_in: LogIn, person: dict[str, Any], settings: Settings
) -> None:
    statuses(log_in, person["name"], PER_NAME)
    assert logging_in(create_app(settings).test_client())(person["name"], PASSWORD).status_code == 429


def test_the_current_password_may_be_guessed_at_no_oftener(
    client: FlaskClient, log_in: LogIn, person: dict[str, Any]
) -> None:
    token = person["session"]["access_token"]
    body = {"current_password": WRONG, "new_password": "another horse"}
    answers = [
        client.post(
            f"/users/{person['id']}/password", json=body, headers={"Authorization": f"Bearer {token}"}
        ).status_code
        for _ in range(PER_NAME + 1)
    ]
    assert answers == [*[422] * PER_NAME, 429]
    assert log_in(person["name"], PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("192.0.2.1", "198.51.100.1"), ("192.0.2.1", "198.51.100.2"), True),
        ((GATEWAY, "198.51.100.1"), (GATEWAY, "198.51.100.2"), False),
        ((GATEWAY, "198.51.100.1"), (GATEWAY, "198.51.100.2, 198.51.100.1"), True),
        ((GATEWAY, "198.51.100.1, 10.9.9.9"), ("10.0.0.8", "198.51.100.1"), True),
        ((GATEWAY, "nonsense"), (GATEWAY, ""), True),
        (("2001:db8::1", ""), ("2001:db8::ffff", ""), True),
        (("2001:db8::1", ""), ("2001:db8:0:1::1", ""), False),
        (("::ffff:192.0.2.5", ""), ("192.0.2.5", ""), True),
    ],
)
def test_whom_a_request_comes_from_is_believed_of_trusted_proxies_only(
    log_in: LogIn, one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    for _ in range(PER_ADDRESS):
        log_in(new_name(), address=one[0], via=one[1])
    assert log_in(new_name(), address=other[0], via=other[1]).status_code == (429 if same else 400)


def test_so_many_wait_for_their_hash_and_others_are_sent_away() -> None:
    passwords = Passwords(Cost(16_384, 2, lanes=1), most_waiting=1)
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(lambda _: _verified(passwords), range(16)))
    assert set(outcomes) == {"done", "busy"}
    assert passwords.verify(None, WRONG) is False


def _verified(passwords: Passwords) -> str:
    try:
        passwords.verify(None, WRONG)
    except HashingBusyError:
        return "busy"
    return "done"
