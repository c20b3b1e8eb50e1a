"""The same promises on PostgreSQL and MariaDB, where collations, locks and literals differ."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.databases import DatabaseServer
from tests.support.people import PASSWORD
from tests.support.processes import Process
from tests.support.waiting import eventually
from tests.users.people import Caller, new_name, new_phone, user_service, with_role
from tests.users.test_journal import entries


@pytest.fixture(scope="module", params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> DatabaseServer:
    running: DatabaseServer = request.getfixturevalue(request.param)
    return running


@pytest.fixture(scope="module")
def service(server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = user_service(tmp_path_factory.mktemp("users"), DATABASE_URL=server.new_database())
    for _ in range(2):
        done = process.run("migrate")
        assert done.returncode == 0, done.stderr
    with process as running:
        yield running


@pytest.fixture(scope="module")
def admin(service: Process) -> Caller:
    return with_role(service, "ADMIN")


def test_commands_ask_for_the_schema_first(server: DatabaseServer, tmp_path: Path) -> None:
    process = user_service(tmp_path, DATABASE_URL=server.new_database())

    done = process.run("grant", "Somebody there", "ADMIN")

    assert done.returncode == 2
    assert "run the command migrate first" in done.stderr


def test_names_are_one_in_any_letter_case_and_two_with_other_accents(nobody: Caller) -> None:
    nobody.sign_up(name="Große Straße")
    taken = nobody.post("/users", {"name": "GROSSE STRASSE", "phone": new_phone(), "password": PASSWORD})
    other = nobody.sign_up(name="Grösse Strässe")

    assert taken.status_code == 409
    assert nobody.log_in("grösse strässe").id == other.id


def test_of_many_sign_ups_with_one_name_at_once_one_wins(nobody: Caller) -> None:
    body = {"name": new_name(), "phone": new_phone(), "password": PASSWORD}

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: nobody.post("/users", body).status_code, range(12)))

    assert sorted(answers) == [201, *[409] * 11]


@pytest.mark.parametrize("text", ["50%", "_of_", "a\\b", "!!", "'x"])
def test_a_search_takes_every_character_as_itself(nobody: Caller, text: str) -> None:
    nobody.sign_up(name=new_name("Decoy"))
    wanted = nobody.sign_up(name=f"{new_name('S')} {text}")

    found = nobody.found(f"/users?search={quote(text)}")["items"]

    assert [row["id"] for row in found] == [wanted.id]


def test_pages_are_in_the_same_order_everywhere(nobody: Caller) -> None:
    label = new_name("Page")
    for ending in ("ä", "b", "C", "é", "z", "Ω", "😀"):
        nobody.sign_up(name=f"{label} {ending}")
    path = f"/users?search={quote(label)}"

    first = nobody.found(f"{path}&first=4")
    second = nobody.found(f"{path}&first=4&after={first['next']}")

    assert [row["name"][-1] for row in first["items"] + second["items"]] == list("bCzäéΩ😀")


def test_of_many_refreshes_of_one_token_at_once_one_wins(nobody: Caller, somebody: Caller) -> None:
    body = {"refresh_token": somebody.refresh_token}

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: nobody.post("/sessions/refresh", body).status_code, range(12)))

    assert sorted(answers) == [201, *[400] * 11]


def test_no_log_in_with_the_old_password_outlives_its_change(nobody: Caller) -> None:
    person = nobody.sign_up()
    log_in = {"name": person.name, "password": PASSWORD}
    change = {"current_password": PASSWORD, "new_password": "another horse"}

    with ThreadPoolExecutor(9) as threads:
        attempts = [threads.submit(nobody.post, "/sessions", log_in) for _ in range(6)]
        changed = threads.submit(person.post, f"/users/{person.id}/password", change)
        attempts += [threads.submit(nobody.post, "/sessions", log_in) for _ in range(6)]

    assert changed.result().status_code == 204
    answers = [attempt.result() for attempt in attempts]
    tokens = [answer.json()["refresh_token"] for answer in answers if answer.status_code == 201]
    refreshed = [nobody.post("/sessions/refresh", {"refresh_token": token}) for token in tokens]
    assert {answer.status_code for answer in refreshed} <= {400}


def test_the_journal_has_a_page_for_every_user(admin: Caller, nobody: Caller) -> None:
    people = [nobody.sign_up() for _ in range(3)]
    for person in people:
        for role in ("SELLER", "CLERK"):
            admin.post(f"/users/{person.id}/roles", {"role": role})
    eventually(lambda: all(len(entries(person)) == 3 for person in people))

    keys = "&".join(f"user_id={person.id}" for person in people)
    pages = admin.found(f"/journal?{keys}&first=2&count=true")["pages"]

    for person in people:
        rows = pages[person.id]["items"]
        assert [(row["user_id"], row["kind"]) for row in rows] == [(person.id, "user.role_granted")] * 2
        assert pages[person.id]["next"] == rows[-1]["cursor"]
        assert pages[person.id]["total"] == 3


def test_replicas_tell_every_event_once(service: Process, nobody: Caller) -> None:
    replica = Process("user_service", service.var_dir)
    replica.environment |= service.environment
    with replica, ThreadPoolExecutor(6) as threads:
        people = list(threads.map(lambda _: nobody.sign_up(), range(60)))
        eventually(lambda: all(entries(person) for person in people))

    assert [len(entries(person)) for person in people] == [1] * 60
