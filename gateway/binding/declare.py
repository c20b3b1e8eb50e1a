"""The Graphene dress of the vocabulary: what a user of the gateway writes."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import graphene
from graphene.types.objecttype import ObjectTypeOptions
from graphene.utils.module_loading import import_string

from gateway.auth.scopes import Rule
from gateway.binding import vocabulary as words

DEFAULT_PAGE_SIZE = 20


#: Who may select a field: a rule, or several of which all must hold.
Requires = Rule | Sequence[Rule] | None


class GuardedField(graphene.Field):
    """A Graphene field with rules."""

    def __init__(self, type_: Any, requires: Requires = None, **arguments: Any) -> None:
        super().__init__(type_, **arguments)
        self.requires = (requires,) if isinstance(requires, Rule) else tuple(requires or ())


class BoundField(GuardedField):
    """A Graphene field that carries its binding, which every word below makes. `cost`: its weight (`@cost`)."""

    def __init__(
        self,
        type_: Any,
        binding: words.Binding,
        requires: Requires = None,
        cost: int | None = None,
        **arguments: Any,
    ) -> None:
        super().__init__(type_, requires, **arguments)
        self.bound = words.Bound(binding, cost)


class EntityOptions(ObjectTypeOptions):
    collection: words.Collection | None = None


class Entity(graphene.ObjectType):
    """A type whose rows live in a collection of a REST service, which its Meta names or `class Item(Entity, collection=…)`."""

    class Meta:
        abstract = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)

    @classmethod
    def __init_subclass_with_meta__(cls, collection: words.Collection | None = None, **options: Any) -> None:
        if collection is None:
            raise TypeError(f"{cls.__name__} is an Entity; it needs `collection` in its Meta.")
        meta = EntityOptions(cls)
        meta.collection = collection
        super().__init_subclass_with_meta__(_meta=meta, **options)


class PageInfo(graphene.ObjectType):
    has_next_page = graphene.Boolean(required=True)
    has_previous_page = graphene.Boolean(required=True)
    start_cursor = graphene.String()
    end_cursor = graphene.String()


class UserError(graphene.ObjectType):
    """
    What the caller did wrong, as data: wrong password, malformed or unknown ids, broken rules (HTTP 200).
    Not signed in or not permitted: payload null and UNAUTHENTICATED or FORBIDDEN in `errors`.
    """

    code = graphene.String(required=True)
    message = graphene.String(required=True)
    field = graphene.List(graphene.NonNull(graphene.String))


class Payload(graphene.ObjectType):
    """What a command gives back: its own fields, read after the write, and `userErrors`."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:
        cls.user_errors = BoundField(
            graphene.NonNull(graphene.List(graphene.NonNull(UserError))), words.UserErrors()
        )
        super().__init_subclass_with_meta__(**options)


def resolve_target(target: Any) -> Any:
    """A target as written (type, dotted name, or a function that gives it) -> the type."""
    if isinstance(target, str):
        return import_string(target)
    return target() if callable(target) and not isinstance(target, type) else target


@cache
def connection_of(entity: Any) -> Any:
    """The connection type of an entity: `ItemConnection` with `ItemEdge` for `Item`."""
    name = entity._meta.name
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "cursor": graphene.String(required=True),
            "node": graphene.Field(entity, required=True),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "edges": graphene.NonNull(graphene.List(graphene.NonNull(edge))),
            "nodes": graphene.NonNull(graphene.List(graphene.NonNull(entity))),
            "page_info": graphene.Field(PageInfo, required=True),
            "total_count": graphene.Int(required=True),
        },
    )


def member(
    type_: Any, name: str, *, requires: Requires = None, absent: Any = ..., **arguments: Any
) -> BoundField:
    """A member of the row under another name, protected, or one that the API leaves out instead of null (`absent=None`)."""
    return BoundField(type_, words.Member(name, absent_is_null=absent is None), requires, **arguments)


def guarded(type_: Any, *, requires: Requires, **arguments: Any) -> GuardedField:
    """A field with a resolver of its own, protected."""
    return GuardedField(type_, requires, **arguments)


