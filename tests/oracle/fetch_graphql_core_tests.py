"""graphql-core's own tests, which come in its source distribution: `python -m tests.oracle.fetch_graphql_core_tests`."""

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from graphql import version

REPOSITORY = Path(__file__).parents[2]
KEPT = REPOSITORY / "var" / "graphql-core-tests" / version
DOWNLOADED_WITHIN_S = 90


class NotFetched(Exception):
    """They could not be had; says why in a few words."""


def fetched() -> Path:
    """The folder of the tests, downloaded by pip when it is asked for first.

    Raises:
        NotFetched: pip is absent, or did not succeed.
    """
    if not KEPT.exists():
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:
            unpacked = _unpacked(_downloaded(Path(folder)), Path(folder))
            try:
                unpacked.rename(KEPT)
            except OSError:
                if not KEPT.exists():  # else another worker was quicker
                    raise
    return KEPT


def _downloaded(into: Path) -> Path:
    """The archive, which must be the one of our lock."""
    locked = re.search(
        rf"^graphql-core=={re.escape(version)} \\\n(?:    --hash=\S+(?: \\)?\n)+", _lock(), re.MULTILINE
    )
    if locked is None:
        raise NotFetched(f"graphql-core {version}, which is not in the lock,")
    wanted = into / "wanted.txt"
    wanted.write_text(locked[0])
    options = ["--require-hashes", "--no-deps", "--no-binary", "graphql-core", "-q", "-d", str(into)]
    command = [sys.executable, "-m", "pip", "download", *options, "-r", str(wanted)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=DOWNLOADED_WITHIN_S, check=False)
    except subprocess.TimeoutExpired:
        raise NotFetched(
            "The source distribution of graphql-core, which pip did not bring in time,"
        ) from None
    if done.returncode:
        raise NotFetched("the source of graphql-core, which pip could not bring,")
    return next(into.glob("*.tar.gz"))


def _lock() -> str:
    return (REPOSITORY / "requirements.txt").read_text()


def _unpacked(archive: Path, into: Path) -> Path:
    with tarfile.open(archive) as opened:
        # Pythons before 3.11.4 have no filters.
        opened.extraction_filter = getattr(tarfile, "data_filter", None)
        opened.extractall(into)
    return next(into.glob("*/tests"))


if __name__ == "__main__":
    print(fetched())  # noqa: T201 (what the command is for)
