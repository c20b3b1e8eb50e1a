"""The programs that come from the system."""

import re
import shutil
import subprocess

from benchmarks.errors import CannotMeasure

# Debian keeps nginx where only root's PATH looks.
ALSO_IN = "/usr/sbin:/usr/local/sbin"


def program(name: str) -> str:
    """Where a program is.

    Raises:
        CannotMeasure: it is not installed.
    """
    found = shutil.which(name) or shutil.which(name, path=ALSO_IN)
    if found is None:
        raise CannotMeasure(f"{name} is not installed. On Debian: apt-get install {name}")
    return found


def version(name: str) -> str:
    """What a program says of its version."""
    done = subprocess.run([program(name), "-v"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "unknown"
