"""The journal: what it tells, once, and to whom."""

from collections import Counter
from typing import Any

import pytest

from tests.support.people import PASSWORD
from tests.support.processes import Process
from tests.support.waiting import eventually
from tests.users.people import Caller, refused

Row = dict[str, Any]
OTHERS_ID = "usr_01m7yhq3gqf0mrd6fj3y1y72x6"


def entries(caller: Caller, user_id: str = "", query: str = "") -> list[Row]:
    """The user's own journal, newest first."""
    user_id = user_id or caller.id
    rows: list[Row] = caller.found(f"/journal?user_id={user_id}{query}")["pages"][user_id]["items"]
    return rows


def told(caller: Caller, count: int) -> list[Row]:
    """The same, as soon as it has so many entries."""
    eventually(lambda: len(entries(caller)) >= count)
    return entries(caller)


@pytest.fixture
def busy(somebody: Caller, admin: Caller) -> Caller:
    """Somebody to whom everything has happened."""
    somebody.send("PATCH", f"/users/{somebody.id}", {"phone": "9123456789"})
    somebody.send("PATCH", f"/users/{somebody.id}", {"phone": "9123456789"})
    change = {"current_password": PASSWORD, "new_password": "another horse"}
    somebody.post(f"/users/{somebody.id}/password", change)
    admin.post(f"/users/{somebody.id}/roles", {"role": "SELLER"})
    admin.post(f"/users/{somebody.id}/roles", {"role": "SELLER"})
    told(somebody, 4)
    return somebody


def test_it_tells_what_happened_to_a_user_newest_first(busy: Caller) -> None:
    assert [row["kind"] for row in entries(busy)] == [
        "user.role_granted",
        "user.password_changed",
        "user.phone_changed",
        "user.added",
    ]


def test_a_row_has_the_members_of_the_contract(busy: Caller) -> None:
    row = entries(busy)[0]

    assert set(row) == {"id", "kind", "at", "user_id", "item_id", "detail", "cursor"}
    assert row["id"].startswith("jrn_")
    assert (row["user_id"], row["item_id"]) == (busy.id, None)
    assert "SELLER" in row["detail"]


def test_it_does_not_tell_the_phone(busy: Caller) -> None:
    assert "9123456789" not in str(entries(busy))


def test_pages_of_a_user_follow_one_another(busy: Caller) -> None:
    first = busy.found(f"/journal?user_id={busy.id}&first=3&count=true")["pages"][busy.id]
    second = busy.found(f"/journal?user_id={busy.id}&first=3&count=true&after={first['next']}")["pages"][
        busy.id
    ]

    assert [row["kind"] for row in second["items"]] == ["user.added"]
    assert (first["next"], second["next"]) == (first["items"][-1]["cursor"], None)
    assert first["total"] == second["total"] == 4


def test_every_asked_user_has_a_page(clerk: Caller, nobody: Caller) -> None:
    ada, ben = nobody.sign_up(), nobody.sign_up()
    told(ada, 1)
    told(ben, 1)

    pages = clerk.found(f"/journal?user_id={ada.id}&user_id={ben.id}&user_id={OTHERS_ID}&count=true")["pages"]

    assert {user_id: [row["user_id"] for row in page["items"]] for user_id, page in pages.items()} == {
        ada.id: [ada.id],
        ben.id: [ben.id],
        OTHERS_ID: [],
    }
    assert [page["total"] for page in pages.values()] == [1, 1, 0]


class TestVisibility:
    """An entry is there for its user and for `journal:read`; for others it does not exist."""

    def test_another_users_page_is_empty(self, busy: Caller, nobody: Caller) -> None:
        page = nobody.sign_up().found(f"/journal?user_id={busy.id}&count=true")["pages"][busy.id]

        assert page == {"items": [], "next": None, "total": 0}

    def test_another_users_entry_is_absent_from_a_batch(self, busy: Caller, nobody: Caller) -> None:
        other = nobody.sign_up()
        own, theirs = told(other, 1)[0]["id"], entries(busy)[0]["id"]

        batch = other.found(f"/journal?id={own}&id={theirs}")

        assert [row["id"] for row in batch["items"]] == [own]

    def test_journal_read_sees_everyones(self, busy: Caller, clerk: Caller) -> None:
        theirs = entries(busy)[0]["id"]

        assert len(entries(clerk, busy.id)) == 4
        assert [row["id"] for row in clerk.found(f"/journal?id={theirs}")["items"]] == [theirs]
        assert theirs in [row["id"] for row in clerk.found("/journal?first=100")["items"]]

    def test_the_whole_journal_needs_the_scope(self, somebody: Caller) -> None:
        refused(somebody.get("/journal"), 403, "FORBIDDEN")

    @pytest.mark.parametrize("query", ["", f"?user_id={OTHERS_ID}", "?id=jrn_01m7yhq3gqf0mrd6fj3y1y72x6"])
    def test_a_caller_without_a_token_is_asked_for_one(self, nobody: Caller, query: str) -> None:
        response = nobody.get(f"/journal{query}")

        refused(response, 401, "UNAUTHENTICATED")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_cursor_of_another_collection_is_refused(nobody: Caller, somebody: Caller, clerk: Caller) -> None:
    cursor = nobody.found("/users?first=1")["items"][0]["cursor"]

    refused(clerk.get(f"/journal?after={cursor}"), 400, "BAD_CURSOR")


def test_the_whole_journal_is_told_once_page_by_page(service: Process, clerk: Caller, busy: Caller) -> None:
    seen: list[Row] = []
    after = ""
    while True:
        page = clerk.found(f"/journal?first=5&count=true{after}")
        seen += page["items"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert max(Counter(row["id"] for row in seen).values()) == 1
    assert page["total"] == len(seen)
    assert [row["at"] for row in seen] == sorted((row["at"] for row in seen), reverse=True)
