"""Logging in, staying in, logging out."""

import sqlite3
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import jwt
import pytest

from tests.support.people import PASSWORD
from tests.support.processes import Process
from tests.users.people import Caller, body_of, new_name, refused, user_service

WRONG = "not the password at all"


def refresh(caller: Caller, token: str) -> int:
    return caller.post("/sessions/refresh", {"refresh_token": token}).status_code


def next_token(caller: Caller, token: str) -> str:
    return str(body_of(caller.post("/sessions/refresh", {"refresh_token": token}), 201)["refresh_token"])


def test_the_name_is_taken_in_any_letter_case(nobody: Caller, somebody: Caller) -> None:
    session = nobody.log_in(somebody.name.upper())

    assert session.id == somebody.id


def test_a_password_is_the_same_however_it_was_composed(nobody: Caller) -> None:
    person = nobody.sign_up(password="caf\u00e9 au lait")

    assert nobody.log_in(person.name, "cafe\u0301 au lait").id == person.id


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(nobody: Caller, somebody: Caller) -> None:
    wrong = nobody.post("/sessions", {"name": somebody.name, "password": WRONG})
    unknown = nobody.post("/sessions", {"name": new_name(), "password": WRONG})
    impossible = nobody.post("/sessions", {"name": "x", "password": WRONG})

    refused(wrong, 400, "INVALID_CREDENTIALS")
    assert wrong.content == unknown.content == impossible.content


def test_an_unknown_name_takes_as_long_as_a_wrong_password(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Hashing at full cost here, so that it outweighs everything else.
    slow = {"PASSWORD_MEMORY_KIB": "19456", "PASSWORD_PASSES": "2"}
    with user_service(tmp_path_factory.mktemp("slow"), **slow) as service:
        nobody = Caller(service.url)
        person = nobody.sign_up()

        def seconds(name: str) -> float:
            begin = time.perf_counter()
            refused(nobody.post("/sessions", {"name": name, "password": WRONG}), 400, "INVALID_CREDENTIALS")
            return time.perf_counter() - begin

        # In turns, so that a busy machine is as hard on the one as on the other.
        pairs = [(seconds(person.name), seconds(new_name())) for _ in range(15)]

    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_a_refresh_gives_a_new_pair_and_spends_the_old_token(nobody: Caller, somebody: Caller) -> None:
    session = body_of(nobody.post("/sessions/refresh", {"refresh_token": somebody.refresh_token}), 201)

    assert session["user_id"] == somebody.id
    assert session["refresh_token"] != somebody.refresh_token
    assert refresh(nobody, session["refresh_token"]) == 201


def test_a_spent_token_ends_the_whole_family(nobody: Caller, somebody: Caller) -> None:
    newest = next_token(nobody, next_token(nobody, somebody.refresh_token))

    again = nobody.post("/sessions/refresh", {"refresh_token": somebody.refresh_token})

    refused(again, 400, "INVALID_REFRESH_TOKEN")
    assert refresh(nobody, newest) == 400


def test_a_spent_token_leaves_other_log_ins_alone(nobody: Caller, somebody: Caller) -> None:
    elsewhere = nobody.log_in(somebody.name)
    next_token(nobody, somebody.refresh_token)

    assert refresh(nobody, somebody.refresh_token) == 400

    assert refresh(nobody, elsewhere.refresh_token) == 201


def test_of_many_refreshes_of_one_token_at_once_one_wins(nobody: Caller, somebody: Caller) -> None:
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: refresh(nobody, somebody.refresh_token), range(16)))

    assert sorted(answers) == [201, *[400] * 15]


def test_an_unknown_token_is_refused(nobody: Caller) -> None:
    refused(nobody.post("/sessions/refresh", {"refresh_token": "nothing"}), 400, "INVALID_REFRESH_TOKEN")


def test_an_expired_token_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with user_service(tmp_path_factory.mktemp("short"), REFRESH_TOKEN_TTL_S="1") as service:
        person = Caller(service.url).sign_up()
        time.sleep(1.1)

        assert refresh(person, person.refresh_token) == 400


def test_logging_out_ends_the_family(nobody: Caller, somebody: Caller) -> None:
    newest = next_token(nobody, somebody.refresh_token)

    response = nobody.post("/sessions/revoke", {"refresh_token": somebody.refresh_token})

    assert response.status_code == 204
    assert refresh(nobody, newest) == 400


