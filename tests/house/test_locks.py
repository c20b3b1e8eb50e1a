"""Everything that is installed is named with its version and its hash, and with no address."""

import json
import re
from pathlib import Path

import pytest

from tests.house import repository
from tests.support.processes import REPOSITORY

PYTHON_LOCKS = repository.files("*requirements*.txt")
NODE_LOCKS = repository.files("*package-lock.json")
REQUIREMENT = re.compile(
    r"([\w.-]+(?:\[[\w,-]+\])?)==(\S+)(?: ; [^\\]+)? \\(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+\n"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def pinned(lock: Path) -> dict[str, str]:
    return dict(REQUIREMENT.findall(lock.read_text()))


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=name_of)
def test_a_python_lock_holds_nothing_but_versions_and_hashes(lock: Path) -> None:
    assert REQUIREMENT.sub("", lock.read_text()) == ""


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=name_of)
def test_all_python_locks_agree(lock: Path) -> None:
    everything = pinned(REPOSITORY / "requirements-dev.txt")
    of_one_part = pinned(lock)

    assert {name: everything.get(name) for name in of_one_part} == of_one_part


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=name_of)
def test_every_python_lock_has_its_source(lock: Path) -> None:
    wanted = re.findall(r"(?m)^\w[\w.-]*", lock.with_suffix(".in").read_text())

    assert {name.lower() for name in wanted} <= {re.sub(r"\[.*", "", name) for name in pinned(lock)}


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=name_of)
def test_a_node_lock_holds_hashes_and_no_addresses(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    of_others = {name: package for name, package in packages.items() if name}

    assert of_others
    assert [name for name, package in of_others.items() if "integrity" not in package] == []
    assert [name for name, package in of_others.items() if "resolved" in package] == []


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=name_of)
def test_a_node_lock_stays_without_addresses_and_runs_nobodys_scripts(lock: Path) -> None:
    settings = lock.with_name(".npmrc").read_text().splitlines()

    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= set(settings)
