"""Who is measured."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import install, launch
from benchmarks.places import VAR
from benchmarks.processes import Program, free_port


@dataclass(frozen=True, slots=True)
class Contender:
    """A gateway to measure. `sharing`: what of identical work in flight is done once. `peer`: its name for `--peers`, `None`
    for ours. `signed_in`: whether its requests carry an access token."""

    name: str
    title: str
    sharing: str
    launch: launch.Launch
    version: Callable[[], str]
    peer: str | None = None
    signed_in: bool = False

    def program(self, upstream: str) -> Program:
        """What is started for it.

        Raises:
            NotMeasured: it cannot be installed here.
        """
        port = free_port()
        command, environment = self.launch(port, upstream)
        return Program(command, environment, port, VAR / "log" / f"{self.name}.log")


def _ours() -> str:
    return "as it is here"


def _graphene() -> str:
    return f"{install.python_version('graphene')}, Flask {install.python_version('flask')}"


def _strawberry() -> str:
    return install.strawberry_version()


def _yoga() -> str:
    return f"{install.node_version('graphql-yoga')}, graphql-jit {install.node_version('graphql-jit')}"


def _mercurius() -> str:
    return install.node_version("mercurius")


def _apollo() -> str:
    return install.node_version("@apollo/server")


def _tailcall() -> str:
    return install.tailcall().version


OFF, ON = launch.ours(sharing=False), launch.ours(sharing=True)

OURS = (
    Contender("ours-off", "this gateway", "off", OFF, _ours),
    Contender("ours-off-token", "this gateway, signed in", "off", OFF, _ours, signed_in=True),
    Contender("ours-on", "this gateway", "on", ON, _ours),
    Contender("ours-on-token", "this gateway, signed in", "on", ON, _ours, signed_in=True),
)
GRAPHENE = Contender(
    "graphene",
    "Graphene + Flask + requests, no batching",
    "none",
    launch.graphene_flask,
    _graphene,
    "graphene",
)
STRAWBERRY = Contender(
    "strawberry", "Strawberry + DataLoader + aiohttp", "none", launch.strawberry, _strawberry, "strawberry"
)
APOLLO = Contender("apollo", "Apollo Server + DataLoader", "none", launch.node("apollo"), _apollo, "apollo")
MERCURIUS = Contender(
    "mercurius", "Mercurius + jit + loaders", "none", launch.node("mercurius"), _mercurius, "mercurius"
)
YOGA = Contender(
    "yoga", "GraphQL Yoga + graphql-jit + DataLoader", "none", launch.node("yoga"), _yoga, "yoga"
)
TAILCALL = Contender(
    "tailcall", "Tailcall", "batches across requests", launch.tailcall(dedupe=False), _tailcall, "tailcall"
)
TAILCALL_DEDUPE = Contender(
    "tailcall-dedupe", "Tailcall with dedupe", "dedupe", launch.tailcall(dedupe=True), _tailcall, "tailcall"
)
JAVASCRIPT = (APOLLO, MERCURIUS, YOGA)
PEERS = (GRAPHENE, STRAWBERRY, *JAVASCRIPT, TAILCALL, TAILCALL_DEDUPE)
PEER_NAMES = tuple(dict.fromkeys(contender.peer or "" for contender in PEERS))


def chosen(names: list[str]) -> list[Contender]:
    """Ours, and the peers of these names."""
    return [*OURS, *(contender for contender in PEERS if contender.peer in names)]