def test_logging_out_with_an_unknown_token_is_no_error(nobody: Caller) -> None:
    assert nobody.post("/sessions/revoke", {"refresh_token": "nothing"}).status_code == 204


def test_changing_the_password_ends_every_session(nobody: Caller, somebody: Caller) -> None:
    elsewhere = nobody.log_in(somebody.name)
    body = {"current_password": PASSWORD, "new_password": "another horse"}

    assert somebody.post(f"/users/{somebody.id}/password", body).status_code == 204

    assert refresh(nobody, somebody.refresh_token) == 400
    assert refresh(nobody, elsewhere.refresh_token) == 400
    refused(
        nobody.post("/sessions", {"name": somebody.name, "password": PASSWORD}), 400, "INVALID_CREDENTIALS"
    )
    assert nobody.log_in(somebody.name, "another horse").id == somebody.id


def test_no_log_in_with_the_old_password_outlives_its_change(nobody: Caller) -> None:
    person = nobody.sign_up()
    change = {"current_password": PASSWORD, "new_password": "another horse"}

    with ThreadPoolExecutor(8) as threads:
        log_in = {"name": person.name, "password": PASSWORD}
        attempts = [threads.submit(nobody.post, "/sessions", log_in) for _ in range(6)]
        changed = threads.submit(person.post, f"/users/{person.id}/password", change)
        attempts += [threads.submit(nobody.post, "/sessions", log_in) for _ in range(6)]

    assert changed.result().status_code == 204
    sessions = [attempt.result().json() for attempt in attempts if attempt.result().status_code == 201]
    assert [refresh(nobody, session["refresh_token"]) for session in sessions] == [400] * len(sessions)


def test_the_current_password_must_be_right(somebody: Caller) -> None:
    body = {"current_password": WRONG, "new_password": "another horse"}

    problem = refused(somebody.post(f"/users/{somebody.id}/password", body), 422, "WRONG_PASSWORD")

    assert problem["errors"][0]["pointer"] == "/current_password"


def test_the_new_password_must_keep_the_rules(somebody: Caller) -> None:
    body = {"current_password": PASSWORD, "new_password": "short"}

    problem = refused(somebody.post(f"/users/{somebody.id}/password", body), 422, "VALIDATION_FAILED")

    assert problem["errors"][0]["pointer"] == "/new_password"


def test_nobody_changes_the_password_of_another(admin: Caller, somebody: Caller) -> None:
    body = {"current_password": PASSWORD, "new_password": "another horse"}

    refused(admin.post(f"/users/{somebody.id}/password", body), 403, "FORBIDDEN")


def test_a_password_is_hashed_anew_when_the_cost_has_changed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with user_service(tmp_path_factory.mktemp("rehash")) as service:
        nobody = Caller(service.url)
        person = nobody.sign_up()
        service.stop()
        service.environment |= {"PASSWORD_MEMORY_KIB": "128"}
        service.start()

        nobody.log_in(person.name)
        nobody.log_in(person.name)

        assert stored_hash(service).split("$")[3].startswith("m=128,")


def test_refresh_tokens_and_passwords_are_nowhere_in_the_database_or_the_log(
    service: Process, somebody: Caller
) -> None:
    database = b"".join(file.read_bytes() for file in (service.var_dir / "var").glob("user_service.db*"))

    assert somebody.name.encode() in database
    for secret in (somebody.refresh_token, somebody.access_token, PASSWORD):
        assert secret.encode() not in database
        assert secret not in service.output(last_lines=10_000)


def test_an_access_token_says_who_and_for_how_long(somebody: Caller) -> None:
    claims = jwt.decode(somebody.access_token, options={"verify_signature": False})
    header = jwt.get_unverified_header(somebody.access_token)

    assert header["typ"] == "at+jwt"
    assert header["alg"] == "ES256"
    assert claims["sub"] == somebody.id
    assert claims["iss"] == somebody.url
    assert claims["aud"] == "shop"
    assert claims["exp"] - claims["iat"] == 600
    assert claims["scope"] == ""
    assert set(claims) == {"iss", "aud", "sub", "exp", "iat", "jti", "scope"}


def stored_hash(service: Process) -> str:
    with closing(sqlite3.connect(service.var_dir / "var" / "user_service.db")) as database:
        return str(database.execute("SELECT password_hash FROM users").fetchone()[0])
