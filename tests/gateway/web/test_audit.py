"""The GraphQL-over-HTTP audit suite (npm graphql-http) finds nothing."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.requirements import missing

AUDIT = Path(__file__).parent / "audit"
AUDITS = 61


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


def test_every_audit_passes(audit_suite: Path, graphql: str) -> None:
    ran = subprocess.run(
        ["node", str(audit_suite), graphql], capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(ran.stdout) == {"passed": AUDITS, "others": []}
