"""Where graphql-core is left on purpose (docs/deviations.md), and what was found by comparing with it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import graphql
from graphql import ExecutionResult, build_schema, parse

from gateway.execution import execute


def answered(schema: Any, query: str, root: Any = None) -> ExecutionResult:
    async def run() -> ExecutionResult:
        result = execute(schema, parse(query), root)
        return result if isinstance(result, ExecutionResult) else await result

    return asyncio.run(run())


def test_a_field_of_a_mutation_begins_when_the_one_ahead_is_done() -> None:
    done: list[str] = []

    async def slow(_: Any) -> str:
        await asyncio.sleep(0)
        done.append("slow")
        return "slow"

    def quick(_: Any) -> str:
        done.append("quick")
        return "quick"

    schema = build_schema("type Query { a: Int } type Mutation { slow: String quick: String }")
    assert answered(schema, "mutation { slow quick }", {"slow": slow, "quick": quick}).errors is None
    assert done == ["slow", "quick"]


def test_what_stands_behind_a_failed_mutation_that_may_not_be_null_is_not_done() -> None:
    done: list[str] = []

    async def fails(_: Any) -> str:
        raise ValueError("no")

    schema = build_schema("type Query { a: Int } type Mutation { fails: String! behind: String }")
    root = {"fails": fails, "behind": lambda _: done.append("behind")}
    result = answered(schema, "mutation { fails behind }", root)
    assert (result.data, [error.message for error in result.errors or ()]) == (None, ["no"])
    assert done == []


def test_an_object_judged_asynchronously_may_have_asynchronous_fields() -> None:
    async def is_thing(*_: Any) -> bool:
        return True

    async def name(_: Any) -> str:
        return "Ada"

    schema = build_schema("type Query { thing: Thing } type Thing { name: String }")
    thing: Any = schema.type_map["Thing"]
    thing.is_type_of = is_thing
    assert answered(schema, "{ thing { name } }", {"thing": {"name": name}}).data == {
        "thing": {"name": "Ada"}
    }


def test_items_of_an_asynchronous_iterable_may_have_asynchronous_fields() -> None:
    async def name(_: Any) -> str:
        return "Ada"

    async def things(_: Any) -> AsyncIterator[Any]:
        yield {"name": name}

    schema = build_schema("type Query { things: [Thing] } type Thing { name: String }")
    data = answered(schema, "{ things { name } }", {"things": things}).data
    assert data == {"things": [{"name": "Ada"}]}


def test_arguments_that_a_resolver_could_change_are_coerced_for_each_object() -> None:
    def take(_: Any, ids: list[str]) -> str:
        return f"{ids.pop()} {len(ids)}"

    schema = build_schema("type Query { all: [Thing] } type Thing { take(ids: [ID!]): String }")
    things = [{"take": take}, {"take": take}]
    data = answered(schema, '{ all { take(ids: ["a", "b"]) } }', {"all": things}).data
    assert data == {"all": [{"take": "b 1"}, {"take": "b 1"}]}


def test_the_same_document_may_be_executed_on_another_schema() -> None:
    document = parse("{ a }")
    of_strings, of_numbers = build_schema("type Query { a: String }"), build_schema("type Query { a: Int }")
    assert execute(of_strings, document, {"a": 1}) == graphql.execute(of_strings, document, {"a": 1})
    assert execute(of_numbers, document, {"a": 1}) == graphql.execute(of_numbers, document, {"a": 1})


def test_the_same_document_is_executed_under_other_conditions() -> None:
    schema, document = (
        build_schema("type Query { a: Int b: Int }"),
        parse("query ($c: Boolean!) { a @skip(if: $c) b }"),
    )
    for condition, data in ((True, {"b": 2}), (False, {"a": 1, "b": 2}), (True, {"b": 2})):
        result = execute(schema, document, {"a": 1, "b": 2}, None, {"c": condition})
        assert result == (data, None)
