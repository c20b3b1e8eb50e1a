"""The load: wrk on its own core, and what it and /proc say of a measurement."""

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.errors import NotMeasured
from benchmarks.machine import Cores, busy_s
from benchmarks.places import VAR
from benchmarks.processes import Running
from benchmarks.tools import program

SETTLED_WITHIN_S = 15.0
SCRIPT = """
wrk.method = {method}
wrk.body = {body}
for name, value in pairs({headers}) do wrk.headers[name] = value end
function done(summary, latency)
  local e = summary.errors
  local errors = e.connect + e.read + e.write + e.status + e.timeout
  local rate = summary.requests * 1e6 / summary.duration
  local p50, p99 = latency:percentile(50) / 1000, latency:percentile(99) / 1000
  io.write(string.format('\\n{{"requests":%d,"rate":%.3f,"errors":%d,"p50":%.3f,"p99":%.3f}}\\n',
    summary.requests, rate, errors, p50, p99))
end
"""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a load goes, and with what body (none: GET)."""

    url: str
    body: str | None = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: requests a second, CPU ms a request, milliseconds of latency, how busy the load's core was (0 to 1),
    and how busy others kept the gateway's."""

    rate: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    load_busy: float
    disturbed: float
    requests: int


def measure(target: Target, gateway: Running, cores: Cores, *, connections: int, seconds: float) -> Measured:
    """Load a gateway and watch it.

    Raises:
        NotMeasured: some requests failed.
    """
    before = _Clocks.read(gateway, cores)
    summary = drive(target, cores, connections=connections, seconds=seconds)
    spent = _Clocks.read(gateway, cores).since(before)
    requests = summary["requests"]
    if summary["errors"] or not requests:
        raise NotMeasured(f"{summary['errors']:.0f} of {requests:.0f} requests failed")
    return Measured(
        rate=summary["rate"],
        cpu_ms=spent.cpu * 1000 / requests,
        p50_ms=summary["p50"],
        p99_ms=summary["p99"],
        load_busy=min(1.0, spent.load / spent.wall),
        disturbed=max(0.0, (spent.gateway - spent.cpu) / spent.wall),
        requests=int(requests),
    )


def settle(gateway: Running) -> None:
    """Wait until a gateway has finished what clients that have left had asked of it."""
    give_up = time.monotonic() + SETTLED_WITHIN_S
    while time.monotonic() < give_up:
        before = gateway.cpu_s()
        time.sleep(0.1)
        if gateway.cpu_s() - before < 0.05:
            return


def drive(target: Target, cores: Cores, *, connections: int, seconds: float) -> dict[str, float]:
    """Run wrk; what its script wrote at the end."""
    script = VAR / "load.lua"
    script.write_text(_script(target))
    command = ["taskset", "-c", str(cores.load), program("wrk"), "-t1", f"-c{connections}"]
    command += [f"-d{max(1, round(seconds))}s", "--timeout", "20s", "-s", str(script), target.url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"wrk ended with status {done.returncode}: {done.stderr.strip()[:300]}")
    summary: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return summary


def _script(target: Target) -> str:
    headers = {} if target.body is None else {"Content-Type": "application/json"}
    pairs = {**headers, **(target.headers or {})}
    return SCRIPT.format(
        method=json.dumps("GET" if target.body is None else "POST"),
        body="nil" if target.body is None else json.dumps(target.body),
        headers="{" + ", ".join(f"[{json.dumps(k)}] = {json.dumps(v)}" for k, v in pairs.items()) + "}",
    )


@dataclass(frozen=True, slots=True)
class _Clocks:
    wall: float
    cpu: float
    load: float
    gateway: float

    @classmethod
    def read(cls, gateway: Running, cores: Cores) -> "_Clocks":
        return cls(time.monotonic(), gateway.cpu_s(), busy_s(cores.load), busy_s(cores.gateway))

    def since(self, before: "_Clocks") -> "_Clocks":
        return _Clocks(
            self.wall - before.wall,
            self.cpu - before.cpu,
            self.load - before.load,
            self.gateway - before.gateway,
        )