def whole(type_: Any, **arguments: Any) -> BoundField:
    """The row itself, seen as another type."""
    return BoundField(type_, words.Whole(), **arguments)


def constant(type_: Any, value: Any, **arguments: Any) -> BoundField:
    """A value known at boot."""
    return BoundField(type_, words.Constant(value), **arguments)


def computed(
    type_: Any, *, reads: tuple[str, ...], requires: Requires = None, **arguments: Any
) -> BoundField:
    """What `resolve_x` of the type makes of the row, of which it sees the members that it `reads`, and no others."""
    return BoundField(type_, words.Computed(tuple(dict.fromkeys(reads))), requires, **arguments)


def succeeded(**arguments: Any) -> BoundField:
    """Whether the command was done."""
    return BoundField(graphene.Boolean, words.Succeeded(), required=True, **arguments)


def one(
    target: Any,
    key: str,
    *,
    by: str | None = None,
    fan_out: int | None = None,
    requires: Requires = None,
    **arguments: Any,
) -> BoundField:
    """The row of `target` that this row's member `key` names; all parents' keys go in one call."""
    return BoundField(_lazy(target), words.One(target, key, by, fan_out), requires, **arguments)


def many(  # noqa: PLR0913 - keywords, which read as a sentence
    target: Any,
    *,
    by: str | None = None,
    key: str = "id",
    parameters: Mapping[str, str] | None = None,
    ids: Mapping[str, Any] | None = None,
    max_rows: int | None = None,
    requires: Requires = None,
    **arguments: Any,
) -> BoundField:
    """All rows of `target`, or those whose `by` is this row's `key`, as a list without pages. See vocabulary.Many."""
    binding = words.Many(target, by, key, parameters or {}, ids or {}, max_rows=max_rows)
    return BoundField(lambda: _list_of(resolve_target(target)), binding, requires, **arguments)


def page(
    target: Any,
    *,
    by: str | None = None,
    key: str = "id",
    parameters: Mapping[str, str] | None = None,
    ids: Mapping[str, Any] | None = None,
    requires: Requires = None,
    **arguments: Any,
) -> BoundField:
    """A page of `target`, of the whole collection or of the rows whose `by` is this row's `key`. See vocabulary.Page."""
    arguments = {
        "first": graphene.Int(default_value=DEFAULT_PAGE_SIZE),
        "after": graphene.String(),
        **arguments,
    }
    binding = words.Page(target, by, key, parameters or {}, ids or {})
    return BoundField(lambda: connection_of(resolve_target(target)), binding, requires, **arguments)


def lookup(
    target: Any,
    argument: str = "id",
    *,
    by: str | None = None,
    ignore_case: bool = False,
    requires: Requires = None,
    **arguments: Any,
) -> BoundField:
    """The row of `target` whose `by` (its id, else) is this argument."""
    type_ = graphene.String if by else graphene.ID
    arguments = {argument: type_(required=True), **arguments}
    binding = words.Lookup(target, words.FromArgument(argument), by, ignore_case)
    return BoundField(_lazy(target), binding, requires, **arguments)


def signed_in(target: Any, **arguments: Any) -> BoundField:
    """The row of the viewer, null for an anonymous caller."""
    return BoundField(_lazy(target), words.Lookup(target, words.FromViewer()), **arguments)


def command(
    payload: Any,
    input_: Any,
    call: words.Command,
    *,
    requires: Requires = None,
    **arguments: Any,
) -> BoundField:
    """A mutation that is one call, `post(service, "/items/{item_id}/adjustments")`, given `input_`, giving `payload`."""
    return BoundField(payload, call, requires, input=input_(required=True), **arguments)


def post(service: words.Service, path: str, **details: Any) -> words.Command:
    """The call of a command. `details` are the fields of vocabulary.Command."""
    return words.Command(service, "POST", path, **details)


def patch(service: words.Service, path: str, **details: Any) -> words.Command:
    """As `post`."""
    return words.Command(service, "PATCH", path, **details)


def _list_of(entity: Any) -> Any:
    return graphene.List(graphene.NonNull(entity))


def _lazy(target: Any) -> Callable[[], Any]:
    return lambda: resolve_target(target)
