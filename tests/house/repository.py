"""The files that belong to the repository."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.processes import REPOSITORY


def files(*patterns: str) -> list[Path]:
    """Every file that is kept, or would be when everything is added; of these patterns, if any."""
    # Whoever runs the tests need not be the one who owns the checkout.
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(
        [*command, "--", *patterns], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    paths = [REPOSITORY / name for name in sorted(set(listed.stdout.split("\0"))) if name]
    return [path for path in paths if path.is_file()]


def texts(*patterns: str) -> Iterator[tuple[str, str]]:
    """Name and content of every file that is text."""
    for path in files(*patterns):
        try:
            yield str(path.relative_to(REPOSITORY)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
