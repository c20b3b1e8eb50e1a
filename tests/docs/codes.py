"""The codes that the processes answer with, read from their sources."""

import ast
import re
from collections.abc import Iterator

from tests.docs.pages import REPOSITORY

PROCESSES = ("gateway", "user_service", "inventory_service", "storefront")
NOT_OURS = {"migrations", "node_modules", "demo"}
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
CARRIERS = re.compile(r".*(?:Error|Problem|Refused|Refusal)$")


def of(process: str) -> set[str]:
    """Every constant of a process that is given to an error, or named `code`."""
    found: set[str] = set()
    for file in (REPOSITORY / process).rglob("*.py"):
        if NOT_OURS.isdisjoint(file.relative_to(REPOSITORY).parts):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found |= {text for node in ast.walk(tree) for text in _codes_at(node)}
    return found


def _codes_at(node: ast.AST) -> Iterator[str]:
    for value in _places(node):
        for part in _results(value):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                yield part.value
    match node:
        case ast.Call(func=ast.Name(id="OAuthError"), args=[ast.Constant(value=str() as code), *_]):
            yield code


def _places(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions beneath a node that stand where a code does."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if CARRIERS.match(name):
            yield from args
        case ast.Call(func=ast.Name(id="setting")):
            return  # its default may look like a status
        case ast.Call(args=args) if _has_status(args):
            yield from args
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _names_codes(name):
            yield value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _names_codes(name):
            yield value
        case ast.Dict(keys=keys, values=values):
            yield from (v for k, v in zip(keys, values, strict=True) if _is_code_key(k))
        case ast.keyword(arg="code", value=value):
            yield value


def _has_status(arguments: list[ast.expr]) -> bool:
    """Whether one is the status of an answer that is an error: its code stands beside it."""
    numbers = (one.value for one in arguments if isinstance(one, ast.Constant) and type(one.value) is int)
    return any(400 <= number < 600 for number in numbers)


def _names_codes(name: str) -> bool:
    return name == "code" or name.endswith(("_CODES", "_RULES")) or name == "CODE"


def _is_code_key(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "code"


def _results(value: ast.expr) -> Iterator[ast.AST]:
    """What an expression may be, without the conditions on which it depends."""
    match value:
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_results(body), *_results(orelse))
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            for one in values:
                yield from _results(one)
        case _:
            yield value


def with_status(process: str) -> set[tuple[str, str]]:
    """Codes and statuses of the answers that a service's routes declare, as in "NAME_TAKEN 409"."""
    text = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / process).glob("*.py"))
    return set(re.findall(r'"([A-Z][A-Z_]+) ([45][0-9]{2})"', text))
