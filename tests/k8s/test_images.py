"""The Dockerfiles."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.k8s import manifests
from tests.support.processes import REPOSITORY

pytestmark = pytest.mark.parametrize("process", manifests.PROCESSES.values())


def dockerfile(process: str) -> str:
    return (REPOSITORY / process / "Dockerfile").read_text()


def final_stage(process: str) -> str:
    return dockerfile(process).rpartition("\nFROM ")[2]


def test_hadolint_has_nothing_to_say(process: str) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [hadolint, REPOSITORY / process / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_every_image_that_it_stands_on_has_a_version(process: str) -> None:
    bases = re.findall(r"(?m)^FROM (\S+)", dockerfile(process))

    assert all(re.fullmatch(r"(python:3|node:2)[\w.-]+", base) for base in bases), bases


def test_it_runs_as_a_numbered_user_and_ends_on_sigterm(process: str) -> None:
    lines = final_stage(process).splitlines()

    assert "USER 10001:10001" in lines
    assert "STOPSIGNAL SIGTERM" in lines
    assert f'ENTRYPOINT ["python", "-m", "{process}"]' in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_its_port_is_the_one_that_the_process_listens_on(process: str) -> None:
    _, port = run.PROCESSES[process]

    assert f"EXPOSE {port}\n" in final_stage(process)
    assert f"HTTP_PORT={port}\n" in final_stage(process)


def test_what_it_installs_is_locked(process: str) -> None:
    installs = re.findall(r"pip .*install .*", dockerfile(process))

    assert installs
    assert all("--require-hashes" in line and "--only-binary :all:" in line for line in installs)
