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
    (
        "max_tokens",
        "MAX_TOKENS_LIMIT",
        "{ version }",
        "{ version a: version }",
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


def test_a_page_may_have_so_many_rows_and_its_default_is_no_more() -> None:
    pages = "{ books(first: %s) { nodes { id } } }"
    with Desk(replace(OPEN, max_page_size=2)) as desk:
        assert len(desk.ask(pages % 2).json["data"]["books"]["nodes"]) == 2
        assert len(desk.ask(pages % "null").json["data"]["books"]["nodes"]) == 2
        desk.forget_calls()
        beyond = desk.ask(pages % 3)
        assert (beyond.status, beyond.code, beyond.json["data"], desk.calls) == (
            200,
            "BAD_USER_INPUT",
            {"books": None},
            [],
        )
        assert 'gateway_limit_exceeded_total{code="MAX_PAGE_SIZE",outcome="refused"} 1.0' in desk.metrics()
    with Desk(replace(OPEN, max_page_size=2, max_page_size_warn_only=True)) as desk:
        assert len(desk.ask(pages % 3).json["data"]["books"]["nodes"]) == 3
        assert desk.ask(pages % 0).code == "BAD_USER_INPUT"
        assert (
            'gateway_limit_exceeded_total{code="MAX_PAGE_SIZE",outcome="let_through"} 1.0' in desk.metrics()
        )


def test_what_is_read_has_an_end_even_while_its_limit_is_only_logged() -> None:
    settings = replace(
        OPEN, max_tokens=3, max_tokens_warn_only=True, max_body_bytes=100, max_body_bytes_warn_only=True
    )
    assert (settings.token_cap, settings.body_cap_bytes) == (30, 1_000)
    with Desk(settings) as desk:
        assert desk.ask("{" + " version" * 18 + "}").code is None
        assert desk.ask("{" + " version" * 29 + "}").code == "MAX_TOKENS_LIMIT"
        assert (
            'gateway_limit_exceeded_total{code="BODY_TOO_LARGE",outcome="let_through"} 2.0' in desk.metrics()
        )


def test_limits_have_regular_names_in_the_environment() -> None:
    names = [*(setting for setting, *_ in RULES), "max_body_bytes", "max_page_size"]
    environ = {name.upper().replace("MAX_TOKENS", "PARSER_MAX_TOKENS"): "7" for name in names}
    settings = read_settings(environ | {f"{name}_WARN_ONLY": "1" for name in environ})
    assert {getattr(settings, name) for name in names} == {7}
    assert all(getattr(settings, f"{name}_warn_only") for name in names)


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
