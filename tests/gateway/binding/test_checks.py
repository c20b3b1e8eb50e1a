"""Each mistake in a schema's bindings stops the start with a sentence that says where and what to do; all at once."""

# mypy: disallow-subclassing-any=False

from typing import Any

import graphene
import pytest

from gateway.auth.scopes import owner, scope
from gateway.binding.checks import BadBindings, checked_blueprint
from gateway.binding.declare import Entity, Payload, command, computed, lookup, many, member, one, page, post
from gateway.binding.permissions import requires
from gateway.binding.vocabulary import Collection, Paging, Service

SHELF = Service("shelf")


class Node(graphene.Interface):
    id = graphene.ID(required=True)


class Maker(Entity):
    class Meta:
        collection = Collection(SHELF, "/makers", batch=False)

    id = graphene.ID(required=True)


class Plain(graphene.ObjectType):
    name = graphene.String()


class AddInput(graphene.InputObjectType):
    thing_id = graphene.ID()


class AddPayload(Payload):
    pass


def sentences(query: dict[str, Any], thing: dict[str, Any] | None = None, **mutation: Any) -> list[str]:
    """What is said of a schema with these root fields and a Thing with these fields."""
    meta = type("Meta", (), {"collection": Collection(SHELF, "/things")})
    members = {"id": graphene.ID(required=True), **(thing or {})}
    thing_type = type("Thing", (Entity,), {"Meta": meta, **members})
    fields = {"thing": lookup(thing_type), **query}
    types = {"query": type("Query", (graphene.ObjectType,), fields)}
    if mutation:
        types["mutation"] = type("Mutation", (graphene.ObjectType,), mutation)
    try:
        checked_blueprint(graphene.Schema(**types))
    except BadBindings as bad:
        return bad.sentences
    return []


def test_a_sound_schema_is_taken() -> None:
    assert sentences({}, {"name": graphene.String()}) == []


def test_a_protected_field_that_is_never_null_is_refused() -> None:
    guarded = member(graphene.String, "price", requires=scope("a"), required=True)
    assert sentences({}, {"price": guarded}) == [
        "Thing.price: a protected field must be nullable, so that the rest of an answer survives."
    ]


def test_a_relation_that_would_make_a_call_a_row_is_refused() -> None:
    assert sentences({}, {"maker": one(Maker, key="maker_id")}) == [
        "Thing.maker: /makers of shelf has no batch endpoint, so that a list would make a call a row. "
        "Give it one that takes several `id`, or say fan_out=N for at most N single calls at once."
    ]


def test_lists_that_would_make_a_call_a_row_are_refused() -> None:
    assert sentences({}, {"makers": many(Maker, by="thing_id")}) == [
        "Thing.makers: /makers of shelf has no batch endpoint, so that a list would make a call a row. "
        "Give it one that takes several `thing_id`."
    ]


def test_a_list_of_no_length_is_refused() -> None:
    assert sentences({"makers": many(Maker, max_rows=0)}) == [
        "Query.makers: max_rows says how long the list is at most, and 0 is no length."
    ]


def test_a_whole_collection_needs_no_batch_endpoint() -> None:
    assert sentences({"makers": many(Maker)}) == []


def test_pages_for_each_parent_need_a_service_with_cursors() -> None:
    meta = type("Meta", (), {"collection": Collection(SHELF, "/counted", paging=Paging("limit", "offset"))})
    counted = type("Counted", (Entity,), {"Meta": meta, "id": graphene.ID(required=True)})
    assert sentences({"all": page(counted)}, {"counted": page(counted, by="thing_id")}) == [
        "Thing.counted: Counted has no pages for several keys in one call; say many(…), or page(…) at the root."
    ]


def test_a_relation_that_says_how_many_calls_it_makes_is_taken() -> None:
    assert sentences({}, {"maker": one(Maker, key="maker_id", fan_out=4)}) == []


@pytest.mark.parametrize(
    "field", [one(Plain, key="plain_id"), many(Plain, by="thing_id"), page(Maker, by="thing_id")]
)
def test_a_relation_to_what_has_no_collection_is_refused(field: Any) -> None:
    said = sentences({}, {"other": field})
    target = field.bound.binding.target
    assert said == ([] if target is Maker else ["Thing.other: Plain is no Entity; give it a collection."])


def test_a_lookup_of_what_has_no_collection_is_refused() -> None:
    assert sentences({"plain": lookup(Plain)}) == [
        "Query.plain: Plain is no Entity, nor an interface of any."
    ]


def test_a_field_that_is_never_null_cannot_give_a_protected_type() -> None:
    grade = requires(scope("a"))(graphene.Enum("Grade", "GOOD BAD"))
    assert sentences({}, {"grade": graphene.Field(grade, required=True)}) == [
        "Thing.grade: a protected field must be nullable, so that the rest of an answer survives."
    ]


