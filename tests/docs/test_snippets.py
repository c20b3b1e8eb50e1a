"""What the pages show can be run as it stands."""

import ast
import builtins
import importlib
import json
import re

import pytest
from graphql import build_schema, parse, validate

from tests.docs.pages import REPOSITORY, snippets
from tests.house import repository

SCHEMA = build_schema((REPOSITORY / "schema.graphql").read_text(encoding="utf-8"))
PAGES = dict(repository.texts("*.md"))
PYTHON = [(page, code) for page, text in PAGES.items() for code in snippets(text, "python")]


def operations(text: str) -> list[str]:
    posted = [json.loads(body)["query"] for body in re.findall(r"(?s)-d '(\{\"query\".*?\})'", text)]
    planned = re.findall(r"make plan q='([^'…]+)'", text)
    return [*snippets(text, "graphql"), *posted, *planned]


SHOWN = [(page, operation) for page, text in PAGES.items() for operation in operations(text)]


@pytest.mark.parametrize(("page", "operation"), SHOWN)
def test_operations_fit_the_schema(page: str, operation: str) -> None:
    assert validate(SCHEMA, parse(operation)) == [], page


def test_the_readme_shows_an_operation_to_send() -> None:
    assert len([page for page, _ in SHOWN if page == "README.md"]) >= 3


def module_of(page: str, node: ast.ImportFrom) -> str | None:
    """The module that is imported from; None for one that the reader of the page is about to write."""
    if node.level == 0:
        return node.module
    name = f"{page.partition('/')[0]}.{node.module}"
    return name if ".rest." in name else None


@pytest.mark.parametrize(("page", "code"), PYTHON)
def test_python_can_be_parsed_and_imports_what_exists(page: str, code: str) -> None:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (name := module_of(page, node)):
            module = importlib.import_module(name)
            assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == [], page


def test_bindings_calls_only_words_that_exist() -> None:
    trees = [ast.parse(code) for page, code in PYTHON if page == "docs/bindings.md"]
    called = {
        n.func.id
        for tree in trees
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    known = words()

    assert called
    assert called - known - set(dir(builtins)) == set()


def words() -> set[str]:
    modules = ("binding.vocabulary", "binding.declare", "binding.permissions", "auth.scopes")
    return {name for module in modules for name in vars(importlib.import_module(f"gateway.{module}"))}
