"""The machine: its cores, how busy they are, and how to describe it."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import CannotMeasure

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cores:
    """Where the gateway runs alone, and where the upstream and the load do."""

    gateway: int
    load: int


def two_cores() -> Cores:
    """The first two cores that this process may use.

    Raises:
        CannotMeasure: there is one only, or this is not Linux.
    """
    if not hasattr(os, "sched_getaffinity"):
        raise CannotMeasure("Linux is needed: processes are tied to cores and read from /proc.")
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        raise CannotMeasure("Two cores are needed: one for the gateway alone, one for upstream and load.")
    return Cores(usable[0], usable[1])


def busy_s(core: int) -> float:
    """Seconds for which a core has been busy since the machine started; waiting and stolen time are not counted."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, *fields = line.split()
        if name == f"cpu{core}":
            user, nice, system, _idle, _iowait, irq, softirq, *_ = map(int, fields)
            return (user + nice + system + irq + softirq) / TICKS_A_SECOND
    raise CannotMeasure(f"/proc/stat does not know core {core}.")


def description() -> str:
    """Processor, cores, memory, system."""
    model = _field("/proc/cpuinfo", "model name") or platform.machine()
    memory = int((_field("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 1024**2
    system = _field("/etc/os-release", "PRETTY_NAME", "=") or platform.system()
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {system.strip(chr(34))}, Linux {platform.release()}"


def _field(path: str, name: str, separator: str = ":") -> str | None:
    file = Path(path)
    for line in file.read_text().splitlines() if file.exists() else ():
        key, found, value = line.partition(separator)
        if found and key.strip() == name:
            return value.strip()
    return None
