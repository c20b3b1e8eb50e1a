"""The answer written from a stage's results: shapes walked, nulls propagated, errors gathered (specification, 6.4.4)."""

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from gateway.errors import BadInput, Forbidden, GatewayError
from gateway.execution.results import ROOT, Fault, Located, PageOf, Refused, Results, denied, owns
from gateway.planning import shapes
from gateway.planning.records import INTEGER_ID, attribute

Path = tuple[str | int, ...]


class NullReached(Exception):
    """A field that may not be null has none: its parent becomes null. The error itself is kept here until it is placed."""

    def __init__(self, located: Located) -> None:
        super().__init__()
        self.located = located


class Assembler:
    """Writes one stage's object. `errors` are those met on the way."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.errors: list[Located] = []

    def write(self, shape: shapes.Shape, row: Any = None) -> dict[str, Any] | None:
        """The object at the root, or of a row; `None` when a field of it that may not be null is."""
        try:
            return self.object(shape, row, ())
        except NullReached as reached:
            self.errors.append(reached.located)
            return None

    def object(self, shape: shapes.Shape, row: Any, path: Path) -> dict[str, Any]:
        return {field.slot.key: self._field(field, row, (*path, field.slot.key)) for field in shape.fields}

    def _field(self, field: shapes.FieldShape, row: Any, path: Path) -> Any:
        """A field's value; its errors are recorded here, where null may stand, or passed on to the parent."""
        slot = field.slot
        try:
            value = _WRITERS[type(field)](self, field, row, path)
            if value is None and slot.non_null:
                raise GatewayError(f"No value for the field {slot.key}, which is never null.")
        except GatewayError as error:
            located = Located(error, path, slot.locations)
        except NullReached as reached:
            located = reached.located
        else:
            return value
        if slot.non_null:
            raise NullReached(located)
        self.errors.append(located)
        return None

    # --- values of the parent's row -------------------------------------------------------------------------------

    def _value(self, field: shapes.Value, row: Any, path: Path) -> Any:
        if row is None:
            return None
        self._check_owner(field.owner, row)
        value, write = _sound(getattr(row, attribute(field.member))), _LEAVES.get(field.leaf, _sound_at)
        return self._items(value, field.lists, path, field.slot, write)

    def _nested(self, field: shapes.Nested, row: Any, path: Path) -> Any:
        if row is None:
            return None
        self._check_owner(field.owner, row)
        value = row if field.member is None else _sound(getattr(row, attribute(field.member)))

        def write(item: Any, where: Path) -> Any:
            return self.object(field.shape, _sound(item), where)

        return self._items(value, field.lists, path, field.slot, write)

    def _items(
        self,
        value: Any,
        lists: tuple[bool, ...],
        path: Path,
        slot: shapes.Slot,
        write: Callable[[Any, Path], Any],
    ) -> Any:
        """A value, or the items of a list of them; an item at fault is null where that may be."""
        if value is None or not lists:
            return None if value is None else write(value, path)
        written = []
        for i, item in enumerate(value):
            where = (*path, i)
            try:
                written.append(self._items(_sound(item), lists[1:], where, slot, write))
                continue
            except GatewayError as error:
                located = Located(error, where, slot.locations)
            except NullReached as reached:
                located = reached.located
            if lists[0]:
                raise NullReached(located)
            self.errors.append(located)
            written.append(None)
        return written

    def _check_owner(self, owner: str | None, row: Any) -> None:
        if owner is not None and not owns(self.results.subject, _sound(getattr(row, attribute(owner)))):
            raise Forbidden()

    # --- values of other fetches ----------------------------------------------------------------------------------

    def _joined(self, field: shapes.Joined, row: Any, path: Path) -> Any:
        if row is None:
            return None
        self._check_owner(field.owner, row)
        key = _sound(getattr(row, attribute(field.member)))
        found = None if key is None else _sound(self.results.indexes[field.fetch].get(key))
        return None if found is None else self.object(field.shape, found, path)

    def _listed(self, field: shapes.Listed, row: Any, path: Path) -> Any:
        rows = self._of_row(field, row)
        if rows is None:
            return None
        return [self._row_of_list(field.shape, item, (*path, i), field.slot) for i, item in enumerate(rows)]

    def _of_row(self, field: shapes.Listed | shapes.Paged, row: Any) -> Any:
        """The list or page that belongs to a row, or to the root."""
        key = ROOT
        if field.member is not None:
            if row is None:
                return None
            self._check_owner(field.owner, row)
            key = _sound(getattr(row, attribute(field.member)))
        return _sound(self.results.indexes[field.fetch].get(key))

    def _found(self, field: shapes.Found, _: Any, path: Path) -> Any:
        """A root lookup. Of several collections an id fits at most one; that it fits none is the caller's mistake."""
        refusals = []
        for fetch, shape in field.candidates:
            found = self.results.indexes[fetch].get(ROOT)
            if isinstance(found, Fault) and isinstance(found.error, BadInput):
                refusals.append(found)
            elif found is not None:
                return self.object(shape, _sound(found), path)
        if refusals and len(refusals) == len(field.candidates):
            raise refusals[0].error
        return None

    def _paged(self, field: shapes.Paged, row: Any, path: Path) -> Any:
        page = self._of_row(field, row)
        return None if page is None else self.object(field.shape, page, path)

    def _part(self, field: shapes.Part, page: Any, path: Path) -> Any:
        match field.part:
            case shapes.PagePart.NODES | shapes.PagePart.EDGES:
                assert field.shape is not None
                rows = enumerate(page.rows)
                return [self._row_of_list(field.shape, row, (*path, i), field.slot) for i, row in rows]
            case shapes.PagePart.NODE | shapes.PagePart.PAGE_INFO:
                assert field.shape is not None
                return self.object(field.shape, page, path)
            case shapes.PagePart.CURSOR:
                return _sound(page.m_cursor)
        return _page_fact(field.part, page)

    def _row_of_list(self, shape: shapes.Shape, row: Any, path: Path, slot: shapes.Slot) -> Any:
        try:
            return self.object(shape, _sound(row), path)
        except GatewayError as error:
            raise NullReached(Located(error, path, slot.locations)) from None

    # --- values that are there already ----------------------------------------------------------------------------

    def _fixed(self, field: shapes.Fixed, _: Any, __: Path) -> Any:
        return field.value

    def _denied(self, field: shapes.Denied, _: Any, __: Path) -> Any:
        raise denied(field.decision)

    def _resolved(self, field: shapes.Resolved, _: Any, __: Path) -> Any:
        value, errors = self.results.resolved[field.slot.key]
        return self._told(field.slot, value, errors)

    def _computed(self, field: shapes.Computed, row: Any, path: Path) -> Any:
        if row is None:
            return None
        self._check_owner(field.owner, row)
        value, errors = self.results.computed[field.number][id(row)]
        placed = [Located(e.error, (*path, *e.path), e.locations) for e in errors]
        return self._told(field.slot, value, placed)

    def _told(self, slot: shapes.Slot, value: Any, errors: list[Located]) -> Any:
        """A resolver's value, whose errors are recorded; where null may not stand, the last is its parent's."""
        if value is None and errors and slot.non_null:
            self.errors.extend(errors[:-1])
            raise NullReached(errors[-1])
        self.errors.extend(errors)
        return value

    # --- payloads of commands -------------------------------------------------------------------------------------

    def _commanded(self, field: shapes.Commanded, _: Any, path: Path) -> Any:
        outcome = _sound(self.results.indexes[field.fetch][ROOT])
        if not isinstance(outcome, Refused):
            return self.object(field.shape, outcome, path)
        refused = Assembler(self.results)
        refused.refused = outcome
        written = refused.object(field.shape, None, path)
        self.errors += refused.errors
        return written

    refused: Refused | None = None

    def _outcome(self, _: shapes.Outcome, __: Any, ___: Path) -> bool:
        return self.refused is None

    def _refusals(self, field: shapes.Refusals, _: Any, __: Path) -> Any:
        errors = self.refused.errors if self.refused else ()
        return [self._refusal(field.shape, error) for error in errors]

    def _refusal(self, shape: shapes.Shape, error: Any) -> dict[str, Any]:
        written = {}
        for field in shape.fields:
            assert isinstance(field, shapes.Fixed | shapes.Value)
            written[field.slot.key] = (
                field.value if isinstance(field, shapes.Fixed) else getattr(error, field.member)
            )
        return written


