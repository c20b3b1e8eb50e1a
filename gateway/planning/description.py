"""A plan as it is shown, by `gateway explain` and in `extensions.plan`. docs/explain.md says what each member means."""

import msgspec
from msgspec import Struct


class AtMost(Struct, frozen=True, omit_defaults=True):
    """The most that something costs; `None` where nothing bounds it, and `why` that is. `keys`: of a fetch that has any."""

    calls: int | None
    rows: int | None
    keys: int | None = None
    why: str | None = None

    def __add__(self, other: "AtMost") -> "AtMost":
        calls = None if self.calls is None or other.calls is None else self.calls + other.calls
        rows = None if self.rows is None or other.rows is None else self.rows + other.rows
        return AtMost(calls, rows, why=self.why or other.why)


class Keys(Struct, frozen=True, rename="camel", omit_defaults=True):
    """Where the keys of a fetch come from: rows of another fetch, values of a resolver, an argument, or the viewer."""

    source: str
    parameter: str
    per_call: int
    fetch: int | None = None
    member: str | None = None
    owner: str | None = None
    argument: str | None = None


class Computation(Struct, frozen=True):
    """A field that a resolver makes of each row, and the members that it reads of it."""

    field: str
    reads: list[str]


class DescribedFetch(Struct, frozen=True, rename="camel", omit_defaults=True):
    """One fetch: a call, or as many as its keys need."""

    id: int
    service: str
    method: str
    path: str
    answer: str
    reads: list[str]
    at_most: AtMost
    keys: Keys | None = None
    fan_out: int | None = None
    computes: list[Computation] = []


class Below(Struct, frozen=True):
    """What is fetched below a resolver for the field at `path`: the fetches for one of the resolver's values, wave by wave.
    `values`: how many of those there are at most."""

    path: list[str]
    values: int | None
    waves: list[list[DescribedFetch]]


class DescribedStage(Struct, frozen=True, omit_defaults=True):
    """The fetches of a stage, wave by wave, and the root fields that they are for; `resolved`: those with a resolver."""

    fields: list[str]
    waves: list[list[DescribedFetch]]
    resolved: list[str] = []
    below: list[Below] = []


class Permission(Struct, frozen=True, omit_defaults=True):
    """A field with a rule; `decision`: what the rule says of the viewer, where there is one."""

    field: str
    rule: str
    decision: str | None = None


class MadeCall(Struct, frozen=True, rename="camel"):
    """A call that was made; `status` is `None` when it had no answer. Times in milliseconds, from the operation's begin."""

    fetch: int | None
    method: str
    service: str
    target: str
    status: int | None
    began_ms: float
    took_ms: float
    bytes: int


class Description(Struct, frozen=True, rename="camel", omit_defaults=True):
    """The whole plan. `calls`: those that were made, where it was run."""

    operation: str
    at_most: AtMost
    stages: list[DescribedStage]
    permissions: list[Permission] = []
    calls: list[MadeCall] | None = None

    def as_json(self) -> str:
        """For reading, with a line break at its end."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"
