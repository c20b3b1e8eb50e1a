"""Each process runs where nothing of the repository is but its own folder, as it does in its image."""

import shutil
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY, Process

PROCESSES = ["user_service", "inventory_service", "gateway", "storefront"]


def left_out(process: str) -> list[str]:
    """The names that stay out of its image."""
    lines = (REPOSITORY / process / ".dockerignore").read_text().splitlines()
    return [line.rpartition("/")[2] for line in lines]


@pytest.mark.slow
@pytest.mark.parametrize("process", PROCESSES)
def test_its_folder_is_all_that_it_needs(process: str, tmp_path: Path) -> None:
    alone = tmp_path / "app"
    shutil.copytree(REPOSITORY / process, alone / process, ignore=shutil.ignore_patterns(*left_out(process)))

    with Process(process, tmp_path / "var", {"PYTHONPATH": str(alone)}) as running:
        assert running.is_ready()
