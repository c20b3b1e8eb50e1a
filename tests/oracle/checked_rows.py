"""graphql-core over checked rows: each fault is a resolver that raises the error that the gateway should tell."""

import math
from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    build_schema,
    print_schema,
)

from gateway.auth.viewer import Viewer
from gateway.errors import Forbidden, GatewayError, InvalidAnswer, ServiceUnavailable, Unauthenticated
from tests.oracle.schemas import Ref
from tests.oracle.shops import ENTITIES, Shop, Stock, made, page_of

DEFAULT_FIRST = 20
INT_32 = range(-(2**31), 2**31)
CHECKS: dict[str, Callable[[Any], bool]] = {
    "Int": lambda value: type(value) is int and value in INT_32,
    "Float": lambda value: type(value) in (int, float) and math.isfinite(value),
    "String": lambda value: isinstance(value, str),
    "ID": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "Part": lambda value: isinstance(value, dict),
}

Resolver = Callable[..., Any]


def wrong() -> GatewayError:
    return InvalidAnswer("shop", detail="wrong")


def checked(value: Any, ref: Ref) -> Any:
    """The value, or a fault that stands for it."""
    if value is None:
        return wrong() if ref.non_null else None
    if ref.item is not None:
        return [checked(item, ref.item) for item in value] if isinstance(value, list) else wrong()
    return value if CHECKS[ref.name](value) else wrong()


def sound(value: Any) -> Any:
    """The value, where no fault is in it."""
    if isinstance(value, GatewayError):
        raise value
    return [sound(item) for item in value] if isinstance(value, list) else value


class Oracle:
    """The schema of a shop with resolvers; `stock` and `viewer` are those of the case at hand."""

    stock: Stock
    viewer: Viewer

    def __init__(self, shop: Shop) -> None:
        self.reads = shop.reads
        self.schema = build_schema(print_schema(shop.schema.graphql_schema), assume_valid_sdl=True)
        for type_name, fields in shop.types.items():
            type_ = self.schema.type_map.get(type_name)
            if not isinstance(type_, GraphQLObjectType):
                continue  # no field is of this type
            for name, ref in fields.items():
                field: GraphQLField = type_.fields[name]
                field.resolve = self._resolver(type_name, name, ref)

    def _resolver(self, type_name: str, name: str, ref: Ref) -> Resolver | None:
        kind, target = (name[:-1], name[-1]) if name[-1] in ENTITIES else (name, "")
        if type_name == "Query":
            return self._page(target, None) if kind == "all" else self._lookup(target)
        if type_name in ENTITIES and target:
            return {
                "one": self._one(target),
                "many": self._page(target, "other_id"),
                "secret": self._secret,
                "made": self._made(type_name),
            }[kind]
        return self._member(name, ref) if type_name in (*ENTITIES, "Part") else None

    def _member(self, name: str, ref: Ref) -> Resolver:
        def resolve(row: dict[str, Any], _: GraphQLResolveInfo) -> Any:
            return checked(row[name], ref) if name in row else wrong()

        return resolve

    def _secret(self, row: dict[str, Any], _: GraphQLResolveInfo) -> Any:
        if not self.viewer.signed_in:
            raise Unauthenticated()
        return checked(row["secret"], Ref("Int", False)) if "secrets" in self.viewer.scopes else Forbidden()

    def _made(self, type_name: str) -> Resolver:
        name, ref = self.reads[type_name]
        read = self._member(name, ref)
        return lambda row, info: made(sound(read(row, info)))

    def _lookup(self, target: str) -> Resolver:
        return lambda _, __, id: self._row(target, id)  # noqa: A006 (the argument's name)

    def _one(self, target: str) -> Resolver:
        def resolve(row: dict[str, Any], _: GraphQLResolveInfo) -> Any:
            key = row.get("other_id", wrong())
            if key is None:
                return None
            return self._row(target, key) if isinstance(key, str) and key else wrong()

        return resolve

    def _row(self, target: str, key: str) -> Any:
        fault = self._check_call(target)
        found = [row for row in self.stock.rows[target] if row["id"] == key]
        if found:
            return wrong() if fault == "twice" else found[0]
        return wrong() if fault == "stray" and self.stock.rows[target] else None

    def _page(self, target: str, by: str | None) -> Resolver:
        def resolve(row: Any, _: GraphQLResolveInfo, **arguments: Any) -> Any:
            fault = self._check_call(target)
            first = arguments.get("first", DEFAULT_FIRST)
            rows = self.stock.rows[target]
            found = rows if by is None else [r for r in rows if r.get(by) == row["id"]]
            if fault == "overfull" and len(found) > first:
                return wrong()
            return connection(page_of(found, None if fault == "overfull" else first))

        return resolve

    def _check_call(self, target: str) -> str | None:
        fault = self.stock.faults.get(target)
        if fault == "down":
            raise ServiceUnavailable(target, detail="down")
        if fault == "refused":
            raise Forbidden()
        if fault in ("garbled", "bare"):
            raise wrong()
        return fault


def connection(page: dict[str, Any]) -> dict[str, Any]:
    rows = page["items"]
    return {
        "nodes": rows,
        "edges": [{"cursor": row["cursor"], "node": row} for row in rows],
        "totalCount": page["total"],
        "pageInfo": {
            "hasNextPage": page["next"] is not None,
            "hasPreviousPage": False,
            "startCursor": rows[0]["cursor"] if rows else None,
            "endCursor": rows[-1]["cursor"] if rows else None,
        },
    }
