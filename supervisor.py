"""Starts processes in order, starts one again when it dies, and stops them all, the last one first."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

READY_WITHIN_S = 60.0
STOPPED_WITHIN_S = 10.0
STEADY_AFTER_S = 60.0
LONGEST_PAUSE_S = 30.0
LAST_LINES = 15


class StartError(Exception):
    """A process could not be started or did not do its work; the text says which and what it said last."""


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal was closed."""


def say(text: str, about: str = "shop") -> None:
    """One line on the terminal, marked with what it is about."""
    print(f"{about:>17} | {text}", flush=True)


@dataclass
class Program:
    """
    A server that says on GET /readyz whether it is ready, and what is known of its process.

    It runs in a session of its own: a Ctrl-C at the terminal reaches only the supervisor, and its workers
    are found by its group.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    address: tuple[str, int]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    next_start_at: float = 0.0
    pause_s: float = 0.5

    def start(self) -> None:
        """Start it, without waiting for it to be ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    def status(self) -> int | None:
        """The exit status of a process that ended; None while it runs."""
        return self.process.poll() if self.process else None

    def is_ready(self) -> bool:
        """Whether it says so."""
        connection = HTTPConnection(*self.address, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def last_lines(self) -> str:
        """The end of its log, each line marked with its name."""
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return "\n".join(f"{self.name:>17} | {line}" for line in lines)

    def start_error(self, what: str) -> StartError:
        """Why it cannot go on, after the last that it said."""
        return StartError(f"{self.last_lines()}\n{self.name} {what}.")

    def bury(self, now: float) -> float:
        """Clear up after its death, show its last words, and say in how many seconds it may start again."""
        print(self.last_lines(), flush=True)
        self.kill()
        lived_s = now - self.started_at
        self.pause_s = 1.0 if lived_s > STEADY_AFTER_S else min(self.pause_s * 2, LONGEST_PAUSE_S)
        self.next_start_at = now + self.pause_s
        return self.pause_s

    def stop(self) -> None:
        """Ask it to end, and end it and whatever it left behind when it does not."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOPPED_WITHIN_S)
        self.kill()

    def kill(self) -> None:
        """End it and its workers now. Without its first process, a worker would keep the port."""
        if self.process is None:
            return
        end_group(self.process)
        self.process = None


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group that this process leads."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class Supervisor:
    """The programs in the order of their start."""

    programs: list[Program] = field(default_factory=list)
    asked_to_stop: bool = False

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler: only remembers, so that no start is cut in the middle."""
        self.asked_to_stop = True

    def pause(self) -> None:
        """Let a moment pass, unless the end was asked for."""
        if self.asked_to_stop:
            raise Stopped
        time.sleep(0.05)

    def start(self, *programs: Program) -> None:
        """Start these side by side and wait until each is ready; a death on the way is a StartError."""
        for program in programs:
            self.programs.append(program)
            program.start()
        for program in programs:
            self._wait_until_ready(program)
            say(f"ready; it writes to {program.log}", program.name)

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a command to its end, its output shown; any exit status but 0 is a StartError."""
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            while process.poll() is None:
                self.pause()
        finally:
            end_group(process)
        if process.returncode:
            raise StartError(f"`{' '.join(command)}` ended with status {process.returncode}.")

    def watch(self) -> None:
        """Start again whatever dies, later each time, until the end is asked for."""
        while True:
            self.pause()
            for program in self.programs:
                self._look_after(program)

    def stop_all(self) -> None:
        """Stop everything, the last started first."""
        for program in reversed(self.programs):
            program.stop()

    def _wait_until_ready(self, program: Program) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not program.is_ready():
            self.pause()
            status = program.status()
            if status is not None:
                raise program.start_error(f"ended at its start, with status {status}")
            if time.monotonic() > deadline:
                raise program.start_error(f"was not ready within {READY_WITHIN_S:.0f} s")

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        status = program.status()
        if program.process is None and now >= program.next_start_at:
            program.start()
        elif status is not None:
            pause_s = program.bury(now)
            say(f"ended with status {status}; it is started again in {pause_s:.0f} s", program.name)
