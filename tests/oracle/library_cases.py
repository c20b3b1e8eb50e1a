"""Operations on the library, and what its services hold, thrown by dice."""

from random import Random
from typing import Any

from graphql import (
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from gateway.auth.viewer import ANONYMOUS, Viewer
from gateway.binding import vocabulary as words
from gateway.binding.blueprint import Blueprint
from tests.oracle.operations import Draft, written
from tests.oracle.schemas import Ref, Types
from tests.oracle.shops import MISSING
from tests.oracle.shops import SOUND as SOUND_IN_SHOPS
from tests.oracle.shops import WRONG as WRONG_IN_SHOPS
from tests.oracle.stock import FAULTS, Json, Problem, Stock

DEPTH = 4
VIEWERS = (
    ANONYMOUS,
    Viewer("p1", frozenset(), "issuer"),
    Viewer("p1", frozenset({"secrets"}), "issuer"),
    Viewer("p0", frozenset({"secrets", "all"}), "issuer"),
)

BOOK_IDS = ("b0", "b1", "b2", "b9")
PAGES = (
    "",
    "",
    "(first: 2)",
    "(first: $n)",
    '(first: 1, after: "c1")',
    "(after: $after)",
    "(first: null)",
    "(first: 0)",
)
ADJUSTMENTS = (
    '(input: {bookId: "b0", by: 1})',
    '(input: {by: $by, bookId: "b1", kind: USED})',
    '(input: {bookId: $id, by: 2, kind: $kind, requestKey: "k1"})',
    '(input: {bookId: "../x", by: 2, requestKey: "not this"})',
    "(input: $input)",
)
CALLS: dict[str, tuple[str, ...]] = {
    "book": ('(id: "b0")', '(id: "b1")', "(id: $id)", "(id: $maybe)", '(id: "x")'),
    "bookByTitle": ('(title: "EMMA")', '(title: "Ulysses")'),
    "books": (*PAGES, "(kind: NEW)", "(kind: $kind, first: 2)", '(writer: "p1")', '(writer: "x")'),
    "article": ('(id: "0")', "(id: 1)", '(id: "x")', '(id: "01")'),
    "articles": ("(first: 2)", '(first: 2, after: "cm93OjI=")', '(first: 2, after: "cm93OjE=")', *PAGES),
    "allArticles": ("", "(tone: USED)", "(tone: $kind)", "(tone: null)", '(behind: "1")', '(behind: "x")'),
    "person": ('(id: "p0")', '(id: "p1")', '(id: "p9")', "(id: $id)"),
    "people": ("", "(first: 1)", '(after: "cm93OjE=")', "(first: $n, after: $after)"),
    "anyNode": ('(id: "b0")', '(id: "2")', '(id: "p1")', '(id: "x")', "(id: $id)"),
    "found": ('(id: "b2")', '(id: "p0")', '(id: "2")', "(id: $maybe)"),
    "reviews": PAGES,
    "quotes": PAGES,
    "wrote": PAGES,
    "mentions": ("", "(tone: NEW)", "(tone: $kind)"),
    "adjust": ADJUSTMENTS,
    "adjustSigned": ADJUSTMENTS,
}
VARIABLES = {
    "yes": "Boolean! = true",
    "no": "Boolean! = false",
    "n": "Int",
    "after": "String",
    "id": 'ID! = "b1"',
    "maybe": 'ID = "b0"',
    "by": "Int! = 3",
    "kind": "Kind",
    "input": 'AdjustInput! = {bookId: "b2", by: 4}',
}
VALUES: dict[str, tuple[Any, ...]] = {
    "yes": (True, False),
    "no": (True, False),
    "n": (1, 2, None, 0, 101),
    "after": ("c1", "cm93OjI=", "junk", None),
    "id": ("b0", "b1", "p1", "2", "no id"),
    "maybe": ("b1", "p1", None),
    "by": (1, -5),
    "kind": ("NEW", "USED", None),
    "input": ({"bookId": "b1", "by": 7, "kind": None}, {"bookId": "b1", "by": 7, "requestKey": ""}),
}


def a_document(dice: Random, blueprint: Blueprint) -> tuple[str, str | None]:
    """A document's text, and which of its operations is meant."""
    types = types_of(blueprint)
    calls = {name: dice.choice(choices) for name, choices in CALLS.items()}
    calls |= {f"x_{name}": dice.choice(choices) for name, choices in CALLS.items()}
    leaves = [name for name, type_ in blueprint.schema.type_map.items() if is_leaf_type(type_)]
    draft = Draft(dice, types, calls=calls, echoes=False, leaves=leaves, overlaps=overlaps_of(blueprint))
    kind = dice.choice(("query", "query", "mutation"))
    text = written(draft, kind, draft.selections(kind.capitalize(), DEPTH), VARIABLES)
    if dice.randrange(4) == 0:
        return f"{text} query Other {{ __typename allBooks {{ id }} }}", "Asked"
    return text, None


def some_variables(dice: Random) -> dict[str, Any]:
    """Values of an operation's variables: half of them left out."""
    return {name: dice.choice(values) for name, values in VALUES.items() if dice.randrange(2)}


def types_of(blueprint: Blueprint) -> Types:
    types: Types = {}
    for name, type_ in blueprint.schema.type_map.items():
        if is_composite_type(type_) and not name.startswith("__"):
            fields = getattr(type_, "fields", {})
            types[name] = {at: Ref(get_named_type(f.type).name, False) for at, f in fields.items()}
    del types["ArticleConnection"]["totalCount"]  # its service does not count
    return types


def overlaps_of(blueprint: Blueprint) -> dict[str, tuple[str, ...]]:
    """For each type, those on which a fragment may be spread in it."""
    schema = blueprint.schema
    members = {
        name: {t.name for t in schema.get_possible_types(type_)} if is_abstract_type(type_) else {name}  # type: ignore[arg-type]
        for name, type_ in schema.type_map.items()
        if is_composite_type(type_) and not name.startswith("__")
    }
    return {a: tuple(b for b in members if members[a] & members[b]) for a in members}


# --- stock --------------------------------------------------------------------------------------------------------------

SOUND = {
    **SOUND_IN_SHOPS,
    "Kind": ["NEW", "USED"],
    "DateTime": ["2026-11-21T09:30:00Z", "2026-02-28T23:59:59.5+02:00"],
    "Decimal": ["19.90", "-0", "100000000000000000000.1"],
}
WRONG = [
    *WRONG_IN_SHOPS,
    "new",
    "2026-11-21T09:30:00",
    "2026-13-01T00:00:00Z",
    "1e5",
    "1\n2",
    "0.",
    "٣",
    2**64,
]
PROBLEMS = (
    Problem(409, "OUT_OF_STOCK"),
    Problem(404, "NOT_FOUND"),
    Problem(422, "IDEMPOTENCY_KEY_REUSED"),
    Problem(
        422, "VALIDATION_FAILED", (("/change/by", "TOO_SMALL"), ("/kind", "INVALID"), ("/else", "INVALID"))
    ),
    Problem(400, None),
    Problem(401, "UNAUTHENTICATED"),
    Problem(403, "FORBIDDEN"),
    Problem(429, "BUSY"),
    Problem(503, "AWAY"),
    Problem(504, None),
)
KEYS: dict[str, dict[str, tuple[Any, ...]]] = {
    "Book": {
        "author_id": ("p0", "p1", "p2", "p9", None),
        "rival_id": (*BOOK_IDS, None),
        "owner_id": ("p0", "p1", None),
    },
    "Review": {"book_id": (*BOOK_IDS, None), "article_id": (0, 1, 2)},
    "Article": {"bookId": (*BOOK_IDS, None), "afterId": (0, 1, 7, None)},
    "Person": {},
}
WRONG_KEYS: tuple[Any, ...] = ("", 1.5, True, [], MISSING)


def a_stock(dice: Random, blueprint: Blueprint) -> Stock:
    odds = dice.choice((0, 20, 60))
    rows = {name: some_rows(dice, blueprint, name, odds) for name in KEYS}
    faults = {name: dice.choice(FAULTS) for name in KEYS if odds and dice.randrange(6) == 0}
    withheld = {row["id"]: withhold(dice, row) for name in ("Book", "Person") for row in rows[name]}
    listed = {key: members for key, members in withheld.items() if members}
    return Stock(rows, faults, listed, what_is_done(dice, blueprint, odds))


def some_rows(dice: Random, blueprint: Blueprint, name: str, odds: int) -> list[Json]:
    """Up to four. `odds`: one value in so many is wrong; 0: none."""
    prefix = {"Article": ""}.get(name, name[0].lower())
    ids = [f"{prefix}{n}" for n in range(4) if dice.randrange(4)]
    return [a_row(dice, blueprint, name, int(key) if prefix == "" else key, odds) for key in ids]


def a_row(dice: Random, blueprint: Blueprint, name: str, key: Any, odds: int) -> Json:
    row = members(dice, blueprint, name, odds)
    if name == "Book":
        row |= members(dice, blueprint, "Facts", odds)
        row["title"] = dice.choice(("Emma", "Persuasion", "emma"))
        row["writes"] = 0
    for member, choices in KEYS[name].items():
        row[member] = dice.choice(WRONG_KEYS if odds and dice.randrange(odds) == 0 else choices)
    if name != "Article" and odds and dice.randrange(odds) == 0:
        row["cursor"] = dice.choice((None, 5))
    return {member: value for member, value in {**row, "id": key}.items() if value is not MISSING}


def members(dice: Random, blueprint: Blueprint, name: str, odds: int) -> Json:
    """Values of the fields of a type that are members of its row."""
    values: Json = {}
    service = blueprint.collections[name].service if name in blueprint.collections else words.Service("house")
    for at, declared in blueprint.schema.type_map[name].fields.items():  # type: ignore[attr-defined]
        bound = blueprint.bound(name, at)
        if bound is not None and isinstance(bound.binding, words.Member):
            binding = bound.binding
            member = service.member(binding.name) if binding.inferred else binding.name
            values[member] = a_value(dice, blueprint, declared.type, odds)
            if binding.absent_is_null and dice.randrange(3) == 0:
                values[member] = MISSING
    return {member: value for member, value in values.items() if value is not MISSING}


def a_value(dice: Random, blueprint: Blueprint, type_: Any, odds: int) -> Any:
    if odds and dice.randrange(odds) == 0:
        return dice.choice((*WRONG, MISSING))
    if is_non_null_type(type_):
        type_ = type_.of_type
    elif dice.randrange(5) == 0:
        return None
    if is_list_type(type_):
        items = (a_value(dice, blueprint, type_.of_type, odds) for _ in range(dice.randrange(3)))
        return [item for item in items if item is not MISSING]
    return (
        dice.choice(SOUND[type_.name]) if is_leaf_type(type_) else members(dice, blueprint, type_.name, odds)
    )


def withhold(dice: Random, row: Json) -> list[str]:
    """Take members out of a row that its service keeps from the viewer; not all that are gone are listed, then."""
    hidden = [m for m in ("note", "secret", "hint", "phone") if m in row and dice.randrange(8) == 0]
    for member in hidden:
        del row[member]
    return [member for member in hidden if dice.randrange(5)]


def what_is_done(dice: Random, blueprint: Blueprint, odds: int) -> Json | Problem | str:
    if dice.randrange(3) == 0:
        return dice.choice((*PROBLEMS, "down", "garbled", "nothing"))
    done = members(dice, blueprint, "AdjustPayload", odds)
    return {**done, "id": dice.choice((*BOOK_IDS, None, *BOOK_IDS) if odds else BOOK_IDS)}
