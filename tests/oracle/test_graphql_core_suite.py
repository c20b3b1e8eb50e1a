"""graphql-core's own tests of execution pass when `execute` is ours, but for what docs/deviations.md lists."""

import functools
import traceback
from pathlib import Path
from types import ModuleType

import graphql
import pytest

from gateway.execution import execute
from gateway.execution.plain.executor import CompiledExecution
from tests.oracle.described import loaded, specifications
from tests.oracle.fetch_graphql_core_tests import NotFetched, fetched
from tests.support.requirements import missing

MODULES = [
    "abstract",
    "abstract_type_promises",
    "customize",
    "directives",
    "executor",
    "lists",
    "middleware",
    "mutations",
    "nonnull",
    "one_of",
    "parallel",
    "resolve",
    "schema",
    "sync",
    "too_deeply_nested_selections",
    "union_interface",
    "variables",
]
FEWEST = 250

execute_sync = functools.partial(graphql.execute_sync, execution_context_class=CompiledExecution)


@pytest.fixture(scope="module")
def suite() -> Path:
    """The folder of their tests."""
    try:
        return fetched()
    except NotFetched as reason:
        missing(str(reason))


def ours(suite: Path, name: str) -> ModuleType:
    """A module of theirs that executes by us."""
    module = loaded(suite, "graphql_core_tests", f"execution.test_{name}")
    for function in (execute, execute_sync):
        called = "execute" if function is execute else "execute_sync"
        if hasattr(module, called):
            setattr(module, called, function)
    return module


@pytest.mark.parametrize("name", MODULES)
def test_their_tests_pass(suite: Path, name: str) -> None:
    failed = []
    for specification in specifications(ours(suite, name)):
        try:
            specification.run()
        except (Exception, pytest.fail.Exception):
            failed.append(f"{specification.name}\n{traceback.format_exc(limit=-3)}")
    assert not failed, "\n".join(failed)


def test_there_are_as_many_of_them_as_there_should_be(suite: Path) -> None:
    assert sum(1 for name in MODULES for _ in specifications(ours(suite, name))) >= FEWEST
