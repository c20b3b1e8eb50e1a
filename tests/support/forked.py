"""Our programs without the start of an interpreter: forked from a process that has imported what they import.

A start costs 0.7 s of CPU, nine tenths of it imports, and the tests make some hundreds. What comes out is a process like any
other, with folder, environment, output, process group and signals of its own. That `python -m` starts the same is shown by
`tests/house/` and `tests/gateway/test_cli.py`.
"""

import io
import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from unittest.mock import patch

from tests.support import groups

IMPORTED = [
    "gateway.cli",
    "gateway.schema",
    "inventory_service.commands",
    "storefront.server",
    "user_service.app",
    "user_service.importing",
]

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(IMPORTED)


class Forked:
    """As much of `subprocess.Popen` as is asked of it here."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        assert process.pid is not None
        self.pid = process.pid

    def poll(self) -> int | None:
        """The exit status, once there is one; less than 0 is a signal."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """The exit status; raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()


def start(
    module: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], out: Path, err: Path
) -> Forked:
    """Run `python -m module arguments` in the folder; what it writes is added to the files `out` and `err`."""
    command = (module, list(arguments), str(folder), dict(environment), str(out), str(err))
    process = _SERVER.Process(target=_run, args=command, name=module)
    # The first start starts the server, too, which imports ahead.
    with patch.dict(os.environ, PYTHONPATH=environment["PYTHONPATH"]):
        process.start()
    return Forked(process)


def left() -> list[int]:
    """Ids of those that have not ended."""
    return [child.pid for child in multiprocessing.active_children() if child.pid is not None]


def helps(pid: int) -> bool:
    """Whether it is the process that is forked, or the one that watches it; both end with ours."""
    return "from multiprocessing." in groups.command_line(pid)


def _run(
    module: str, arguments: list[str], folder: str, environment: dict[str, str], out: str, err: str
) -> None:
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    writing = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    for number, (path, flags) in enumerate([(os.devnull, os.O_RDONLY), (out, writing), (err, writing)]):
        opened = os.open(path, flags, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout, sys.stderr = _unbuffered(1), _unbuffered(2)
    sys.argv = [module, *arguments]
    # Programs that start workers do so in Python's usual way, and not in ours.
    multiprocessing.set_start_method(None, force=True)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _unbuffered(number: int) -> io.TextIOWrapper:
    """A stream as PYTHONUNBUFFERED makes it."""
    return io.TextIOWrapper(open(number, "wb", 0, closefd=False), encoding="utf-8", write_through=True)
