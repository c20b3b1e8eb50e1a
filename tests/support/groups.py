"""Process groups: a server and the workers that it started are one group."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

ENDED_STATES = {"Z", "X"}
#: Where proc(5) has the number of threads in `stat`, counted from the state.
THREADS = 17


def send(group: int, sent: signal.Signals) -> None:
    """Signal every process of the group; a group that is gone already is fine."""
    with suppress(ProcessLookupError):
        os.killpg(group, sent)


def members(group: int) -> list[int]:
    """Ids of the group's live processes."""
    return [pid for pid, _, its_group in _live_processes() if its_group == group]


def children(parent: int) -> list[int]:
    """Ids of the live processes that this one started."""
    return [pid for pid, its_parent, _ in _live_processes() if its_parent == parent]


def wait_until_empty(group: int, timeout_s: float) -> bool:
    """Whether the group's last process ended in time."""
    deadline = time.monotonic() + timeout_s
    while members(group):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def command_line(pid: int) -> str:
    """What the process was started as, for messages."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return "ended meanwhile"


def _live_processes() -> list[tuple[int, int, int]]:
    """Process id, parent id and group id of each process that has not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The program's name, in brackets, may hold blanks: the fields are counted behind it.
            fields = stat.read_text().rpartition(")")[2].split()
            state, parent, group = fields[:3]
            # A process whose first thread has ended keeps its port until the last one has.
            if state not in ENDED_STATES or int(fields[THREADS]) > 1:
                found.append((int(stat.parent.name), int(parent), int(group)))
    return found