def test_an_ownership_rule_of_a_type_is_refused() -> None:
    kept = requires(owner("id"))(type("Kept", (graphene.ObjectType,), {"id": graphene.ID()}))
    assert "Kept: an ownership rule is a field's; use a scope." in sentences({"kept": graphene.Field(kept)})


def test_two_owners_of_a_row_are_refused() -> None:
    twice = member(graphene.String, "price", requires=[owner("a"), owner("b")])
    assert sentences({}, {"price": twice}) == ["Thing.price: a row has one owner; give one ownership rule."]


def test_an_ownership_rule_without_a_row_is_refused() -> None:
    assert sentences({"guarded": lookup(Maker, requires=owner("id"))}) == [
        "Query.guarded: an ownership rule needs a row, and this field has none; use a scope."
    ]


def test_a_member_of_an_abstract_type_is_refused() -> None:
    assert sentences({}, {"other": graphene.Field(Node)}) == [
        "Thing.other: a member of a row cannot be of the abstract type Node."
    ]


def test_an_id_argument_that_names_no_collection_is_refused() -> None:
    call = post(SHELF, "/things/{thing_id}", ids={"thing_id": Plain})
    assert sentences({}, add=command(AddPayload, AddInput, call)) == [
        "Mutation.add: ids: thing_id names Plain, which is no Entity."
    ]


SAY = (
    "a resolver sees only what it reads of a fetched row; "
    'say `computed(…, reads=("one_member", "another"))`, or resolve it at the root.'
)


def a_name(*_: Any) -> str:
    return "a"


def test_a_resolver_on_a_row_that_does_not_say_what_it_reads_is_refused() -> None:
    fields = {"name": graphene.String(), "resolve_name": a_name}
    assert sentences({}, fields) == [f"Thing.name: {SAY}"]


def test_a_resolver_on_an_object_inside_a_row_or_on_a_payload_is_refused_too() -> None:
    part = type("Part", (graphene.ObjectType,), {"name": graphene.String(), "resolve_name": a_name})
    payload = type("NamePayload", (Payload,), {"name": graphene.String(resolver=a_name)})
    add = command(payload, AddInput, post(SHELF, "/things"))
    said = sentences({}, {"part": graphene.Field(part)}, add=add)
    assert sorted(said) == [f"NamePayload.name: {SAY}", f"Part.name: {SAY}"]


@pytest.mark.parametrize(
    ("reads", "said"),
    [
        pytest.param(("name", "maker_id", "parts"), [], id="members and keys"),
        pytest.param(
            ("colour",),
            ["a row has no `colour` to read; name fields that are its members, or keys of its relations."],
            id="unknown",
        ),
        pytest.param(
            ("maker",),
            ["`maker` is no member of the row; name fields that are, or keys of relations."],
            id="one",
        ),
        pytest.param(
            ("plain",), ["`plain` is an object; compute in its type what is read of it."], id="object"
        ),
        pytest.param(
            ("secret",),
            ["`secret` is protected; protect this field by the same rule: `requires=…`."],
            id="protected",
        ),
    ],
)
def test_a_computed_field_reads_members_that_its_row_has(reads: tuple[str, ...], said: list[str]) -> None:
    fields = {
        "name": graphene.String(),
        "parts": graphene.List(graphene.Int),
        "plain": graphene.Field(Plain),
        "secret": member(graphene.String, "secret", requires=scope("secrets")),
        "maker": one(Maker, key="maker_id", fan_out=1),
        "label": computed(graphene.String, reads=reads),
        "resolve_label": a_name,
    }
    assert sentences({}, fields) == [f"Thing.label: {sentence}" for sentence in said]


def test_a_computed_field_may_read_what_its_own_rule_protects() -> None:
    rule = scope("secrets")
    fields = {
        "secret": member(graphene.String, "secret", requires=rule),
        "label": computed(graphene.String, reads=("secret",), requires=rule),
        "resolve_label": a_name,
    }
    assert sentences({}, fields) == []


def test_a_computed_field_without_a_resolver_is_refused() -> None:
    fields = {"name": graphene.String(), "big_label": computed(graphene.String, reads=("name",))}
    assert sentences({}, fields) == [
        "Thing.bigLabel: a computed field needs its resolver: `def resolve_big_label(row, info)`."
    ]


def test_a_resolver_may_give_objects_whose_relations_are_fetched() -> None:
    assert sentences({"maker": graphene.Field(Maker), "resolve_maker": lambda *_: None}) == []


def test_an_entity_without_a_collection_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="Homeless is an Entity; it needs `collection` in its Meta"):
        type("Homeless", (Entity,), {})


def test_every_mistake_is_told_at_once() -> None:
    said = sentences(
        {"plain": lookup(Plain), "guarded": lookup(Maker, requires=owner("id"))},
        {"maker": one(Maker, key="maker_id"), "other": graphene.Field(Node)},
    )
    assert len(said) == 4
