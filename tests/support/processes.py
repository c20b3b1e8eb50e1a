"""Our own programs as real processes: started, asked, stopped, killed and started again."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from tests.support import forked, groups
from tests.support.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 45.0
STOPPED_WITHIN_S = 10.0
# A line may be written a moment after the answer has been read.
LOG_SETTLES_IN_S = 0.25
NOT_COUNTED = {"/livez", "/readyz", "/metrics", "/.well-known/jwks.json"}

LogLine = dict[str, Any]


class Process:
    """
    One of our programs (`user_service`, `inventory_service`, `gateway`, `storefront`) on a port of its own.

    It runs in `var_dir`, so that relative defaults land there, with nothing in its environment but PATH and
    what is given; port and folder outlive the process: `start` after `stop` or `kill` finds the same data.
    """

    def __init__(
        self,
        module: str,
        var_dir: Path,
        environment: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> None:
        self.module = module
        self.var_dir = var_dir
        self.port = port or free_port()
        self.environment = dict(environment or {})
        self._running: forked.Forked | subprocess.Popen[bytes] | None = None
        var_dir.mkdir(parents=True, exist_ok=True)
        self.config_file.touch()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def config_file(self) -> Path:
        """The CONFIG_FILE that the process follows; empty until somebody writes to it."""
        return self.var_dir / "config.cfg"

    @property
    def url(self) -> str:
        """Base address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Process id of the program (its workers are in the process group of the same number)."""
        assert self._running is not None, f"{self.module} is not running"
        return self._running.pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and not ended by us since."""
        return self._running is not None

    def start(self, ready_within_s: float = READY_WITHIN_S) -> None:
        """Start and wait for /readyz."""
        self.spawn()
        self.wait_until_ready(ready_within_s)

    def spawn(self) -> None:
        """Start without waiting: several programs start faster side by side."""
        assert self._running is None, f"{self.module} is running already"
        self._running = self._start([], self._out, self._err)

    def _start(
        self, arguments: Sequence[str], out: Path, err: Path
    ) -> forked.Forked | subprocess.Popen[bytes]:
        environment = self._whole_environment()
        if environment["PYTHONPATH"] == str(REPOSITORY):
            return forked.start(self.module, arguments, self.var_dir, environment, out, err)
        with out.open("ab") as output, err.open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", self.module, *arguments],
                cwd=self.var_dir,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )

    def wait_until_ready(self, within_s: float = READY_WITHIN_S) -> None:
        """Wait for /readyz to say 200; else end the program and fail with the last it said."""
        deadline = time.monotonic() + within_s
        while not self.is_ready():
            ended = self._running is None or self._running.poll() is not None
            if ended or time.monotonic() > deadline:
                reason = "ended at start" if ended else f"was not ready within {within_s:.0f} s"
                self.kill()
                raise AssertionError(f"{self.module} {reason}. It said:\n{self.output()}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether /readyz says 200 now."""
        return self.readiness() == 200

    def readiness(self) -> int | None:
        """The status of /readyz now; None while nobody answers."""
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code
        except requests.RequestException:
            return None

    def ended(self, within_s: float) -> int:
        """The exit status of a program that ends by itself, or by a signal that it was sent."""
        assert self._running is not None
        return self._running.wait(within_s)

    def stop(self) -> int | None:
        """SIGTERM, then SIGKILL when that does not help. The exit status, or None when it was not running."""
        if self._running is None:
            return None
        self._running.terminate()
        try:
            status = self._running.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL
        left_behind = not groups.wait_until_empty(self._running.pid, 2)
        self.kill()
        assert not left_behind, f"{self.module} ended and left workers behind. It said:\n{self.output()}"
        return status

    def kill(self) -> None:
        """End the program and its workers as `kill -9` does."""
        if self._running is None:
            return
        groups.send(self._running.pid, signal.SIGKILL)
        self._running.wait(STOPPED_WITHIN_S)
        groups.wait_until_empty(self._running.pid, STOPPED_WITHIN_S)
        self._running = None

    def restart(self) -> None:
        """Stop, then start on the same port with the same data."""
        self.stop()
        self.start()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stopped for a while, started again afterwards."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def run(self, *arguments: str, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
        """Run another command of the program (`grant`, `import`, `migrate`) with the same settings."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            started = self._start(arguments, out, err)
            try:
                status = started.wait(timeout_s)
            except subprocess.TimeoutExpired:
                groups.send(started.pid, signal.SIGKILL)
                raise
            return subprocess.CompletedProcess(arguments, status, out.read_text(), err.read_text())

    def request_log(self, request_id: str | None = None) -> list[LogLine]:
        """The requests that it logged, of one X-Request-Id if given; probes and JWKS apart."""
        time.sleep(LOG_SETTLES_IN_S)
        return [line for line in self._json_lines() if _is_counted(line, request_id)]

    def output(self, last_lines: int = 60) -> str:
        """The last it wrote to standard output and standard error."""
        written = [path.read_text(errors="replace") for path in (self._out, self._err) if path.exists()]
        return "\n".join("\n".join(text.splitlines()[-last_lines:]) for text in written)

    @property
    def _out(self) -> Path:
        return self.var_dir / f"{self.module}.out.log"

    @property
    def _err(self) -> Path:
        return self.var_dir / f"{self.module}.err.log"

    def _json_lines(self) -> list[LogLine]:
        lines = self._out.read_text(errors="replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def _whole_environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONUNBUFFERED": "1",
            "HTTP_PORT": str(self.port),
            "CONFIG_FILE": str(self.config_file),
            "DRAIN_DELAY_S": "0",
            **self.environment,
        }


def _is_counted(line: LogLine, request_id: str | None) -> bool:
    return (
        line.get("event") == "request"
        and line.get("path") not in NOT_COUNTED
        and (request_id is None or line.get("request_id") == request_id)
    )
