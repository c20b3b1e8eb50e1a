"""Requests nobody would think of, made from each service's own description."""

import subprocess
import sys

from tests.contract.asking import Asked
from tests.contract.subjects import Subject


def test_no_request_makes_it_fail(service: Asked, subject: Subject) -> None:
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"),
        *(f"{service.process.url}/openapi.json", "--header", f"Authorization: Bearer {service.token}"),
        *("--checks", "not_a_server_error", "--phases", "examples,coverage,fuzzing"),
        # 504 without time left is an answer to be had only by asking for it.
        *("--header", "X-Deadline-Ms: 60000"),
        *("--max-examples", "8", "--seed", "1", "--generation-database", "none", "--no-color"),
    ]

    done = subprocess.run(
        command, cwd=service.process.var_dir, capture_output=True, text=True, timeout=110, check=False
    )

    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
