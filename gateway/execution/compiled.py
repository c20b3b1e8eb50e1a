"""A stage's shape compiled to one Python function, for results without a fault: no walk, no check, no path.

    def write(indexes, resolved, computed, subject):
        p0 = indexes[0][None]
        j1 = {k: O2(r.m_name) for k, r in indexes[1].items()}
        return {'items': O4([O3(r.m_id, j1.get(r.m_seller_id)) for r in p0.rows])}

Objects of the answer are msgspec Structs that encode under their response keys; a row whose members are just what was asked for
is its own object. What the function cannot write (`Unsound`: an owner that is not the viewer, null where none may be) is left
to `assemble.Assembler`, which says why.

The source names only what is made here: attributes `m_…` of rows, objects `O…`, constants `C…`. Nothing of a document gets in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.execution.results import Index, Refused, owns
from gateway.execution.rowtypes import object_type
from gateway.planning import shapes
from gateway.planning.plan import Fetch, Stage
from gateway.planning.records import INTEGER_ID, Array, Column, Record, attribute

Told = tuple[Any, list[Any]]
Write = Callable[
    [Mapping[int, Index], Mapping[str, Told], Mapping[int, Mapping[int, Told]], str | None], dict[str, Any]
]


class Unsound(Exception):
    """The answer has an error somewhere."""


def compile_stage(stage: Stage) -> Write | None:
    """The function that writes the stage's object; `None` when its shape always has an error, or a choice of types."""
    compiler = _Compiler({fetch.id: fetch for fetch in stage.fetches})
    try:
        fields = [f"{field.slot.key!r}: {compiler.field(field, '', None)}" for field in stage.shape.fields]
    except _NotCompiled:
        return None
    lines = [*compiler.lines, f"return {{{', '.join(fields)}}}"]
    source = "def write(indexes, resolved, computed, subject):\n" + "".join(f"    {line}\n" for line in lines)
    names = compiler.names
    exec(compile(source, "<compiled stage>", "exec"), names)  # noqa: S102 (see the module's docstring)
    # A function that its own globals name would be garbage that only the collector finds.
    write: Write = names.pop("write")
    return write


class _NotCompiled(Exception):
    """This shape is the Assembler's."""


def _own(value: Any, subject: str | None) -> None:
    if not owns(subject, value):
        raise Unsound()


def _sure(value: Any) -> Any:
    if value is None:
        raise Unsound()
    return value


def _text(value: Any) -> Any:
    """Integers, in lists however deep, as strings."""
    if isinstance(value, list):
        return [_text(item) for item in value]
    return None if value is None else str(value)


def _done(outcome: Any) -> Any:
    if isinstance(outcome, Refused):
        raise Unsound()
    return outcome


def _clear(resolved: Told) -> Any:
    value, errors = resolved
    if errors:
        raise Unsound()
    return value


