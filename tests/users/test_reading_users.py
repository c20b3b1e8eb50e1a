"""Finding people: by id, by name, page by page; and what of them is withheld from whom."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from tests.users.people import CLIENT_SECRET, Caller, body_of, new_name, refused

NO_SUCH_ID = "usr_01m7yhq3gqf0mrd6fj3y1y72x6"
WITHHELD = ["phone", "email"]


@pytest.fixture(scope="module")
def readers(service: Any, admin: Caller) -> dict[str, Caller]:
    """Those who may see everyone's contact: an administrator and a service."""
    nobody = Caller(service.url)
    token = nobody.send("POST", "/oauth/token", auth=("inventory_service", CLIENT_SECRET), data=GRANT).json()
    return {"an administrator": admin, "a service": Caller(service.url, token["access_token"])}


GRANT = {"grant_type": "client_credentials"}


def pages(caller: Caller, path: str) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        page = caller.found(f"{path}{after}")
        yield page
        if page["next"] is None:
            return
        after = f"&after={page['next']}"


def test_others_see_a_user_without_contact(nobody: Caller, somebody: Caller) -> None:
    row = nobody.found(f"/users/{somebody.id}")

    assert row["name"] == somebody.name
    assert row["withheld"] == {somebody.id: WITHHELD}
    assert not {"phone", "email"} & set(row)


def test_a_user_sees_their_own_contact(somebody: Caller) -> None:
    row = somebody.found(f"/users/{somebody.id}")

    assert (row["phone"], row["email"]) == (somebody.phone, "somebody@example.com")
    assert "withheld" not in row


@pytest.mark.parametrize("who", ["an administrator", "a service"])
def test_users_read_sees_everyones_contact(readers: dict[str, Caller], somebody: Caller, who: str) -> None:
    batch = readers[who].found(f"/users?id={somebody.id}")

    assert batch["items"][0]["phone"] == somebody.phone
    assert "withheld" not in batch


def test_a_batch_withholds_row_by_row(nobody: Caller, somebody: Caller) -> None:
    other = nobody.sign_up()

    batch = somebody.found(f"/users?id={somebody.id}&id={other.id}&id={NO_SUCH_ID}")

    rows = {row["id"]: row for row in batch["items"]}
    assert set(rows) == {somebody.id, other.id}
    assert "phone" in rows[somebody.id]
    assert "phone" not in rows[other.id]
    assert batch["withheld"] == {other.id: WITHHELD}


def test_a_batch_by_name_finds_names_in_any_letter_case(nobody: Caller, somebody: Caller) -> None:
    batch = nobody.found(f"/users?name={quote(somebody.name.upper())}&name=nobody%20of%20this%20name&name=x")

    assert [row["id"] for row in batch["items"]] == [somebody.id]


def test_pages_are_in_the_order_of_names_and_complete(nobody: Caller) -> None:
    label = new_name("Page")
    names = [f"{label} {ending}" for ending in ("ä", "b", "C", "D", "é", "z", "Ω")]
    for name in reversed(names):
        nobody.sign_up(name=name)

    found = list(pages(nobody, f"/users?search={quote(label)}&first=3&count=true"))

    assert [[row["name"][-1] for row in page["items"]] for page in found] == [
        ["b", "C", "D"],
        ["z", "ä", "é"],
        ["Ω"],
    ]
    assert {page["total"] for page in found} == {7}


def test_the_cursor_of_any_row_leads_on_from_it(nobody: Caller) -> None:
    label = new_name("Any")
    for ending in "abc":
        nobody.sign_up(name=f"{label} {ending}")
    path = f"/users?search={quote(label)}"
    first, second, third = nobody.found(path)["items"]

    assert [row["id"] for row in nobody.found(f"{path}&after={first['cursor']}")["items"]] == [
        second["id"],
        third["id"],
    ]


def test_a_page_withholds_contact_too(somebody: Caller, nobody: Caller) -> None:
    nobody.sign_up(name=f"{somebody.name} II")

    page = somebody.found(f"/users?search={quote(somebody.name)}")

    assert [("phone" in row, row["id"] in page["withheld"]) for row in page["items"]] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize("text", ["50%", "_of_", "a\\b", "!!", "%"])
def test_a_search_takes_every_character_as_itself(nobody: Caller, text: str) -> None:
    nobody.sign_up(name=f"{new_name('Decoy')}")
    wanted = nobody.sign_up(name=f"{new_name('S')} {text}")

    found = nobody.found(f"/users?search={quote(text)}&first=100")["items"]

    assert wanted.id in [row["id"] for row in found]
    assert all(text in row["name"] for row in found)


