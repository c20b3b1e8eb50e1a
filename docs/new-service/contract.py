"""The tests of the contract suite that a new service can be asked, found by the fixtures that they ask for."""

import ast
from collections.abc import Iterator
from pathlib import Path

OFFERED = {"service", "subject", "collection", "owner", "absent"}


def imports(suite: Path) -> str:
    """One import statement for each file of the suite that has such tests."""
    return "\n".join(_imports(file) for file in sorted(suite.glob("test_*.py")) if _askable(file))


def _imports(file: Path) -> str:
    names = ", ".join(_askable(file))
    return f"from tests.{file.parent.name}.{file.stem} import ({names})"


def _askable(file: Path) -> list[str]:
    """The tests that need nothing but what is offered, and the fixtures of the file's own."""
    functions = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)]
    own = {function.name for function in functions if any(_calls(function, "fixture"))}
    tests = [
        function.name
        for function in functions
        if function.name.startswith("test_")
        and OFFERED & _needs(function)
        and _needs(function) <= OFFERED | own
    ]
    return [*own, *tests] if tests else []


def _needs(function: ast.FunctionDef) -> set[str]:
    """The fixtures it asks for: its arguments without those that it is parametrized with."""
    given: set[str] = set()
    for call in _calls(function, "parametrize"):
        names = ast.literal_eval(call.args[0])
        given |= {names} if isinstance(names, str) else set(names)
    return {argument.arg for argument in function.args.args} - given


def _calls(function: ast.FunctionDef, name: str) -> Iterator[ast.Call]:
    """Its decorators of this name, those without arguments made calls too."""
    for decorator in function.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
        if isinstance(call.func, ast.Attribute) and call.func.attr == name:
            yield call
