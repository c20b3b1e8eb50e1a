"""What an operation does and costs: on the command line, and in answers to those who may see it."""

import asyncio
import io
import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.cli import main
from tests.gateway.conftest import BOOKS, PEOPLE
from tests.gateway.reading_room import SETTINGS, ReadingRoom, viewer
from tests.support.collection import keeps

AUTHORS = "query ($n: Int) { books(first: $n) { nodes { title author { name phone } } } }"


def explain(
    *arguments: str, schema: str = "tests.gateway.library:schema", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command, run in this process: test_cli.py shows that it is one of `python -m gateway`."""
    line, out, err = ["explain", "--schema", schema, *arguments], io.StringIO(), io.StringIO()
    with patch.dict(os.environ, environment), redirect_stdout(out), redirect_stderr(err):
        status = main(line)
    return subprocess.CompletedProcess(line, status, out.getvalue(), err.getvalue())


def explained(*arguments: str, **environment: str) -> dict[str, Any]:
    """What is said as JSON."""
    ended = explain("--json", *arguments, **environment)
    assert ended.returncode == 0, ended.stderr
    said: dict[str, Any] = json.loads(ended.stdout)
    return said


# --- the plan -----------------------------------------------------------------------------------------------------


def test_the_plan_is_printed_as_a_tree() -> None:
    assert explain(AUTHORS, "--variables", '{"n": 3}').stdout.splitlines() == [
        "query   at most 2 calls, 6 rows",
        "  wave 1",
        "    #0 GET books /books   a page",
        "       reads title, author_id",
        "       at most 1 call, 3 rows",
        "  wave 2",
        "    #1 GET people /people?id=…   rows: author_id of #0, 100 keys a call",
        "       reads id, name, phone",
        "       at most 1 call, 3 keys, 3 rows",
        "  permissions",
        '    Person.phone   @requiresOwner(member: "id", orScopes: [["people:read"]])',
    ]


def test_the_plan_is_told_as_json() -> None:
    assert explained('{ book(id: "bok_1") { author { phone } } }') == {
        "operation": "query",
        "atMost": {"calls": 2, "rows": 2},
        "stages": [
            {
                "fields": ["book"],
                "waves": [
                    [
                        {
                            "id": 0,
                            "service": "books",
                            "method": "GET",
                            "path": "/books",
                            "answer": "rows",
                            "reads": ["id", "author_id"],
                            "atMost": {"calls": 1, "rows": 1, "keys": 1},
                            "keys": {
                                "source": "argument",
                                "parameter": "id",
                                "perCall": 100,
                                "argument": "id",
                            },
                        }
                    ],
                    [
                        {
                            "id": 1,
                            "service": "people",
                            "method": "GET",
                            "path": "/people",
                            "answer": "rows",
                            "reads": ["id", "phone"],
                            "atMost": {"calls": 1, "rows": 1, "keys": 1},
                            "keys": {
                                "source": "rows",
                                "parameter": "id",
                                "perCall": 100,
                                "fetch": 0,
                                "member": "author_id",
                            },
                        }
                    ],
                ],
            }
        ],
        "permissions": [
            {
                "field": "Person.phone",
                "rule": '@requiresOwner(member: "id", orScopes: [["people:read"]])',
            }
        ],
    }


@pytest.mark.parametrize(
    ("query", "calls", "rows"),
    [
        pytest.param("{ version }", 0, 0, id="nothing"),
        pytest.param("{ books { nodes { title } } }", 1, 20, id="a page of the default size"),
        pytest.param("{ books(first: 7) { nodes { title } } }", 1, 7, id="a page of a size that is written"),
        pytest.param(
            "query ($n: Int) { books(first: $n) { nodes { id } } }", 1, 100, id="a page of any size"
        ),
        pytest.param("query ($n: Int = 9) { books(first: $n) { nodes { id } } }", 1, 100, id="or a default"),
        pytest.param(
            "{ people(first: 5) { nodes { books(first: 10) { nodes { title } } } } }",
            2,
            55,
            id="pages of pages",
        ),
        pytest.param(
            "{ people(first: 50) { nodes { books(first: 5) { nodes { translator { name } } } } } }",
            1 + 1 + 3,
            50 + 250 + 250,
            id="keys in batches of a hundred",
        ),
        pytest.param("{ books(first: 6) { nodes { press { name } } } }", 7, 12, id="a call a key"),
        pytest.param(
            "{ books(first: 6) { nodes { author { name } translator { name } } } }", 3, 18, id="side by side"
        ),
    ],
)
def test_a_plan_says_what_it_costs_at_most(query: str, calls: int, rows: int) -> None:
    assert explained(query)["atMost"] == {"calls": calls, "rows": rows}


def test_without_variables_every_condition_holds_and_with_them_those_that_do() -> None:
    query = "query ($a: Boolean!) { books { nodes { title author @include(if: $a) { name } } } }"
    assert explained(query)["atMost"]["calls"] == 2
    assert explained(query, "--variables", '{"a": false}')["atMost"]["calls"] == 1


def test_only_the_rules_of_the_operation_are_told() -> None:
    query = "query A { books { nodes { sales } } } query B { books { nodes { author { ...P } } } } fragment P on Person { phone }"
    told = explained(query, "--operation", "B")["permissions"]
    assert [permission["field"] for permission in told] == ["Person.phone"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["{ nothing }"], "Cannot query field 'nothing'"),
        ([AUTHORS, "--variables", "[]"], "The variables are not a JSON object"),
        ([AUTHORS, "--variables", '{"n": "x"}'], "Int cannot represent non-integer value"),
        ([AUTHORS, "--operation", "X"], "Unknown operation named 'X'"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_its_reason(arguments: list[str], reason: str) -> None:
    ended = explain(*arguments)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr


# --- the calls ----------------------------------------------------------------------------------------------------


def addresses(room: ReadingRoom) -> dict[str, str]:
    return {"BOOKS_URL": room.books.url, "PEOPLE_URL": room.people.url}


def test_run_makes_the_calls_and_says_how_they_went(room: ReadingRoom) -> None:
    made = explained("{ books(first: 2) { nodes { author { name } } } }", "--run", **addresses(room))["calls"]
    assert [(call["fetch"], call["service"], call["target"], call["status"]) for call in made] == [
        (0, "books", "/books?first=2", 200),
        (1, "people", "/people?id=per_1&id=per_2", 200),
    ]
    assert all(call["bytes"] > 0 and call["tookMs"] > 0 for call in made)
    assert 0 <= made[0]["beganMs"] < made[0]["beganMs"] + made[0]["tookMs"] <= made[1]["beganMs"] + 0.01


def test_run_prints_the_calls_and_the_errors(room: ReadingRoom) -> None:
    ended = explain("{ books(first: 2) { nodes { author { phone } } } }", "--run", **addresses(room))
    made = ended.stdout.partition("  calls made\n")[2].splitlines()
    said = re.compile(r"    at +\d+\.\d ms, took +\d+\.\d ms   200, \d+ bytes +#(\d) GET (.*)")
    assert [match.groups() for match in map(said.fullmatch, made) if match] == [
        ("0", "books /books?first=2"),
        ("1", "people /people?id=per_1&id=per_2"),
    ]
    assert len({line.index("#") for line in made}) == 1, "columns stand below one another"
    assert '@requiresOwner(member: "id", orScopes: [["people:read"]]): forbidden' in ended.stdout
    assert ended.stderr.splitlines() == [
        "FORBIDDEN at books.nodes.0.author.phone: You may not see this. And 1 more like this."
    ]


def test_run_says_that_a_service_did_not_answer(room: ReadingRoom) -> None:
    ended = explain(
        "{ books { nodes { id } } }", "--run", **addresses(room) | {"BOOKS_URL": "http://127.0.0.1:1"}
    )
    assert "no answer   #0 GET books /books?first=20" in ended.stdout
    assert ended.stderr == "DOWNSTREAM_SERVICE_ERROR at books: The service books is not available.\n"


def test_run_needs_a_token_that_is_one(room: ReadingRoom) -> None:
    ended = explain("{ version }", "--run", **addresses(room), TOKEN="x", JWKS_URL="http://127.0.0.1:1/keys")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "UNAUTHENTICATED" in ended.stderr


# --- in answers ---------------------------------------------------------------------------------------------------

MAY_READ = viewer("per_1", "plan:read")


@pytest.fixture(scope="module", params=["off", "scope", "all"])
def explaining(request: pytest.FixtureRequest) -> Iterator[tuple[str, ReadingRoom]]:
    with ReadingRoom(replace(SETTINGS, explain=request.param)) as room:
        room.books.on("/books", keeps(BOOKS))
        room.people.on("/people", keeps(PEOPLE))
        yield request.param, room


@pytest.mark.parametrize(
    "by", [ANONYMOUS, viewer("per_1"), MAY_READ], ids=["nobody", "somebody", "with the scope"]
)
def test_only_who_may_see_a_plan_gets_it(explaining: tuple[str, ReadingRoom], by: Viewer) -> None:
    setting, room = explaining
    answer = room.ask("{ books { nodes { title } } }", by=by, wants_plan=True)
    shown = setting == "all" or (setting == "scope" and by is MAY_READ)
    assert ("plan" in answer.extensions) == shown
    assert answer.data["books"]["nodes"][0] == {"title": "Title 1"}


def test_nobody_gets_a_plan_who_did_not_ask(explaining: tuple[str, ReadingRoom]) -> None:
    assert explaining[1].ask("{ books { nodes { title } } }", by=MAY_READ).extensions == {}


@pytest.fixture(scope="module")
def open_to_all() -> Iterator[ReadingRoom]:
    with ReadingRoom(replace(SETTINGS, explain="all")) as room:
        room.books.on("/books", keeps(BOOKS))
        room.people.on("/people", keeps(PEOPLE))
        yield room


def test_an_answers_plan_is_the_viewers_with_the_calls_made(open_to_all: ReadingRoom) -> None:
    answer = open_to_all.ask(AUTHORS, {"n": 2}, by=viewer("per_1"), wants_plan=True)
    plan = answer.extensions["plan"]
    assert [(call["fetch"], call["status"]) for call in plan["calls"]] == [(0, 200), (1, 200)]
    assert plan["permissions"][0]["decision"] == "by row"
    assert plan["atMost"] == {"calls": 2, "rows": 4}
    assert answer.errors[0]["extensions"]["code"] == "FORBIDDEN"


def test_calls_below_a_resolver_are_the_plans(open_to_all: ReadingRoom) -> None:
    query = "{ books { nodes { id } } favourites { title author { name books { nodes { id } } } } }"
    plan = open_to_all.ask(query, wants_plan=True).extensions["plan"]
    [below] = plan["stages"][0]["below"]
    planned = {fetch["id"]: fetch["path"] for wave in below["waves"] for fetch in wave}
    assert (below["path"], below["values"]) == (["favourites", "author"], None)
    made = {call["fetch"]: call["target"].partition("?")[0] for call in plan["calls"]}
    assert made == {0: "/books"} | planned


def test_an_operation_without_calls_has_a_plan_too(open_to_all: ReadingRoom) -> None:
    answer = open_to_all.ask("{ version }", wants_plan=True)
    assert answer.data == {"version": "1"}
    assert answer.extensions["plan"]["calls"] == []
    assert open_to_all.ask("{ version }").extensions == {}


def test_whoever_asks_for_the_plan_gets_an_answer_of_their_own(open_to_all: ReadingRoom) -> None:
    async def together() -> list[dict[str, Any]]:
        asking = [open_to_all.asked("{ books { nodes { title } } }", wants_plan=n % 2 == 0) for n in range(6)]
        return [answer.extensions for answer in await asyncio.gather(*asking)]

    extensions = open_to_all.run(together())
    assert [bool(extension) for extension in extensions] == [True, False] * 3
