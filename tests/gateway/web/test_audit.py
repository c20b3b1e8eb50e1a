"""The GraphQL-over-HTTP audit suite (npm graphql-http) finds nothing."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.requirements import missing

AUDIT = Path(__file__).parent / "audit"
AUDITS = 61
#: "MAY accept" by GET: a query, variables, an operation name.
GETS = ["5A70", "6A70", "D6D5"]


@pytest.fixture(scope="session")
def audit_suite() -> Path:
    """The suite, installed as locked."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        missing("npm (with node)")
    if not (AUDIT / "node_modules" / "graphql-http").exists():
        subprocess.run(
            ["npm", "ci", "--ignore-scripts"], cwd=AUDIT, check=True, capture_output=True, timeout=100
        )
    return AUDIT / "audit.js"


def audited(suite: Path, *arguments: str) -> Any:
    """What the suite found."""
    command = ["node", str(suite), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(ran.stdout)


def test_every_audit_passes(audit_suite: Path, graphql: str) -> None:
    assert audited(audit_suite, graphql, "--preflight") == {"passed": AUDITS, "others": []}


def test_without_a_word_against_csrf_only_the_optional_gets_are_refused(
    audit_suite: Path, graphql: str
) -> None:
    found = audited(audit_suite, graphql)
    assert (found["passed"], sorted(found["others"])) == (AUDITS - len(GETS), GETS)
