"""The comparison: every contender in every round, each started anew, alone on its core."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks import answers
from benchmarks.contenders import Contender
from benchmarks.errors import NotMeasured
from benchmarks.load import Measured, Target, drive, measure, settle
from benchmarks.machine import Cores
from benchmarks.operations import NESTED, OPERATIONS
from benchmarks.processes import running
from benchmarks.tokens import Issued
from benchmarks.upstream import Nginx

CONNECTIONS = 50
SLOW_CONNECTIONS = 20
SLOW_MS = 5


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is measured, in seconds, and how often. `warm_s` comes before each measurement, twice that at first."""

    rounds: int = 3
    seconds: float = 3.0
    warm_s: float = 1.0
    slow_s: float = 3.0


@dataclass(slots=True)
class Series:
    """What was measured of one contender: by operation, a Measured for each round."""

    contender: Contender
    version: str = ""
    single_calls: dict[str, int] = field(default_factory=dict)
    loaded: dict[str, list[Measured]] = field(default_factory=dict)
    loaded_calls: dict[str, list[float]] = field(default_factory=dict)
    slow: list[Measured] = field(default_factory=list)
    memory_mib: list[float] = field(default_factory=list)
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What the upstream and the load can do together on their core, in requests a second: more than any gateway asks."""

    page: float
    users: float
    slow_p99_ms: float


def ceiling(services: Nginx, slow: str, cores: Cores, seconds: float) -> Ceiling:
    """wrk straight at the upstream."""

    def rate(path: str) -> float:
        return drive(Target(services.url + path), cores, connections=CONNECTIONS, seconds=seconds)["rate"]

    delayed = drive(Target(f"{slow}/items"), cores, connections=SLOW_CONNECTIONS, seconds=seconds)
    return Ceiling(rate("/items?first=100&count=true"), rate("/users"), delayed["p99"])


@dataclass(slots=True)
class Comparison:
    """Measures contenders over one upstream."""

    cores: Cores
    services: Nginx
    slow: str
    issued: Issued
    effort: Effort

    def run(self, contenders: Sequence[Contender]) -> Iterator[tuple[int, Series]]:
        """Round by round; gives a contender's series each time that something was added to it."""
        series = {contender.name: Series(contender) for contender in contenders}
        for number in range(1, self.effort.rounds + 1):
            for one in series.values():
                if one.refused is None:
                    self._round(one)
                yield number, one

    def _round(self, series: Series) -> None:
        try:
            self._loaded(series)
            self._slowly(series)
        except NotMeasured as reason:
            series.refused = str(reason)

    def _token(self, contender: Contender) -> str | None:
        return self.issued.token if contender.signed_in else None

    def _loaded(self, series: Series) -> None:
        contender, effort = series.contender, self.effort
        program, token = contender.program(self.services.url), self._token(contender)
        with running(program, self.cores.gateway) as gateway:
            answers.check(program.port, token)
            series.version = series.version or contender.version()
            series.single_calls = answers.calls(program.port, token, self.services)
            for index, operation in enumerate(OPERATIONS):
                asked = answers.target(program.port, operation, token)
                warm_s = effort.warm_s * (1 if index else 2)
                drive(asked, self.cores, connections=CONNECTIONS, seconds=warm_s)
                settle(gateway)
                before = self.services.requests()
                measured = measure(
                    asked, gateway, self.cores, connections=CONNECTIONS, seconds=effort.seconds
                )
                calls = (self.services.requests() - before) / measured.requests
                series.loaded.setdefault(operation.name, []).append(measured)
                series.loaded_calls.setdefault(operation.name, []).append(calls)
                if operation is NESTED:
                    series.memory_mib.append(gateway.memory_mib())
            answers.check(program.port, token)
        program.log.unlink()

    def _slowly(self, series: Series) -> None:
        contender = series.contender
        program, token = contender.program(self.slow), self._token(contender)
        with running(program, self.cores.gateway) as gateway:
            answers.check(program.port, token)
            asked = answers.target(program.port, NESTED, token)
            drive(asked, self.cores, connections=SLOW_CONNECTIONS, seconds=self.effort.warm_s)
            settle(gateway)
            series.slow.append(
                measure(asked, gateway, self.cores, connections=SLOW_CONNECTIONS, seconds=self.effort.slow_s)
            )
        program.log.unlink()
