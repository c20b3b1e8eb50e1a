"""The commands of `python -m gateway`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY


def gateway(*arguments: str, at: Path = REPOSITORY, **environment: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **environment}
    command = [sys.executable, "-m", "gateway", *arguments]
    return subprocess.run(
        command, cwd=at, env=environ, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize("arguments", [(), ("serve",)])
def test_bad_settings_stop_the_start_with_a_sentence_each(arguments: tuple[str, ...]) -> None:
    ended = gateway(*arguments, HTTP_PORT="x", LOG_LEVEL="loud")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "The gateway does not start:\n"
        "HTTP_PORT is 'x'; it must be a port, 1 to 65535.\n"
        "LOG_LEVEL is 'loud'; it must be one of debug, info, warning, error.\n"
    )


def test_a_bad_address_stops_the_start(tmp_path: Path) -> None:
    ended = gateway(USERS_URL="nowhere", CONFIG_FILE=str(tmp_path / "none.cfg"))
    assert ended.returncode == 2
    assert "USERS_URL is 'nowhere'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_explain_prints_the_plan_of_an_operation() -> None:
    ended = gateway("explain", "{ items(first: 100) { nodes { name seller { name } } } }")
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = [line.strip() for line in ended.stdout.splitlines()]
    assert [line for line in lines if line.startswith("wave")] == ["wave 1", "wave 2"]
    assert any("GET inventory /items" in line for line in lines)
    assert any("GET users /users?id=" in line for line in lines)


def test_explain_names_the_stages_of_a_mutation() -> None:
    query = 'mutation { a: logOut(input: {refreshToken: "r"}) { ok } b: logOut(input: {refreshToken: "r"}) { ok } }'
    plan = gateway("explain", query).stdout
    assert "stage 1: a" in plan
    assert "stage 2: b" in plan
    assert "POST users /sessions/revoke" in plan


def test_explain_says_what_is_wrong_with_an_operation() -> None:
    ended = gateway("explain", "{ items { nothing } }")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "'nothing'" in ended.stderr
    assert "(line 1, column 11)" in ended.stderr


def test_schema_prints_the_schema() -> None:
    assert gateway("schema").stdout == (REPOSITORY / "schema.graphql").read_text(encoding="utf-8")


def test_schema_check_tells_a_file_that_is_not_current(tmp_path: Path) -> None:
    assert gateway("schema", "--check").returncode == 0
    (tmp_path / "schema.graphql").write_text("type Query { old: Int }")
    ended = gateway("schema", "--check", at=tmp_path)
    assert (ended.returncode, ended.stderr) == (
        1,
        "schema.graphql is not what the types say; run `make schema`.\n",
    )


def test_a_command_that_is_not_known_is_refused() -> None:
    assert gateway("dance").returncode == 2