def test_a_search_ignores_letter_case_beyond_ascii(nobody: Caller) -> None:
    wanted = nobody.sign_up(name=new_name("Ärzte ÇĞ"))

    found = nobody.found(f"/users?search={quote('ärzte çğ')}")["items"]

    assert wanted.id in [row["id"] for row in found]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("serch=x", "UNKNOWN_PARAMETER"),
        ("first=0", "BAD_PAGE_SIZE"),
        ("first=101", "BAD_PAGE_SIZE"),
        ("after=nonsense", "BAD_CURSOR"),
        ("id=itm_01m7yhq3gqf0mrd6fj3y1y72x6", "MALFORMED_ID"),
        (f"id={NO_SUCH_ID}&name=Somebody", "BAD_PARAMETER"),
        ("&".join(f"name=name{number}" for number in range(101)), "TOO_MANY_KEYS"),
    ],
)
def test_a_wrong_question_is_refused(nobody: Caller, query: str, code: str) -> None:
    refused(nobody.get(f"/users?{query}"), 400, code)


def test_an_unknown_user_is_not_found(nobody: Caller) -> None:
    refused(nobody.get(f"/users/{NO_SUCH_ID}"), 404, "NOT_FOUND")


def test_an_unchanged_user_is_not_sent_again(somebody: Caller) -> None:
    path = f"/users/{somebody.id}"
    seen = {"If-None-Match": somebody.get(path).headers["ETag"]}

    again = replace(somebody, headers=seen).get(path)
    somebody.send("PATCH", path, {"phone": "9123456789"})
    changed = replace(somebody, headers=seen).get(path)

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


class TestLegacyUser:
    """`GET /user/<name>`, kept as the first clients know it."""

    def test_it_has_the_phone_as_a_number_for_the_user(self, somebody: Caller) -> None:
        row = somebody.found(f"/users/{somebody.id}")

        assert somebody.found(f"/user/{quote(somebody.name)}") == {
            "name": somebody.name,
            "phone": int(somebody.phone),
            "since": row["since"],
        }

    def test_it_has_no_phone_for_others(self, nobody: Caller, somebody: Caller) -> None:
        other = nobody.sign_up()

        assert other.found(f"/user/{quote(somebody.name)}")["phone"] is None

    def test_it_has_the_phone_for_users_read(self, admin: Caller, somebody: Caller) -> None:
        assert admin.found(f"/user/{quote(somebody.name)}")["phone"] == int(somebody.phone)

    def test_names_are_percent_encoded(self, somebody: Caller, nobody: Caller) -> None:
        other = nobody.sign_up(name=new_name("50% + ü?#"))

        assert somebody.found(f"/user/{quote(other.name, safe='')}")["name"] == other.name

    def test_it_needs_a_token(self, nobody: Caller, somebody: Caller) -> None:
        refused(nobody.get(f"/user/{quote(somebody.name)}"), 401, "UNAUTHENTICATED")

    def test_an_unknown_name_is_not_found(self, somebody: Caller) -> None:
        refused(somebody.get("/user/nobody%20has%20this%20name"), 404, "NOT_FOUND")


def test_changing_the_phone_changes_nothing_else(somebody: Caller) -> None:
    before = somebody.found(f"/users/{somebody.id}")

    after = body_of(somebody.send("PATCH", f"/users/{somebody.id}", {"phone": "9123456789"}), 200)

    assert after == {**before, "phone": "9123456789"}
    assert somebody.found(f"/users/{somebody.id}") == after


@pytest.mark.parametrize("member", ["name", "email", "roles", "since", "id"])
def test_only_the_phone_can_change(somebody: Caller, member: str) -> None:
    body = {"phone": "9123456789", member: "something else"}

    refused(somebody.send("PATCH", f"/users/{somebody.id}", body), 400, "MALFORMED_BODY")


def test_nobody_changes_the_phone_of_another(admin: Caller, nobody: Caller, somebody: Caller) -> None:
    path, body = f"/users/{somebody.id}", {"phone": "9123456789"}

    refused(nobody.send("PATCH", path, body), 401, "UNAUTHENTICATED")
    refused(admin.send("PATCH", path, body), 403, "FORBIDDEN")
    assert somebody.found(path)["phone"] == somebody.phone
