"""Hours in minutes: the whole shop under a mixed load, faults switched on and off, and what its memory does meanwhile."""

import asyncio
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass

import requests

from benchmarks.errors import CannotMeasure
from benchmarks.mixed import Load, Tally, operations
from benchmarks.places import VAR
from benchmarks.processes import Running, free_port
from benchmarks.tables import number, table
from gateway.faults.kinds import MEANINGS
from gateway.faults.switch import Setting, Switch
from run import FAULT_PROXIES, PROCESSES, Shop, demo_logins, open_shop
from supervisor import Program, Supervisor

FOLDER = VAR / "soak"
SAMPLES = 20
FAULT_S = 2.0
#: Caches fill first: what memory grows by is counted from this share of the time on.
WARM = 0.25
LOG_IN = "mutation ($input: LogInInput!) { logIn(input: $input) { session { accessToken } } }"


@dataclass(frozen=True, slots=True)
class Sample:
    """Resident memory of each process, in MiB."""

    at_s: float
    memory_mib: dict[str, float]


def soak(seconds: float) -> None:
    """Run it and print it.

    Raises:
        CannotMeasure: some request had no answer, or one without a code, so that the rest says nothing.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    ports = {name: free_port() for name in PROCESSES | FAULT_PROXIES}
    shop, supervisor = Shop(FOLDER, "127.0.0.1", ports, faults=True), Supervisor()
    try:
        open_shop(shop, supervisor)
        load = Load(shop.url("gateway"), operations(_item(shop)), _token(shop), pause_s=0.01)
        samples = asyncio.run(_observed(load, supervisor.programs, seconds))
    finally:
        supervisor.stop_all()
    print(_told(samples, load.tally))
    if load.tally.lost or load.tally.uncoded:
        raise CannotMeasure("\n".join([*load.tally.lost[:10], *load.tally.uncoded[:10]]))


async def _observed(load: Load, programs: Sequence[Program], seconds: float) -> list[Sample]:
    """Samples taken while the load runs, the first before it."""
    began = time.monotonic()
    samples = [_sample(0, programs)]
    running = asyncio.create_task(load.run())
    faults = asyncio.create_task(_faults(Switch(FOLDER / "faults.json")))
    for _ in range(SAMPLES):
        await asyncio.sleep(seconds / SAMPLES)
        samples.append(_sample(time.monotonic() - began, programs))
    faults.cancel()
    load.stop()
    await running
    return samples


async def _faults(switch: Switch) -> None:
    """A fault of a service, then none, then another, for as long as it may."""
    while True:
        service, fault = random.choice(("users", "inventory")), random.choice(list(MEANINGS))
        switch.turn(service, Setting(fault, share=random.choice((0.3, 1.0))))
        await asyncio.sleep(FAULT_S)
        switch.turn_all_off()
        await asyncio.sleep(FAULT_S)


def _sample(at_s: float, programs: Sequence[Program]) -> Sample:
    return Sample(at_s, {p.name: Running(p.process.pid).memory_mib() for p in programs if p.process})


def _told(samples: Sequence[Sample], tally: Tally) -> str:
    shown = [samples[round(share * SAMPLES)] for share in (0, WARM, 0.4, 0.55, 0.7, 0.85, 1)]
    rows = [
        [name, *(number(sample.memory_mib[name]) for sample in shown),
         f"{shown[-1].memory_mib[name] / warm - 1:+.1%}"]
        for name, warm in shown[1].memory_mib.items()
    ]  # fmt: skip
    answers = ", ".join(f"{count:,} × {status}" for status, count in sorted(tally.answers.items()))
    codes = ", ".join(f"{count:,} {code}" for code, count in tally.codes.most_common())
    return "\n".join(
        [
            table(["MiB", *(f"{sample.at_s:.0f} s" for sample in shown), "growth"], rows),
            f"\nanswers: {answers}; the longest took {tally.longest_s:.2f} s",
            f"codes: {codes}",
            f"without an answer: {len(tally.lost)}; without a code: {len(tally.uncoded)}",
        ]
    )


def _ask(shop: Shop, query: str, **variables: object) -> dict[str, object]:
    answer = requests.post(
        f"{shop.url('gateway')}/graphql", json={"query": query, "variables": variables}, timeout=10
    ).json()
    data: dict[str, object] = answer["data"]
    return data


def _item(shop: Shop) -> str:
    data = _ask(shop, "{ items(first: 100) { nodes { id available } } }")
    nodes: list[dict[str, str]] = data["items"]["nodes"]  # type: ignore[index]
    return max(nodes, key=lambda node: int(node["available"]))["id"]


def _token(shop: Shop) -> str:
    login = {"name": demo_logins()["CUSTOMER"], "password": shop.secret("demo_password").read_text()}
    data = _ask(shop, LOG_IN, input=login)
    token: str = data["logIn"]["session"]["accessToken"]  # type: ignore[index]
    return token
