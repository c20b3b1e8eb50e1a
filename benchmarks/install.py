"""What the peers need, installed when they are measured and nowhere near the gateway's own environment."""

import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.errors import NotMeasured
from benchmarks.places import PEERS, VAR

NODE_MODULES = PEERS / "node_modules"


@functools.cache
def strawberry() -> Path:
    """The interpreter of an environment that has Strawberry.

    Raises:
        NotMeasured: it cannot be installed.
    """
    environment, lock = VAR / "strawberry", PEERS / "strawberry" / "lock.txt"
    python = environment / "bin" / "python"
    if not _is_current(environment, lock):
        _run([sys.executable, "-m", "venv", "--clear", str(environment)])
        install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        _run([str(python), *install, "--only-binary", ":all:", "-r", str(lock)])
        _note(environment, lock)
    return python


@functools.cache
def node_packages() -> None:
    """Have what the Node peers import beside them.

    Raises:
        NotMeasured: it cannot be installed.
    """
    lock = PEERS / "package-lock.json"
    if not _is_current(NODE_MODULES, lock):
        npm = _beside_python("npm")
        path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
        _run([npm, "ci", "--ignore-scripts", "--loglevel=error"], folder=PEERS, path=path)
        _note(NODE_MODULES, lock)


def node() -> str:
    """The Node that comes with the environment, or the system's.

    Raises:
        NotMeasured: there is none.
    """
    return _beside_python("node")


@dataclass(frozen=True, slots=True)
class Tailcall:
    """Its binary, and its version, with those that do not start here."""

    binary: Path
    version: str


@functools.cache
def tailcall() -> Tailcall:
    """The newest Tailcall that starts here: newer binaries want a newer C library.

    Raises:
        NotMeasured: none does.
    """
    node_packages()
    refused: list[str] = []
    for package in sorted(NODE_MODULES.glob("tailcall-*"), reverse=True):
        binary = package / "bin" / "tailcall"
        binary.chmod(0o755)
        done = subprocess.run([str(binary), "--version"], capture_output=True, text=True, check=False)
        known = node_version(package.name)
        if done.returncode == 0:
            return Tailcall(binary, "; ".join([known, *refused]))
        wanted = re.findall(r"GLIBC_[\d.]+", done.stderr)
        reason = f"it wants {max(wanted)}" if wanted else f"status {done.returncode}"
        refused.append(f"{known} does not start here: {reason}")
    raise NotMeasured("; ".join(refused) or "no package of it is for this machine")


def python_version(package: str) -> str:
    """Of a package of our own environment."""
    return version(package)


def strawberry_version() -> str:
    return _run(
        [
            str(strawberry()),
            "-c",
            "from importlib.metadata import version as v; print(v('strawberry-graphql'))",
        ]
    )


def node_version(package: str) -> str:
    """Of an installed Node package."""
    held: str = json.loads((NODE_MODULES / package / "package.json").read_text())["version"]
    return held.removeprefix("v")


def _beside_python(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise NotMeasured(f"there is no {name} on this machine")
    return found


def _run(command: Sequence[str], folder: Path | None = None, path: str | None = None) -> str:
    environment = {**os.environ, "PATH": path or os.environ["PATH"]}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout.strip()


def _mark(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _is_current(folder: Path, lock: Path) -> bool:
    """Whether this very lock was installed there."""
    mark = folder / ".installed"
    return mark.exists() and mark.read_text() == _mark(lock)


def _note(folder: Path, lock: Path) -> None:
    (folder / ".installed").write_text(_mark(lock))
