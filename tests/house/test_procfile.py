"""The commands with which a platform starts the processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.support import groups
from tests.support.ports import free_port
from tests.support.processes import REPOSITORY
from tests.support.waiting import eventually

COMMANDS = dict(line.split(": ", 1) for line in (REPOSITORY / "Procfile").read_text().splitlines())


def is_alive(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/livez", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def test_it_starts_the_four_processes() -> None:
    assert set(COMMANDS) == {"gateway", "users", "inventory", "storefront"}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_the_process_listens_where_the_platform_says_and_ends_when_it_is_told(
    name: str, tmp_path: Path
) -> None:
    port = free_port()
    programs = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
    platform = {"PORT": str(port), "PATH": programs, "PYTHONPATH": str(REPOSITORY), "DRAIN_DELAY_S": "0"}
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen(
            ["sh", "-c", COMMANDS[name]],
            cwd=tmp_path,
            env={**platform, "SESSION_SECRET": "a secret of at least thirty-two characters"},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        alive = (
            eventually(lambda: is_alive(port) or process.poll() is not None, 30) and process.poll() is None
        )
        assert alive, (tmp_path / "output").read_text()
        process.terminate()
        assert process.wait(15) == 0
    finally:
        groups.send(process.pid, signal.SIGKILL)
        process.wait()
