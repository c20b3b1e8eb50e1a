"""Bound schemas thrown by dice, the rows behind them, sound or not, and the services that answer with these rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import graphene

from gateway.auth.scopes import scope
from gateway.binding.declare import Entity, computed, lookup, member, one, page
from gateway.binding.vocabulary import Collection, Service
from gateway.errors import BadInput, ServiceUnavailable
from gateway.execution.port import Call, Reply
from tests.oracle.schemas import Ref, Types

LEAVES = {
    "Int": graphene.Int,
    "Float": graphene.Float,
    "String": graphene.String,
    "Boolean": graphene.Boolean,
    "ID": graphene.ID,
}
SOUND: dict[str, list[Any]] = {
    "Int": [0, -7, 2**31 - 1],
    "Float": [0.5, 3, -1e300],
    "String": ["", "text", "é\u0000"],
    "Boolean": [True, False],
    "ID": ["", "id"],
}
WRONG: list[Any] = [None, 2**31, 10**30, -1, 1.5, "", "5", True, [], [None], [[]], {}, {"part0": 1}]
MISSING = object()
FAULTS = ("down", "refused", "garbled", "bare", "stray", "twice", "overfull")
ENTITIES = ("X", "Y")
FIRST = 2


@dataclass(frozen=True)
class Shop:
    """`types`: as tests see the schema. `schema`: Graphene's. `reads`: the member that an entity's computed field reads."""

    types: Types
    schema: Any
    reads: Mapping[str, tuple[str, Ref]]


@dataclass(frozen=True)
class Stock:
    """`rows` of each entity; `faults`: entity -> what its service does wrong."""

    rows: Mapping[str, list[dict[str, Any]]]
    faults: Mapping[str, str]


def a_leaf_ref(dice: Random, names: tuple[str, ...]) -> Ref:
    ref = Ref(dice.choice(names), dice.randrange(2) == 0)
    for _ in range(dice.choice((0, 0, 0, 1, 2))):
        ref = Ref(ref.name, dice.randrange(2) == 0, ref)
    return ref


def a_shop(dice: Random) -> Shop:
    """Two entities that name each other, with pages of each other, and a type of parts of their rows."""
    names = (*LEAVES, "Part")
    types: Types = {"Part": {f"part{at}": a_leaf_ref(dice, tuple(LEAVES)) for at in range(2)}}
    reads: dict[str, tuple[str, Ref]] = {}
    made: dict[str, Any] = {
        "Part": type("Part", (graphene.ObjectType,), _declared(types["Part"], {})),
    }
    for name, other in (ENTITIES, ENTITIES[::-1]):
        members = {f"{name.lower()}{at}": a_leaf_ref(dice, names) for at in range(3)}
        required = dice.randrange(3) == 0
        read = next((member for member, ref in members.items() if ref.name != "Part"), "id")
        reads[name] = read, {"id": Ref("ID", True), **members}[read]
        meta = type("Meta", (), {"collection": Collection(Service(name.lower()), f"/{name.lower()}")})
        relations = {
            "Meta": meta,
            "id": graphene.ID(required=True),
            f"secret{name}": member(graphene.Int, "secret", requires=scope("secrets")),
            f"made{name}": computed(
                graphene.String,
                reads=(read,),
                required=required,
                resolver=dice.choice((made_of, made_later_of)),
            ),
            f"one{other}": one(_named(made, other), key="other_id", required=required),
            f"many{other}": page(_named(made, other), by="other_id"),
        }
        made[name] = type(name, (Entity,), {**relations, **_declared(members, made)})
        types[name] = {
            "id": Ref("ID", True),
            f"secret{name}": Ref("Int", False),
            f"made{name}": Ref("String", required),
            f"one{other}": Ref(other, required),
            f"many{other}": Ref(f"{other}Connection", False),
            **members,
        }
        types |= _connection(name)
    fields = {f"all{name}": page(made[name]) for name in ENTITIES}
    fields |= {f"the{name}": lookup(made[name]) for name in ENTITIES}
    query = type("Query", (graphene.ObjectType,), fields)
    types["Query"] = {f"all{name}": Ref(f"{name}Connection", False) for name in ENTITIES}
    types["Query"] |= {f"the{name}": Ref(name, False) for name in ENTITIES}
    return Shop(types, graphene.Schema(query=query), reads)


def made_of(row: Any, _: Any) -> str | None:
    """What is computed of a row: null of null, and an error of an empty value."""
    (value,) = (getattr(row, name) for name in row.__struct_fields__)
    return made(value)


async def made_later_of(row: Any, info: Any) -> str | None:
    """As `made_of`."""
    return made_of(row, info)


def made(value: Any) -> str | None:
    if value in ("", []):
        raise BadInput("empty")
    return None if value is None else "made"


def _named(made: Mapping[str, Any], name: str) -> Any:
    return lambda: made[name]


def _declared(members: Mapping[str, Ref], made: Mapping[str, Any]) -> dict[str, Any]:
    return {name: graphene.Field(_graphene(ref, made)) for name, ref in members.items()}


def _graphene(ref: Ref, made: Mapping[str, Any]) -> Any:
    type_ = graphene.List(_graphene(ref.item, made)) if ref.item else LEAVES.get(ref.name) or made[ref.name]
    return graphene.NonNull(type_) if ref.non_null else type_


def _connection(name: str) -> Types:
    info = {key: Ref("Boolean", True) for key in ("hasNextPage", "hasPreviousPage")}
    info |= {key: Ref("String", False) for key in ("startCursor", "endCursor")}
    rows = Ref(name, True)
    edge = Ref(f"{name}Edge", True)
    return {
        f"{name}Connection": {
            "nodes": Ref(name, True, rows),
            "edges": Ref(name, True, edge),
            "pageInfo": Ref("PageInfo", True),
            "totalCount": Ref("Int", True),
        },
        f"{name}Edge": {"cursor": Ref("String", True), "node": rows},
        "PageInfo": info,
    }


# --- rows ---------------------------------------------------------------------------------------------------------------


def a_stock(dice: Random, types: Types) -> Stock:
    rows = {name: [_row(dice, types, name, n) for n in range(dice.randrange(4))] for name in ENTITIES}
    faults = {name: dice.choice(FAULTS) for name in ENTITIES if dice.randrange(6) == 0}
    return Stock(rows, faults)


def _row(dice: Random, types: Types, name: str, number: int) -> dict[str, Any]:
    lower = name.lower()
    other = "y" if lower == "x" else "x"
    members = {member: ref for member, ref in types[name].items() if member.startswith(lower)}
    row = {member: _value(dice, types, ref) for member, ref in members.items()}
    row["secret"] = dice.choice((1, 2, 3, None, "x"))
    row["other_id"] = dice.choice((f"{other}0", f"{other}1", f"{other}2", f"{other}9", None))
    if dice.randrange(12) == 0:
        row["other_id"] = dice.choice(("", 1.5, True, [], MISSING))
    row = {member: value for member, value in row.items() if value is not MISSING}
    return {"id": f"{lower}{number}", **row}


def _value(dice: Random, types: Types, ref: Ref) -> Any:
    if dice.randrange(14) == 0:
        return dice.choice((*WRONG, MISSING))
    if not ref.non_null and dice.randrange(5) == 0:
        return None
    if ref.item is not None:
        items = (_value(dice, types, ref.item) for _ in range(dice.randrange(3)))
        return [item for item in items if item is not MISSING]
    if ref.name == "Part":
        members = {member: _value(dice, types, inner) for member, inner in types["Part"].items()}
        return {member: value for member, value in members.items() if value is not MISSING}
    return dice.choice(SOUND[ref.name])


@dataclass(frozen=True)
class Services:
    """An Upstream that answers from a stock, as docs/rest-conventions.md says unless its fault is another."""

    stock: Stock

    async def send(self, call: Call) -> Reply:
        name = call.service.upper()
        fault = self.stock.faults.get(name)
        if fault == "down":
            raise ServiceUnavailable(call.service, detail="down")
        status = 403 if fault == "refused" else 200
        body = json.dumps(self._answer(name, parse_qsl(call.query), fault)).encode()
        return Reply(status, {}, b"{NaN" if fault == "garbled" else body)

    def _answer(self, name: str, query: list[tuple[str, str]], fault: str | None) -> Any:
        rows = self.stock.rows[name]
        asked = dict(query)
        first = None if fault == "overfull" or "first" not in asked else int(asked["first"])
        keys = {by: [v for n, v in query if n == by] for by in ("id", "other_id")}
        if fault == "bare":
            return rows
        if keys["other_id"]:
            by_key = {key: [r for r in rows if r.get("other_id") == key] for key in keys["other_id"]}
            return {"pages": {key: page_of(found, first) for key, found in by_key.items()}}
        if keys["id"]:
            found = [row for row in rows if row["id"] in keys["id"]]
            found += found if fault == "twice" else []
            found += [{**rows[0], "id": "stray"}] if fault == "stray" and rows else []
            return {"items": found}
        return page_of(rows, first)


def page_of(rows: list[dict[str, Any]], first: int | None) -> dict[str, Any]:
    items = [{**row, "cursor": f"c{at}"} for at, row in enumerate(rows)][:first]
    return {"items": items, "next": "next" if len(items) < len(rows) else None, "total": len(rows)}
