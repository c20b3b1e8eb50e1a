"""`make new-service`: a service that keeps the conventions from its first minute."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import repository
from tests.support.processes import REPOSITORY


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository once more, with what was built for /docs."""
    for path in repository.files():
        target = tmp_path / path.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def create(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "docs/new-service/create.py", *arguments)


@pytest.mark.slow
def test_it_passes_every_check_and_the_contract(copy: Path) -> None:
    made = create(copy, "parties")
    built = Path("rest/docs_assets")
    shutil.copytree(REPOSITORY / "inventory_service" / built, copy / "parties_service" / built)

    assert made.returncode == 0, made.stderr
    for check in (
        ["-m", "ruff", "check", "parties_service", "tests/parties"],
        ["-m", "ruff", "format", "--check", "parties_service", "tests/parties"],
        ["-m", "mypy", "--cache-dir", os.devnull, "parties_service", "tests/parties"],
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/parties"],
        ["-m", "kubernetes_validate", "--strict", "-k", "1.34", "k8s/base/parties.yaml"],
    ):
        done = run(copy, *check)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.mark.parametrize("name", ["", "Orders", "order", "or_ders", "../orders", "1s", "imports", "pages"])
def test_a_name_that_cannot_be_used_makes_nothing(copy: Path, name: str) -> None:
    before = sorted(copy.iterdir())

    refused = create(copy, name)

    assert (refused.returncode, sorted(copy.iterdir())) == (2, before)
    assert "word" in refused.stderr


def test_what_is_there_is_never_written_over(copy: Path) -> None:
    (copy / "orders_service").mkdir()

    refused = create(copy, "orders")

    assert (refused.returncode, list((copy / "orders_service").iterdir())) == (2, [])
    assert "orders_service is there already" in refused.stderr