@dataclass(slots=True)
class _Compiler:
    """Makes expressions; what must be computed once, before the answer, becomes a line."""

    fetches: Mapping[int, Fetch]
    lines: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(
        default_factory=lambda: {"own": _own, "sure": _sure, "done": _done, "clear": _clear, "text": _text}
    )
    made: int = 0

    def field(self, shape: shapes.FieldShape, row: str, record: Record | None) -> str:
        """The expression of a field's value; `row` is the name of the parent's row, which is of `record`."""
        value = _EXPRESSIONS.get(type(shape))
        if value is None:
            raise _NotCompiled()
        expression = value(self, shape, row, record)
        owner = getattr(shape, "owner", None)
        if owner is not None:
            expression = f"(own({row}.{attribute(owner)}, subject), {expression})[1]"
        return expression

    def object(self, shape: shapes.Shape, row: str, record: Record | None) -> str:
        """The expression of an object; the row itself where it would be encoded just so."""
        if record is not None and _is_row(shape, record):
            return row
        values = ", ".join(self.field(field, row, record) for field in shape.fields)
        return f"{self._type(shape)}({values})"

    def _type(self, shape: shapes.Shape) -> str:
        return self._name("O", object_type(shape.type_name, tuple(field.slot.key for field in shape.fields)))

    def _name(self, prefix: str, value: Any) -> str:
        name = self._new(prefix)
        self.names[name] = value
        return name

    def _new(self, prefix: str) -> str:
        self.made += 1
        return f"{prefix}{self.made}"

    # --- fields ---------------------------------------------------------------------------------------------------

    def _value(self, shape: shapes.Value, row: str, _: Record | None) -> str:
        value = f"{row}.{attribute(shape.member)}"
        return f"text({value})" if shape.leaf == INTEGER_ID else value

    def _nested(self, shape: shapes.Nested, row: str, record: Record | None) -> str:
        if shape.member is None:
            return self.object(shape.shape, row, None)
        assert record is not None
        place, inner = f"{row}.{attribute(shape.member)}", _nested_record(record, shape.member)
        return place if _is_row(shape.shape, inner) else self._opened(place, shape, inner, len(shape.lists))

    def _opened(self, value: str, shape: shapes.Nested, record: Record, depth: int) -> str:
        """The object, or the list of objects `depth` levels deep, at `value`; null where it is."""
        name = self._new("v")
        inner = (
            self._opened(name, shape, record, depth - 1) if depth else self.object(shape.shape, name, record)
        )
        if depth:
            return f"(None if (l{name} := {value}) is None else [{inner} for {name} in l{name}])"
        return f"(None if ({name} := {value}) is None else {inner})"

    def _fixed(self, shape: shapes.Fixed, *_: Any) -> str:
        return self._name("C", shape.value)

    def _joined(self, shape: shapes.Joined, row: str, _: Record | None) -> str:
        table = self._table(shape.fetch, shape.shape)
        key = f"{row}.{attribute(shape.member)}"
        return f"sure({table}.get({key}))" if shape.slot.non_null else f"{table}.get({key})"

    def _table(self, fetch: int, shape: shapes.Shape) -> str:
        """A fetch's rows as objects, by key: each is made once, however many rows name it."""
        written = self.object(shape, "r", self.fetches[fetch].record)
        index = f"indexes[{fetch}]"
        return self._line("j", index if written == "r" else f"{{k: {written} for k, r in {index}.items()}}")

    def _line(self, prefix: str, expression: str) -> str:
        """The name of a value that is computed once, before the answer."""
        name = self._new(prefix)
        self.lines.append(f"{name} = {expression}")
        return name

    def _listed(self, shape: shapes.Listed, row: str, _: Record | None) -> str:
        record = self.fetches[shape.fetch].record
        written = self.object(shape.shape, "r", record)
        index = f"indexes[{shape.fetch}]"
        if shape.member is None:
            return f"{index}[None]" if written == "r" else f"[{written} for r in {index}[None]]"
        lists = f"{{k: [{written} for r in g] for k, g in {index}.items()}}"
        table = self._line("j", index if written == "r" else lists)
        found = f"{table}.get({row}.{attribute(shape.member)})"
        return f"sure({found})" if shape.slot.non_null else found

    def _found(self, shape: shapes.Found, *_: Any) -> str:
        if len(shape.candidates) != 1:
            raise _NotCompiled()
        fetch, inner = shape.candidates[0]
        row = self._line("r", f"indexes[{fetch}].get(None)")
        written = f"(None if {row} is None else {self.object(inner, row, self.fetches[fetch].record)})"
        return f"sure({written})" if shape.slot.non_null else written

    def _paged(self, shape: shapes.Paged, row: str, _: Record | None) -> str:
        if shape.member is None:
            page = self._line("p", f"indexes[{shape.fetch}][None]")
            return self._page(shape.shape, page, self.fetches[shape.fetch])
        written = self._page(shape.shape, "g", self.fetches[shape.fetch])
        table = self._line("j", f"{{k: {written} for k, g in indexes[{shape.fetch}].items()}}")
        key = f"{row}.{attribute(shape.member)}"
        return f"sure({table}.get({key}))" if shape.slot.non_null else f"{table}.get({key})"

    def _page(self, shape: shapes.Shape, page: str, fetch: Fetch) -> str:
        """A connection, or its page info."""
        values = [
            self._fixed(field) if isinstance(field, shapes.Fixed) else self._part(field, page, fetch)
            for field in shape.fields
        ]
        return f"{self._type(shape)}({', '.join(values)})"

    def _part(self, field: Any, page: str, fetch: Fetch) -> str:
        match field.part:
            case shapes.PagePart.NODES:
                written = self.object(field.shape, "r", fetch.record)
                return f"{page}.rows" if written == "r" else f"[{written} for r in {page}.rows]"
            case shapes.PagePart.EDGES:
                return f"[{self._edge(field.shape, fetch)} for r in {page}.rows]"
            case shapes.PagePart.PAGE_INFO:
                return self._page(field.shape, page, fetch)
            case shapes.PagePart.TOTAL_COUNT:
                return f"{page}.total"
            case shapes.PagePart.HAS_NEXT:
                return f"{page}.next is not None"
            case shapes.PagePart.HAS_PREVIOUS:
                return f"{page}.after is not None"
            case shapes.PagePart.START_CURSOR:
                return f"({page}.rows[0].m_cursor if {page}.rows else None)"
        return f"({page}.rows[-1].m_cursor if {page}.rows else None)"

    def _edge(self, shape: shapes.Shape, fetch: Fetch) -> str:
        values = []
        for part in shape.fields:
            if isinstance(part, shapes.Fixed):
                values.append(self._fixed(part))
            elif isinstance(part, shapes.Part) and part.shape is not None:
                values.append(self.object(part.shape, "r", fetch.record))
            else:
                values.append("r.m_cursor")
        return f"{self._type(shape)}({', '.join(values)})"

    def _commanded(self, shape: shapes.Commanded, *_: Any) -> str:
        row = self._line("r", f"done(indexes[{shape.fetch}][None])")
        return self.object(shape.shape, row, self.fetches[shape.fetch].record)

    def _outcome(self, *_: Any) -> str:
        return "True"

    def _refusals(self, *_: Any) -> str:
        return "()"

    def _resolved(self, shape: shapes.Resolved, *_: Any) -> str:
        return f"clear(resolved[{shape.slot.key!r}])"

    def _computed(self, shape: shapes.Computed, row: str, _: Record | None) -> str:
        return f"clear(computed[{shape.number}][id({row})])"


