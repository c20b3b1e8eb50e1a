"""Attacks of the GraphQL security checklists, with the limits as they are by default: refused, soon, and before any call."""

import time

import pytest

from gateway.settings import Settings
from tests.gateway.limits.desk import Desk

#: Generous: the tests' machine is shared. Each takes a tenth of it, and without the limits many times as long.
SOON_S = 1.0

TYPE_NEST = "type { fields { " * 5 + "name" + " } }" * 5
OF_TYPE_NEST = '{ __type(name: "Book") { ' + "ofType { " * 20 + "name" + " }" * 20 + " } }"


def nested(times: int) -> str:
    """Books of people of books."""
    return "books(first: 1) { nodes { author { " * times + "id" + " } } }" * times


def bomb(levels: int, leaf: str) -> str:
    """Fragments each of which spreads the next one twice."""
    fragments = "".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} " for n in range(levels))
    return f"{{ ...f0 }} {fragments} fragment f{levels} on Query {{ {leaf} }}"


ATTACKS = {
    "alias overloading": ("MAX_ALIASES_LIMIT", "{" + "".join(f"a{n}: version " for n in range(31)) + "}"),
    "batching by aliases": (
        "MAX_ROOT_FIELDS_LIMIT",
        "{" + "".join(f'a{n}: book(id: "bok_{n}") {{ id }} ' for n in range(21)) + "}",
    ),
    "aliases in fragments": (
        "MAX_ALIASES_LIMIT",
        "{ books { nodes { ...a ...b } } } "
        + "".join(
            f"fragment {name} on Book {{ {' '.join(f'{name}{n}: id' for n in range(16))} }} " for name in "ab"
        ),
    ),
    "mutations by aliases": (
        "MAX_ROOT_FIELDS_LIMIT",
        "mutation {"
        + "".join(f'a{n}: addBook(input: {{title: "t"}}) {{ book {{ id }} }} ' for n in range(21))
        + "}",
    ),
    "directive overloading": ("MAX_DIRECTIVES_LIMIT", "{ version " + "@skip(if: false) " * 51 + "}"),
    "unknown directives": ("MAX_DIRECTIVES_LIMIT", "{ version " + "@aa " * 500 + "}"),
    "very many directives": ("GRAPHQL_PARSE_FAILED", "{ version " + "@aa " * 7_000 + "}"),
    "deep nesting": ("MAX_DEPTH_LIMIT", f"{{ {nested(6)} }}"),
    "deep nesting in fragments": (
        "MAX_DEPTH_LIMIT",
        "{ books { nodes { ...f0 } } } "
        + "".join(
            f"fragment f{n} on Book {{ author {{ books {{ nodes {{ ...f{n + 1} }} }} }} }} " for n in range(5)
        )
        + "fragment f5 on Book { id }",
    ),
    "nested selections": ("GRAPHQL_PARSE_FAILED", "{ a " * 7_000),
    "field duplication": ("MAX_HEIGHT_LIMIT", "{ books { nodes {" + " title" * 510 + " } } }"),
    "very many fields": ("GRAPHQL_PARSE_FAILED", "{" + " version" * 14_000 + " }"),
    "fields that are compared": (
        "GRAPHQL_VALIDATION_FAILED",
        "{ books { nodes {" + " title" * 480 + " } } }",
    ),
    "fragment bomb": ("MAX_HEIGHT_LIMIT", bomb(60, "version")),
    "circular fragments": ("GRAPHQL_VALIDATION_FAILED", bomb(40, "...f0")),
    "fragment bomb of introspection": (
        "MAX_HEIGHT_LIMIT",
        bomb(40, "__schema { types { name } }"),
    ),
    "a long chain of fragments": (
        "GRAPHQL_PARSE_FAILED",
        "{ ...f0 }"
        + "".join(f"fragment f{n} on Query {{ ...f{n + 1} }} " for n in range(490))
        + "fragment f490 on Query { version }",
    ),
    "very many fragments": (
        "GRAPHQL_PARSE_FAILED",
        "{ version }" + "".join(f"fragment f{n} on Query {{ version }} " for n in range(900)),
    ),
    "very many operations": (
        "GRAPHQL_PARSE_FAILED",
        "".join(f"query q{n} {{ version }} " for n in range(900)),
    ),
    "circular introspection": (
        "GRAPHQL_VALIDATION_FAILED",
        f"{{ __schema {{ types {{ fields {{ {TYPE_NEST} }} }} }} }}",
    ),
    "introspection of types of types": ("MAX_INTROSPECTION_DEPTH_LIMIT", OF_TYPE_NEST),
    "pagination abuse": (
        "COST_ESTIMATED_TOO_EXPENSIVE",
        "{ people(first: 100) { nodes { books(first: 100) { nodes { author { books(first: 100) { nodes { id } } } } } } } }",
    ),
    "very many variables": (
        "GRAPHQL_PARSE_FAILED",
        "query(" + "".join(f"$v{n}: Int " for n in range(3_000)) + ") { version }",
    ),
    "a very long list": (
        "GRAPHQL_PARSE_FAILED",
        "{ books(search: [" + "1 " * 10_000 + "]) { nodes { id } } }",
    ),
    "a very deep list": (
        "GRAPHQL_PARSE_FAILED",
        "{ books(search: " + "[" * 5_000 + "]" * 5_000 + ") { nodes { id } } }",
    ),
    "a very wide object": (
        "MAX_TOKENS_LIMIT",
        "mutation { addBook(input: {" + "a: 1 " * 6_000 + "}) { book { id } } }",
    ),
    "a huge integer": (
        "GRAPHQL_VALIDATION_FAILED",
        "{ books(first: " + "1" * 400_000 + ") { nodes { id } } }",
    ),
    "a huge float": (
        "GRAPHQL_VALIDATION_FAILED",
        "{ books(first: 1." + "1" * 400_000 + ") { nodes { id } } }",
    ),
    "a huge name": ("GRAPHQL_VALIDATION_FAILED", "{ " + "a" * 400_000 + " }"),
    "two megabytes of blanks": ("GRAPHQL_PARSE_FAILED", "{ version" + " " * 1_900_000 + "}"),
    "two megabytes of comment": ("GRAPHQL_PARSE_FAILED", "{ version #" + "a" * 1_900_000 + "\n}"),
    "two megabytes of text": ("GRAPHQL_PARSE_FAILED", '{ book(id: "' + "a" * 1_900_000 + '") { id } }'),
    "two megabytes of tokens": ("GRAPHQL_PARSE_FAILED", "{" + "a " * 950_000 + "}"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_at_once_and_reaches_no_service(desk: Desk, attack: str) -> None:
    code, query = ATTACKS[attack]
    began = time.monotonic()
    reply = desk.ask(query)
    assert (reply.code, desk.calls) == (code, [])
    assert time.monotonic() - began < SOON_S


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"n": 100}, "COST_ESTIMATED_TOO_EXPENSIVE"),
        ({"n": None}, None),
        ({}, None),
        ({"n": 5}, None),
        ({"n": 0}, "BAD_USER_INPUT"),
        ({"n": -1}, "BAD_USER_INPUT"),
        ({"n": 101}, "BAD_USER_INPUT"),
        ({"n": 2**31}, "BAD_USER_INPUT"),
        ({"n": 10**400}, "BAD_USER_INPUT"),
    ],
)
def test_pages_are_judged_with_their_variables(
    desk: Desk, variables: dict[str, int], code: str | None
) -> None:
    query = """query($n: Int) { people(first: $n) { nodes { books(first: $n) { nodes {
        author { books(first: 5) { nodes { id } } } } } } } }"""
    assert desk.ask(query, variables).code == code


@pytest.mark.parametrize(
    "value",
    [[1] * 20_000, {"a": [[1]] * 9_999}, {str(n): n for n in range(20_000)}, [[[[[[]]]]]] * 3_000],
    ids=["a long list", "a list of lists", "a wide object", "many lists"],
)
def test_variables_with_very_many_values_are_refused(desk: Desk, value: object) -> None:
    reply = desk.ask("query($v: ID!) { book(id: $v) { id } }", {"v": value})
    assert (reply.code, desk.calls) == ("BAD_USER_INPUT", [])


def test_variables_nested_very_deep_are_refused(desk: Desk) -> None:
    value: object = 1
    for _ in range(100):
        value = [value]
    reply = desk.ask("query($v: ID!) { book(id: $v) { id } }", {"v": value})
    assert (reply.code, "64 deep" in reply.message) == ("BAD_USER_INPUT", True)


def test_names_are_not_suggested_where_introspection_is_off() -> None:
    with Desk(Settings(introspection=False)) as desk:
        assert "titel" in desk.ask("{ books { nodes { titel } } }").message
        assert "title" not in desk.ask("{ books { nodes { titel } } }").message.replace("titel", "")
