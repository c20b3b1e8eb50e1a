"""schema.graphql is what the types say, and holds everything that was promised."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    lexicographic_sort_schema,
    print_schema,
)

from gateway.binding.checks import checked_blueprint
from gateway.binding.sdl import print_sdl
from gateway.schema import schema
from tests.support.processes import REPOSITORY

PROMISED = Path(__file__).with_name("promised.graphql")
#: The promise that is kept later.
LATER = {"Subscription"}


@pytest.fixture(scope="module")
def sdl() -> str:
    return print_sdl(checked_blueprint(schema))


@pytest.fixture(scope="module")
def promised() -> GraphQLSchema:
    return build_schema(PROMISED.read_text(encoding="utf-8"))


def test_the_file_is_what_the_types_say(sdl: str) -> None:
    assert (REPOSITORY / "schema.graphql").read_text(encoding="utf-8") == sdl


def test_parsed_back_it_is_the_same_schema(sdl: str) -> None:
    plain = build_schema(print_schema(schema.graphql_schema))
    parsed = build_schema(sdl)
    assert print_schema(lexicographic_sort_schema(parsed)) == print_schema(lexicographic_sort_schema(plain))


def test_nothing_that_was_promised_is_missing(sdl: str, promised: GraphQLSchema) -> None:
    changes = find_breaking_changes(promised, build_schema(sdl))
    assert [c.description for c in changes if not any(name in c.description for name in LATER)] == []


def test_nothing_that_was_promised_means_something_else(sdl: str, promised: GraphQLSchema) -> None:
    assert [change.description for change in find_dangerous_changes(promised, build_schema(sdl))] == []


def test_permission_rules_are_printed(sdl: str) -> None:
    lines = {line.strip() for line in sdl.splitlines()}
    assert (
        'journal(first: Int = 50, after: String): JournalEntryConnection @requiresScopes(scopes: [["journal:read"]]) '
        '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])'
    ) in lines
    assert 'phone: String @requiresOwner(member: "id", orScopes: [["users:read"]])' in lines
    assert "changePhone(input: ChangePhoneInput!): ChangePhonePayload @authenticated" in lines