def _sound(value: Any) -> Any:
    """The value, unless it is a fault.

    Raises:
        GatewayError: it is one.
    """
    if isinstance(value, Fault):
        raise value.error
    return None if value is UNSET else value


def _sound_at(value: Any, _: Path) -> Any:
    return _sound(value)


def _id_at(value: Any, _: Path) -> Any:
    value = _sound(value)
    return None if value is None else str(value)


_LEAVES = {INTEGER_ID: _id_at}


def _page_fact(part: shapes.PagePart, page: PageOf) -> Any:
    match part:
        case shapes.PagePart.TOTAL_COUNT:
            return page.total
        case shapes.PagePart.HAS_NEXT:
            return page.next is not None
        case shapes.PagePart.HAS_PREVIOUS:
            return page.after is not None
    if not page.rows:
        return None
    edge = page.rows[0] if part is shapes.PagePart.START_CURSOR else page.rows[-1]
    return _sound(_sound(edge).m_cursor)


_WRITERS: dict[type, Callable[..., Any]] = {
    shapes.Value: Assembler._value,
    shapes.Nested: Assembler._nested,
    shapes.Joined: Assembler._joined,
    shapes.Listed: Assembler._listed,
    shapes.Found: Assembler._found,
    shapes.Paged: Assembler._paged,
    shapes.Part: Assembler._part,
    shapes.Fixed: Assembler._fixed,
    shapes.Denied: Assembler._denied,
    shapes.Resolved: Assembler._resolved,
    shapes.Computed: Assembler._computed,
    shapes.Commanded: Assembler._commanded,
    shapes.Outcome: Assembler._outcome,
    shapes.Refusals: Assembler._refusals,
}
