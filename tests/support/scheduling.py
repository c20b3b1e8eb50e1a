"""Which of several workers (`pytest -n 2`) runs what: a suite that shares processes is one piece of work, elsewhere a file is."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Their tests stand on databases and processes that are kept for the suite: in one worker they start once.
KEPT_TOGETHER = {"contract", "e2e", "inventory", "rest", "storefront", "users"}
# What takes long begins first, so that no worker is left alone with it when the others are done.
LONGEST_FIRST = [
    "inventory",
    "users",
    "house/test_new_service.py",
    "e2e",
    "contract",
    "storefront",
    "house/test_run.py",
    "rest",
    "chaos/test_answers.py",
    "oracle/test_bound_fields.py",
    "oracle/test_plain_fields.py",
    "gateway/blog/test_example.py",
    "gateway/test_cli.py",
    "oracle/test_graphql_core_suite.py",
    "chaos/test_leaving.py",
    "chaos/test_mixed_load.py",
    "house/test_procfile.py",
]


class BySuite(LoadScopeScheduling):
    """Hands out whole pieces, to whichever worker is free, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySuite:
    """In place of `--dist loadgroup`, which groups nothing under pytest 9.2 (pytest-xdist issue 1386)."""
    config.option.loadscopereorder = False
    return BySuite(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is moved to the front."""
    ranks = {name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(piece(item.nodeid), len(ranks)))


def piece(nodeid: str) -> str:
    """The suite of a test, or its file below `tests/`: `inventory`, `gateway/web/test_lane.py`."""
    file = nodeid.partition("::")[0].removeprefix("tests/")
    suite = file.partition("/")[0]
    return suite if suite in KEPT_TOGETHER else file