def _is_row(shape: shapes.Shape, record: Record) -> bool:
    """Whether a record's rows, encoded as they are, are this shape's objects: the same members in the same order."""
    return len(shape.fields) == len(record.columns) and all(
        _is_member(field, record, column) for field, column in zip(shape.fields, record.columns, strict=True)
    )


def _is_member(field: shapes.FieldShape, record: Record, column: Column) -> bool:
    if not isinstance(field, shapes.Value | shapes.Nested) or field.owner is not None:
        return False
    if not field.slot.key == field.member == column.member:
        return False
    if isinstance(field, shapes.Value):
        return field.leaf != INTEGER_ID
    return _is_row(field.shape, _nested_record(record, column.member))


def _nested_record(record: Record, member: str) -> Record:
    type_ = record.column(member).type
    while isinstance(type_, Array):
        type_ = type_.of
    assert isinstance(type_, Record)
    return type_


_EXPRESSIONS: dict[type, Callable[..., str]] = {
    shapes.Value: _Compiler._value,
    shapes.Nested: _Compiler._nested,
    shapes.Fixed: _Compiler._fixed,
    shapes.Joined: _Compiler._joined,
    shapes.Listed: _Compiler._listed,
    shapes.Found: _Compiler._found,
    shapes.Paged: _Compiler._paged,
    shapes.Commanded: _Compiler._commanded,
    shapes.Outcome: _Compiler._outcome,
    shapes.Refusals: _Compiler._refusals,
    shapes.Resolved: _Compiler._resolved,
    shapes.Computed: _Compiler._computed,
}
