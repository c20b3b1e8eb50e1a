"""Each limit lets through what is at it and refuses what is beyond; or says so in the log only."""

from dataclasses import replace
from typing import Any

import pytest
from graphql import get_introspection_query

from gateway.settings import Settings, read_settings
from tests.gateway.limits.desk import Desk

OPEN = Settings(introspection=True)

#: The setting, the code, an operation at a limit of 3 (depth: 3; …), and one beyond it.
RULES = [
    ("max_depth", "MAX_DEPTH_LIMIT", "{ books { nodes { id } } }", "{ books { nodes { author { id } } } }"),
    (
        "max_height",
        "MAX_HEIGHT_LIMIT",
        "{ books { nodes { id } } }",
        "{ books { nodes { ...a } } } fragment a on Book { id title }",
    ),
    ("max_aliases", "MAX_ALIASES_LIMIT", "{ a: version b: version c: version }", None),
    ("max_root_fields", "MAX_ROOT_FIELDS_LIMIT", "{ version a: version ...a }", None),
    (
        "max_directives",
        "MAX_DIRECTIVES_LIMIT",
        "{ version @skip(if: false) a: version @skip(if: false) ... @skip(if: false) { b: version } }",
        None,
    ),
    (
        "max_introspection_depth",
        "MAX_INTROSPECTION_DEPTH_LIMIT",
        "{ __schema { types { name } } books { nodes { author { id } } } }",
        "{ __schema { types { fields { name } } } }",
    ),
    ("max_cost", "COST_ESTIMATED_TOO_EXPENSIVE", "{ books(first: 2) { nodes { id } } }", None),
    (
        "max_upstream_calls",
        "MAX_UPSTREAM_CALLS_LIMIT",
        '{ a: book(id: "bok_0") { id } b: book(id: "bok_1") { id } c: book(id: "bok_2") { id } }',
        None,
    ),
]
BEYOND = {
    "MAX_ALIASES_LIMIT": "{ a: version b: version c: version d: version }",
    "MAX_ROOT_FIELDS_LIMIT": "{ version a: version ...a } fragment a on Query { c: version d: version }",
    "MAX_DIRECTIVES_LIMIT": "query @a { version @b ...a @c } fragment a on Query @d { b: version }",
    "COST_ESTIMATED_TOO_EXPENSIVE": "{ books(first: 3) { nodes { id } } }",
    "MAX_UPSTREAM_CALLS_LIMIT": "{ a: books { nodes { author { id } } } b: books(first: 5) { nodes { author { id } } } }",
}


@pytest.mark.parametrize(("setting", "code", "at", "beyond"), RULES, ids=[rule[0] for rule in RULES])
def test_a_rule_refuses_what_is_beyond_its_limit(
    setting: str, code: str, at: str, beyond: str | None
) -> None:
    at = at.replace("...a }", "...a } fragment a on Query { c: version }") if "...a }" in at else at
    beyond = beyond or BEYOND[code]
    limited: Any = {setting: 3}
    with Desk(replace(OPEN, **limited)) as desk:
        assert desk.ask(at).code is None
        desk.forget_calls()
        refused = desk.ask(beyond)
        assert (refused.status, refused.code, desk.calls) == (400, code, [])
        assert f'gateway_limit_exceeded_total{{code="{code}",outcome="refused"}} 1.0' in desk.metrics()
    limited[f"{setting}_warn_only"] = True
    with Desk(replace(OPEN, **limited)) as desk:
        assert desk.ask(beyond).code != code
        assert f'gateway_limit_exceeded_total{{code="{code}",outcome="let_through"}} 1.0' in desk.metrics()


def test_limits_have_regular_names_in_the_environment() -> None:
    environ = {f"{setting.upper()}": "7" for setting, *_ in RULES}
    settings = read_settings(environ | {f"{name}_WARN_ONLY": "1" for name in environ})
    assert {getattr(settings, setting) for setting, *_ in RULES} == {7}
    assert all(getattr(settings, f"{setting}_warn_only") for setting, *_ in RULES)


def test_a_refusal_is_remembered(desk: Desk) -> None:
    query = "{" + "".join(f"z{n}: version " for n in range(31)) + "}"
    counted = 'gateway_limit_exceeded_total{code="MAX_ALIASES_LIMIT"'
    first = desk.ask(query)
    before = [line for line in desk.metrics().splitlines() if line.startswith(counted)]
    assert desk.ask(query).json == first.json
    assert [line for line in desk.metrics().splitlines() if line.startswith(counted)] == before


def test_every_operation_of_a_document_keeps_the_limits(desk: Desk) -> None:
    many = "".join(f"a{n}: version " for n in range(31))
    reply = desk.post({"query": f"query Few {{ version }} query Many {{ {many} }}", "operationName": "Few"})
    assert reply.code == "MAX_ALIASES_LIMIT"


@pytest.mark.parametrize("everything", [False, True])
def test_the_introspection_query_passes(desk: Desk, everything: bool) -> None:
    query = get_introspection_query(
        specified_by_url=everything,
        directive_is_repeatable=everything,
        schema_description=everything,
        input_value_deprecation=everything,
        input_object_one_of=everything,
    )
    assert desk.ask(query).code is None


def test_calls_that_nothing_bounds_are_counted_as_they_are_made() -> None:
    query = "{ favourites { author { name books(first: 2) { nodes { id } } } } }"
    with Desk(replace(OPEN, max_upstream_calls=1)) as desk:
        reply = desk.ask(query)
        codes = {error["extensions"]["code"] for error in reply.json["errors"]}
        assert (reply.status, "MAX_UPSTREAM_CALLS_LIMIT" in codes, len(desk.calls)) == (200, True, 1)
    with Desk(replace(OPEN, max_upstream_calls=1, max_upstream_calls_warn_only=True)) as desk:
        desk.ask(query)
        assert len(desk.calls) > 1
