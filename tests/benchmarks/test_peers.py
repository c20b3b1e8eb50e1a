"""The peers: what is installed for them is pinned."""

import re
from pathlib import Path

import pytest

from benchmarks.errors import NotMeasured
from benchmarks.places import PEERS, ROOT
from benchmarks.processes import Program, running

REQUIREMENT = re.compile(
    r"[\w.-]+(?:\[[\w,-]+\])?==\S+(?: ; [^\\]+)? \\(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+\n"
)


def test_strawberrys_lock_holds_nothing_but_versions_and_hashes() -> None:
    assert REQUIREMENT.sub("", (PEERS / "strawberry" / "lock.txt").read_text()) == ""


def test_nothing_of_a_peer_is_in_the_locks_of_the_gateway() -> None:
    locks = [*ROOT.glob("requirements*.txt"), ROOT / "gateway" / "requirements.txt"]

    assert [lock.name for lock in locks if "strawberry" in lock.read_text()] == []


def test_a_contender_that_does_not_start_says_why(tmp_path: Path) -> None:
    broken = Program(["sh", "-c", "echo no such library; exit 3"], {}, 9, tmp_path / "broken.log")

    with pytest.raises(NotMeasured, match="status 3: no such library"), running(broken, 0):
        pass
