"""Valid operations on the types of `schemas`, thrown by dice, with values for their variables."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.oracle.schemas import ABSTRACT, LEAVES, MEMBERS, OBJECTS, Types

DEPTH = 3
#: For each type, those on which a fragment may be spread in it.
OVERLAPS = {
    **{name: (name, *(a for a in ABSTRACT if name in MEMBERS[a])) for name in OBJECTS},
    "Named": ("Named", "A", "B", "Either"),
    "Either": ("Either", "B", "C", "Named"),
    "Query": ("Query",),
    "Mutation": ("Mutation",),
}
ARGUMENTS = (
    "",
    "(n: 1, must: false)",
    "(n: $n)",
    "(n: null, must: $yes)",
    '(window: {width: 2, color: RED, panes: [1, 2]}, ids: ["a", 1])',
    "(window: {panes: 4, color: $color}, ids: $ids)",
    "(window: $window)",
)
CONDITIONS = (
    "",
    "",
    "",
    "",
    " @skip(if: $yes)",
    " @include(if: $no)",
    " @include(if: true)",
    " @skip(if: $no)",
)
VARIABLES = {
    "yes": "Boolean! = true",
    "no": "Boolean! = false",
    "n": "Int",
    "color": "Color = BLUE",
    "ids": "[ID!]",
    "window": "Window",
}
VALUES: dict[str, tuple[Any, ...]] = {
    "yes": (True, False),
    "no": (True, False, True, False, True, False, None, "x"),
    "n": (1, 2, 3, None, 2**31),
    "color": ("RED", "BLUE", None, "GREEN"),
    "ids": (["a"], "a", None, [1, None]),
    "window": ({}, {"width": None, "panes": 1}, {"color": "RED"}, {"depth": 1}),
}
INTROSPECTION = (
    '__schema { queryType { name } } __type(name: "A") { ...OfType fields { name type { ...OfType } } }'
)
OF_TYPE = "fragment OfType on __Type { kind name possibleTypes { name } ofType { name ofType { kind } } }"


@dataclass
class Draft:
    """`arguments`: of the echoing fields, by response key, so that those with one key are equal. `calls`: of other fields,
    under their own name or, `x_…`, their alias.

    `echoes`: whether objects have such a field. `leaves`: types without fields. `overlaps`: see OVERLAPS.
    """

    dice: Random
    types: Types
    fragments: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    calls: Mapping[str, str] = field(default_factory=dict)
    echoes: bool = True
    leaves: Collection[str] = LEAVES
    overlaps: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: OVERLAPS)

    def pick(self, choices: Any) -> Any:
        return self.dice.choice(choices)

    def selections(self, type_name: str, depth: int) -> str:
        """What is selected on a type, in braces."""
        chosen = [self.selection(type_name, depth) for _ in range(self.dice.choice((1, 2, 3, 4)))]
        return "{ " + " ".join(["" if self.types.get(type_name) else "__typename", *chosen]) + " }"

    def selection(self, type_name: str, depth: int) -> str:
        kind = self.pick(("field",) * 6 + ("inline", "spread", "echo", "typename"))
        condition = self.pick(CONDITIONS)
        if kind == "inline" and depth:
            on = self.pick(("", *(f" on {name}" for name in self.overlaps.get(type_name, (type_name,)))))
            return f"...{on}{condition} {self.selections(on[4:] or type_name, depth - 1)}"
        if kind == "spread" and depth:
            return (
                f"...{self.fragment(self.pick(self.overlaps.get(type_name, (type_name,))), depth)}{condition}"
            )
        if kind == "echo" and self.echoes and type_name not in ABSTRACT:
            key = self.pick(("", "also: ")).replace("also", f"also{type_name}")
            arguments = self.arguments.setdefault(key + type_name, self.pick(ARGUMENTS))
            return f"{key}echo{type_name}{arguments}{condition}"
        return self.field(type_name, depth, condition)

    def field(self, type_name: str, depth: int, condition: str) -> str:
        fields = self.types.get(type_name, {})
        fitting = [name for name, ref in fields.items() if depth or ref.named in self.leaves]
        if not fitting:
            return f"__typename{condition}"
        name = self.pick(fitting)
        below = fields[name].named
        inner = "" if below in self.leaves else " " + self.selections(below, depth - 1)
        alias = self.pick(("", "", f"x_{name}"))
        arguments = self.calls.get(alias, self.calls.get(name, ""))
        return f"{alias and alias + ': '}{name}{arguments}{condition}{inner}"

    def fragment(self, type_name: str, depth: int) -> str:
        """A fragment's name: one that is there already, or a new one's."""
        there = [name for name in self.fragments if name.startswith(f"On{type_name}_{depth}_")]
        if there and self.pick((True, False)):
            return str(self.pick(there))
        text = self.selections(type_name, depth - 1)
        name = f"On{type_name}_{depth}_{len(self.fragments)}"
        self.fragments[name] = f"fragment {name} on {type_name} {text}"
        return name


def an_operation(dice: Random, types: Types) -> str:
    """The text of a document with one operation, on fields with resolvers."""
    draft = Draft(dice, types)
    kind = dice.choice(("query", "query", "query", "mutation"))
    selected = draft.selections(kind.capitalize(), DEPTH)
    if kind == "query" and dice.randrange(20) == 0:
        selected = "{ " + INTROSPECTION + selected[1:]
        draft.fragments["OfType"] = OF_TYPE
    return written(draft, kind, selected)


def written(draft: Draft, kind: str, selected: str, variables: Mapping[str, str] = VARIABLES) -> str:
    """The document: the operation with the variables that are used, and the fragments."""
    text = "\n".join([selected, *draft.fragments.values()])
    used = ", ".join(
        f"${name}: {type_}" for name, type_ in variables.items() if re.search(rf"\${name}\b", text)
    )
    return f"{kind} Asked{f'({used})' if used else ''} {text}"


def some_values(dice: Random) -> dict[str, Any]:
    """Values of an operation's variables: half of them left out, some wrong."""
    return {name: dice.choice(values) for name, values in VALUES.items() if dice.randrange(2)}
