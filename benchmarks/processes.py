"""Programs tied to one core: started, watched through /proc, ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import NotMeasured
from benchmarks.machine import TICKS_A_SECOND

STARTED_WITHIN_S = 30.0
STOPPED_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Program:
    """What is started: its command, what is added to its environment, the port that it will listen on."""

    command: Sequence[str]
    environment: Mapping[str, str]
    port: int
    log: Path
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A process and all its descendants, as one."""

    pid: int

    def cpu_s(self) -> float:
        """Seconds of CPU that they have used; a child that has ended no longer counts."""
        return sum(_cpu_ticks(pid) for pid in family(self.pid)) / TICKS_A_SECOND

    def memory_mib(self) -> float:
        """What is resident of them, in MiB."""
        return sum(_resident_kib(pid) for pid in family(self.pid)) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(program: Program, core: int) -> Iterator[Running]:
    """The program, tied to a core, while it listens.

    Raises:
        NotMeasured: it ends, or does not listen in time.
    """
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("wb") as log:
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *program.command],
            env={**_clean_environment(), **program.environment},
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _await(process, program)
        yield Running(process.pid)
    finally:
        _stop(process)


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        children.extend(map(int, _read(task).split()))
    return [pid, *(member for child in children for member in family(child))]


def _clean_environment() -> dict[str, str]:
    """What programs need to start, and nothing of the settings that somebody may have exported."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def _await(process: subprocess.Popen[bytes], program: Program) -> None:
    give_up = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise NotMeasured(f"it ended with status {process.returncode}: {_last_words(program.log)}")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", program.port)) == 0:
                return
        time.sleep(0.05)
    raise NotMeasured(f"it did not listen within {STARTED_WITHIN_S:.0f} s: {_last_words(program.log)}")


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and its session; it was made the leader of one of its own."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOPPED_WITHIN_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _cpu_ticks(pid: int) -> int:
    # The name, in parentheses, may hold spaces; utime and stime are the 14th and 15th fields of all.
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12]) if fields else 0


def _resident_kib(pid: int) -> int:
    for line in _read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
