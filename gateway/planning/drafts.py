"""A plan in the making: columns gather in records, calls in stages; equal calls become one."""

from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType

from gateway.binding.vocabulary import Service
from gateway.planning.plan import Fetch, FromRows, Stage
from gateway.planning.records import INTEGER_ID, Array, Column, Leaf, Record
from gateway.planning.shapes import Computed, Shape

KEY = Leaf("Key")


def leaf_of(named: GraphQLLeafType, service: Service | None) -> Leaf:
    """How a leaf stands in a service's JSON; `None`: it comes from no service."""
    if isinstance(named, GraphQLEnumType):
        return Leaf(named.name, tuple(named.values))
    if named.name == "ID" and service is not None and service.id_type is int:
        return INTEGER_ID
    return Leaf(named.name)


@dataclass(slots=True)
class ColumnDraft:
    member: str
    leaf: Leaf | None
    record: "RecordDraft | None"
    lists: tuple[bool, ...]
    nullable: bool
    absent_is_null: bool
    withheld: bool

    def finish(self) -> Column:
        type_: Any = self.record.finish() if self.record is not None else self.leaf
        for item_non_null in reversed(self.lists):
            type_ = Array(type_, nullable=not item_non_null)
        return Column(self.member, type_, self.nullable, self.absent_is_null, self.withheld)


@dataclass(slots=True)
class RecordDraft:
    """The members of a row that anything needs so far."""

    columns: dict[str, ColumnDraft] = field(default_factory=dict)

    def need(self, column: ColumnDraft) -> ColumnDraft:
        """Add a column; one that is there already keeps the stricter of both demands."""
        there = self.columns.setdefault(column.member, column)
        if there.leaf == KEY and column.leaf is not None:
            there.leaf = column.leaf
        there.nullable = there.nullable and column.nullable
        there.withheld = there.withheld or column.withheld
        return there

    def need_key(self, member: str, *, nullable: bool) -> None:
        self.need(ColumnDraft(member, KEY, None, (), nullable, absent_is_null=False, withheld=False))

    def finish(self) -> Record:
        return Record(tuple(column.finish() for column in self.columns.values()))


@dataclass(slots=True)
class FetchDraft:
    """A call whose columns are still being gathered; `parts` are the finished fetch's other fields."""

    id: int
    wave: int
    parts: dict[str, Any]
    record: RecordDraft = field(default_factory=RecordDraft)
    count: bool = False

    def finish(self) -> Fetch:
        return Fetch(id=self.id, wave=self.wave, record=self.record.finish(), count=self.count, **self.parts)


@dataclass(frozen=True, slots=True)
class Rows:
    """A place in the answer where rows of a fetch stand: reached by `trail` inside its rows."""

    fetch: FetchDraft
    record: RecordDraft
    trail: tuple[str, ...] = ()

    def nested(self, member: str, record: RecordDraft) -> "Rows":
        return Rows(self.fetch, record, (*self.trail, member))

    @property
    def service(self) -> Service | None:
        """Where they come from."""
        return self.fetch.parts.get("service")

    def need_identity(self) -> None:
        """The rows of the fetch must say which they are: members that are withheld are listed by it."""
        self.fetch.record.need_key(self.fetch.parts.get("key", "id"), nullable=False)

    def keys(self, member: str, owner: str | None) -> FromRows:
        return FromRows(self.fetch.id, self.trail, member, owner)


@dataclass(slots=True)
class StageDraft:
    """The calls of one stage. Ids count on from `first_id`, so that they are unique in the plan."""

    first_id: int
    fetches: dict[Any, FetchDraft] = field(default_factory=dict)
    computed: list[Computed] = field(default_factory=list)

    def fetch(self, identity: Any, wave: int, **parts: Any) -> FetchDraft:
        """The call with this identity: a new one, or the equal one that is planned already."""
        if identity not in self.fetches:
            self.fetches[identity] = FetchDraft(self.first_id + len(self.fetches), wave, parts)
        return self.fetches[identity]

    def finish(self, shape: Shape) -> Stage:
        fetches = sorted((f.finish() for f in self.fetches.values()), key=lambda f: (f.wave, f.id))
        return Stage(tuple(fetches), shape, computed=tuple(self.computed))
