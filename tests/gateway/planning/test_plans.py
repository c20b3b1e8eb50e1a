"""Plans, as they are shown to developers: which calls, in which waves, for which keys."""

from typing import Any

import pytest

from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.binding.checks import checked_blueprint
from gateway.documents import Documents, TokenLimit
from gateway.planning.explain import described
from gateway.planning.plan import Plan
from gateway.planning.tree import tree
from tests.gateway import computing
from tests.gateway.library import schema
from tests.gateway.reading_room import viewer

Planners = Documents[Plan]


@pytest.fixture(scope="module")
def documents() -> Planners:
    return Documents(checked_blueprint(schema), TokenLimit(), lambda plan: plan)


def lines(documents: Planners, query: str, by: Viewer | None = None, **variables: object) -> list[str]:
    """The lines of the plan: for one viewer, or the widest."""
    return _lines(documents, schema, query, by, **variables)


def _lines(
    documents: Planners, schema: Any, query: str, by: Viewer | None = None, **variables: object
) -> list[str]:
    planner = documents.get(query).operation(None)
    plan = planner.variant(variables, by) if by is not None else planner.widest(None)
    shown = described(schema.graphql_schema, plan, planner.guarded, variables, by)
    return [line.strip() for line in tree(shown).splitlines()]


def test_rows_and_the_rows_that_they_name_are_two_waves(documents: Planners) -> None:
    assert lines(documents, "{ books { nodes { title author { name } } } }") == [
        "query   at most 2 calls, 40 rows",
        "wave 1",
        "#0 GET books /books   a page",
        "reads title, author_id",
        "at most 1 call, 20 rows",
        "wave 2",
        "#1 GET people /people?id=…   rows: author_id of #0, 100 keys a call",
        "reads id, name",
        "at most 1 call, 20 keys, 20 rows",
    ]


def test_calls_that_need_nothing_of_each_other_share_a_wave(documents: Planners) -> None:
    plan = lines(
        documents, '{ books { nodes { title } } people { nodes { name } } book(id: "bok_1") { id } }'
    )
    assert [line for line in plan if line.startswith("wave")] == ["wave 1"]
    assert sum(line.startswith("#") for line in plan) == 3


def test_what_is_computed_of_rows_stands_with_what_it_reads() -> None:
    documents: Planners = Documents(checked_blueprint(computing.schema), TokenLimit(), lambda plan: plan)
    query = '{ book(id: "bok_1") { title label size { inches } mentions { note } } }'
    assert _lines(documents, computing.schema, query) == [
        "query   at most 1 call, 1 row",
        "wave 1",
        "#0 GET books /books?id=…   the argument id",
        "reads id, title, pages, size, author_id",
        "computes Book.label of title, pages",
        "computes Size.inches of size.height",
        "computes Book.mentions of author_id",
        "at most 1 call, 1 key, 1 row",
    ]


def test_a_relation_below_what_is_computed_is_planned_for_any_number_of_values() -> None:
    documents: Planners = Documents(checked_blueprint(computing.schema), TokenLimit(), lambda plan: plan)
    query = '{ book(id: "bok_1") { mentions { person { initial } } } }'
    plan = _lines(documents, computing.schema, query)
    assert plan[0] == "query   unbounded: the resolver of Book.mentions gives a list of any length"
    assert plan[-6:] == [
        "below a resolver: Book.mentions.person, for each value of a list of any length",
        "wave 1",
        "#1 GET people /people?id=…   rows: person_id of the value, 100 keys a call",
        "reads id, name",
        "computes Person.initial of name",
        "at most 1 call, 1 key, 1 row",
    ]


def test_pages_below_rows_say_so(documents: Planners) -> None:
    plan = lines(documents, "{ people { nodes { books { nodes { title } } } } }")
    assert "#1 GET books /books?author_id=…   a page for each: id of #0, 100 keys a call" in plan


def test_single_calls_say_how_many_at_once(documents: Planners) -> None:
    plan = lines(documents, '{ book(id: "bok_1") { press { name } } }')
    assert any("one call a key: press_id of #0, at most 2 at once" in line for line in plan)


def test_only_what_is_selected_or_needed_is_read(documents: Planners) -> None:
    assert "reads size" in lines(documents, "{ books { nodes { size { height } } } }")


def test_an_operation_without_calls_says_so(documents: Planners) -> None:
    assert lines(documents, "{ version __typename }") == ["query", "no call"]


def test_fields_with_resolvers_of_their_own_are_named(documents: Planners) -> None:
    assert lines(documents, "{ hello: greeting version }") == ["query", "resolvers of their own: hello"]


def test_each_field_of_a_mutation_is_a_stage(documents: Planners) -> None:
    rename = 'renameBook(input: {bookId: "bok_1", newTitle: "T"}) { book { title } }'
    plan = lines(documents, f"mutation {{ a: {rename} b: {rename} }}")
    assert [line for line in plan if line.startswith("stage")] == ["stage 1: a", "stage 2: b"]
    assert sum("PATCH books /books/{book_id}" in line for line in plan) == 2


DRAFTS = "{ people { nodes { drafts { nodes { title } } } } }"


def test_a_plan_depends_on_what_the_viewer_may(documents: Planners) -> None:
    assert not any("drafter_id" in line for line in lines(documents, DRAFTS, ANONYMOUS))
    assert any("where id is the viewer" in line for line in lines(documents, DRAFTS, viewer("per_1")))
    granted = lines(documents, DRAFTS, viewer("per_1", "drafts:read"))
    assert any("drafter_id" in line for line in granted)
    assert not any("viewer" in line for line in granted)


def test_viewers_who_may_the_same_share_a_plan(documents: Planners) -> None:
    planner = documents.get(DRAFTS).operation(None)
    assert planner.variant({}, viewer("per_1")) is planner.variant({}, viewer("per_2"))


def test_a_plan_depends_on_the_values_of_conditions_and_on_no_other_variable(documents: Planners) -> None:
    query = "query ($a: Boolean!, $n: Int) { books(first: $n) { nodes { author @include(if: $a) { id } } } }"
    planner = documents.get(query).operation(None)
    wide = planner.variant({"a": True, "n": 1}, ANONYMOUS)
    assert planner.variant({"a": True, "n": 2}, ANONYMOUS) is wide
    assert planner.variant({"a": False, "n": 1}, ANONYMOUS) != wide


def test_the_same_text_is_parsed_once(documents: Planners) -> None:
    assert documents.get("{ version }") is documents.get("{ version }")
