"""The table of calls in docs/rest-conventions.md is what the services publish."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import REPOSITORY, rows

PROBES = {"/livez", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/{file}"}
METHODS = {"get", "post", "patch", "put", "delete"}
PUBLISH = "from {0}.app import create_app; print(create_app().test_client().get('/openapi.json').text)"
Call = tuple[str, str]


def nameless(path: str) -> str:
    """A path whose parameters have no names, which are nobody's promise."""
    return re.sub(r"\{[^}]*\}|<[^>]*>", "{}", path.partition("?")[0])


def promised(heading: str) -> set[Call]:
    cells = [row[0].strip("`").split(" ", 1) for row in rows("docs/rest-conventions.md", heading)]
    return {(method, nameless(path)) for method, path in cells}


def published(service: str, folder: Path) -> set[Call]:
    """What its contract says; made in a process of its own, whose threads end with it."""
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'test.db'}", "SIGNING_KEY_DIR": str(folder / "keys")}
    said = subprocess.run(
        [sys.executable, "-c", PUBLISH.format(service)],
        cwd=REPOSITORY,
        env=os.environ | settings | {"INVENTORY_URL": "", "LOG_LEVEL": "error"},
        capture_output=True,
        text=True,
        check=True,
    )
    contract = next(json.loads(line) for line in said.stdout.splitlines() if '"openapi"' in line)
    return {
        (method.upper(), nameless(path))
        for path, calls in contract["paths"].items()
        for method in METHODS & set(calls)
        if path not in PROBES
    }


@pytest.mark.parametrize(("service", "port"), [("user_service", 8081), ("inventory_service", 8082)])
def test_the_calls_promised_are_the_calls_published(service: str, port: int, tmp_path: Path) -> None:
    assert promised(f"{service}, port {port}") == published(service, tmp_path)
