"""One call of the HTTP client over a kept connection."""

import time

from benchmarks import rows, upstream
from benchmarks.machine import two_cores
from benchmarks.places import VAR
from benchmarks.results import Figure
from benchmarks.stages.timing import Stopwatch
from gateway.execution.port import Call
from gateway.upstream.client import ClientLimits, HttpClient

FOLDER = VAR / "upstream"


def measured(watch: Stopwatch) -> tuple[str, Figure]:
    """CPU time of an exchange whose answer is the page of 100 items; that of the service is not in it."""
    size = rows.write(FOLDER, lean=True)
    with upstream.slow(FOLDER, two_cores(), 0) as url:
        client = HttpClient(lambda _: url, ClientLimits(1.0, 16_000_000))
        call = Call(
            "inventory", "GET", "/items", "/items", expires_at=time.monotonic() + 3600, query="first=100"
        )
        figure = watch.coroutine(lambda: client.send(call))
        watch.once(client.close())
    return f"client: one exchange, {size:,} bytes", figure
