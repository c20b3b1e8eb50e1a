"""Services killed and started at random, faults on and off, under a mixed load. CHAOS_SECONDS makes it last."""

import asyncio
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.mixed import Load, Tally, operations
from benchmarks.processes import Running
from gateway.faults.kinds import MEANINGS
from tests.chaos.conftest import Chaos
from tests.chaos.test_answers import QUERY, healthy
from tests.support.people import Person
from tests.support.waiting import eventually

SECONDS = float(os.environ.get("CHAOS_SECONDS", "8"))
#: REQUEST_TIMEOUT_S of these tests, and a machine that others use, too.
LONGEST_S = 2.0 + 1.5
HEALED_WITHIN_S = 5.0
FAULT_S = 0.3
#: Caches fill while it runs; in a long run that is over soon.
MOST_GROWTH_MIB = 40

#: What may be told, besides what is wrong with the request itself.
CODES = {
    "BAD_USER_INPUT",
    "DOWNSTREAM_SERVICE_ERROR",
    "GATEWAY_TIMEOUT",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "KEYS_UNAVAILABLE",
    "OUTCOME_UNKNOWN",
    "REQUEST_RATE_LIMITED",
    "UPSTREAM_INVALID_RESPONSE",
    "UPSTREAM_OVERLOADED",
}


@contextmanager
def under_load(chaos: Chaos, customer: Person) -> Iterator[Tally]:
    load = Load(chaos.shop.gateway.url, operations(chaos.plenty), token=customer.access_token, pause_s=0.02)
    thread = threading.Thread(target=lambda: asyncio.run(load.run()))
    thread.start()
    try:
        yield load.tally
    finally:
        load.stop()
        thread.join()


def do_something_to(chaos: Chaos) -> None:
    """Kill a service and start it again, or let it fail for a while."""
    name = random.choice(("users", "inventory"))
    if random.random() < 0.5:
        with chaos.fault(name, random.choice(list(MEANINGS))):
            time.sleep(FAULT_S)
    else:
        process = getattr(chaos.shop, name)
        process.kill()
        process.start()


def test_whatever_happens_to_services_every_request_is_answered(chaos: Chaos, customer: Person) -> None:
    eventually(lambda: healthy(chaos))
    gateway = Running(chaos.shop.gateway.pid)
    before_mib = gateway.memory_mib()
    ends_at = time.monotonic() + SECONDS

    with under_load(chaos, customer) as tally:
        while time.monotonic() < ends_at:
            do_something_to(chaos)
        healed = eventually(lambda: healthy(chaos), HEALED_WITHIN_S)

    assert healed is not None
    assert healed.data == chaos.shop.graphql(QUERY).data
    assert tally.lost == []
    assert tally.uncoded == []
    assert set(tally.answers) <= {200, 400, 503}
    assert tally.codes.keys() <= CODES
    assert tally.longest_s < LONGEST_S
    assert gateway.memory_mib() < before_mib + MOST_GROWTH_MIB
