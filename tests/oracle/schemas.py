"""Worlds thrown by dice: types of every kind, and values that mostly fit them."""

from dataclasses import dataclass
from random import Random
from typing import Any

from tests.oracle.worlds import Behaviour, Items, Later, Raises, Thing, Value, World

LEAVES = ("Int", "Float", "String", "Boolean", "ID", "Color", "Odd")
OBJECTS = ("A", "B", "C")
ABSTRACT = ("Named", "Either")
MEMBERS = {"Named": ("A", "B"), "Either": ("B", "C")}
ROOTS = ("Query", "Mutation")
ALTERNATIVES = 2

HEAD = """
enum Color { RED BLUE }
scalar Odd
input Window { width: Int = 3, color: Color, panes: [Int!] }
union Either = B | C
"""

SOUND: dict[str, list[Any]] = {
    "Int": [0, 7, -3, 2**31 - 1, "12", True, 4.0],
    "Float": [0.5, 3, "1.5", True],
    "String": ["", "text", 3, 2.5, True],
    "Boolean": [True, False, 1, 0],
    "ID": ["id", 5, 7.0],
    "Color": [1, "blue"],
    "Odd": [1, 3],
}
WRONG: list[Any] = [
    2**31,
    -(2**63),
    10**400,
    float("nan"),
    float("inf"),
    "",
    "x",
    b"x",
    [],
    [1],
    {},
    {"a": 1},
    0,
    2.5,
]


@dataclass(frozen=True)
class Ref:
    """A type as a field has it: a name, or a list of `item`."""

    name: str
    non_null: bool
    item: "Ref | None" = None

    def __str__(self) -> str:
        return (f"[{self.item}]" if self.item else self.name) + "!" * self.non_null

    @property
    def named(self) -> str:
        return self.item.named if self.item else self.name


#: Type -> its fields and their types; "arguments" are those of the echoing field that each object has.
Types = dict[str, dict[str, Ref]]


def a_ref(dice: Random) -> Ref:
    ref = Ref(dice.choice((*LEAVES, *OBJECTS, *ABSTRACT, *OBJECTS)), _chance(dice, 2))
    for _ in range(dice.choice((0, 0, 1, 1, 2))):
        ref = Ref(ref.name, _chance(dice, 2), ref)
    return ref


def _chance(dice: Random, sides: int) -> bool:
    """One in so many."""
    return dice.randrange(sides) == 0


def some_types(dice: Random) -> Types:
    """Names of fields are unique, so that selections on different types never conflict; an interface's are its members', too."""
    shared = {"shared": a_ref(dice)}
    made: Types = {"Named": shared}
    for name in (*ROOTS, *OBJECTS):
        own = {f"{name.lower()}{at}": a_ref(dice) for at in range(dice.choice((2, 3)))}
        made[name] = {**own, **(shared if name in MEMBERS["Named"] else {})}
    return made


def sdl_of(types: Types) -> str:
    """The schema; every object has a field that echoes its arguments."""
    lines = [HEAD]
    for name, fields in types.items():
        kind = "interface" if name == "Named" else "type"
        dress = " implements Named" if name in MEMBERS["Named"] else ""
        lines.append(f"{kind} {name}{dress} {{")
        lines += [f"  {field}: {ref}" for field, ref in fields.items()]
        if kind == "type":
            lines.append(
                f"  echo{name}(n: Int = 5, must: Boolean! = true, window: Window, ids: [ID!]): String"
            )
        lines.append("}")
    return "\n".join(lines)


def a_behaviour(dice: Random, ref: Ref) -> Behaviour:
    """What a field of this type resolves to: nearly always what fits."""
    match dice.randrange(16):
        case 0:
            return Value(None)
        case 1:
            return Value(dice.choice(WRONG))
        case 2:
            return Raises(dice.choice(("bad", "boom")), _chance(dice, 2))
        case 3 | 4:
            it = a_behaviour(dice, ref)
            return it if isinstance(it, Later) else Later(it, dice.randrange(3))
    if ref.item is not None:
        items = tuple(a_behaviour(dice, ref.item) for _ in range(dice.randrange(3)))
        return Items(items, dice.choice(("list", "list", "tuple", "generator", "stream")))
    if ref.name in LEAVES:
        return Value(dice.choice(SOUND[ref.name]))
    names = MEMBERS.get(ref.name, (ref.name,))
    name = dice.choice((*names * 3, "C", "Nobody"))
    return Thing(name, dice.randrange(2), dice.choice(("mapping", "object")))


def a_world(dice: Random) -> tuple[World, Types]:
    made = some_types(dice)
    fields = {
        (name, field): tuple(a_behaviour(dice, ref) for _ in range(ALTERNATIVES))
        for name, declared in made.items()
        if name != "Named"
        for field, ref in declared.items()
    }
    own = frozenset(field for field in fields if _chance(dice, 2))
    judges = {
        name: dice.choice(("sync", "later", "fails"))
        for name in ("Named", "Either", *OBJECTS)
        if _chance(dice, 4)
    }
    return World(sdl_of(made), fields, own, judges), made
