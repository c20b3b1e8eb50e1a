"""The gateway's default door, with an issuer whose keys tests decide."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.web.asking import Response, ask
from tests.support.behaviours import answers
from tests.support.collection import keeps
from tests.support.issuer import AUDIENCE, ISSUER, SUBJECT, SigningKey
from tests.support.processes import Process
from tests.support.stub_service import StubService

JWKS = "/.well-known/jwks.json"

Ask = Callable[..., Response]


class Door:
    """A gateway and its issuer."""

    def __init__(self, folder: Path, refresh_s: float = 300) -> None:
        self.issuer = StubService()
        self.key = SigningKey("key-1")
        environment = {
            "JWKS_URL": f"{self.issuer.url}{JWKS}",
            "JWKS_REFRESH_S": str(refresh_s),
            "JWKS_COOLDOWN_S": "0.2",
            "USERS_URL": self.issuer.url,
            "TOKEN_ISSUER": ISSUER,
            "TOKEN_AUDIENCE": AUDIENCE,
        }
        self.gateway = Process("gateway", folder, environment)

    def publish(self, *keys: SigningKey | dict[str, Any]) -> None:
        """What the issuer's key set holds from now on."""
        published = [key.public if isinstance(key, SigningKey) else key for key in keys]
        self.issuer.on(JWKS, answers({"keys": published}))
        self.issuer.on("/users", keeps([{"id": SUBJECT, "name": "Ada"}]))

    @property
    def fetches(self) -> int:
        """How often the keys were fetched."""
        return sum(call.path == JWKS for call in self.issuer.calls)

    def ask(self, token: str | None, *also: tuple[str, str], query: str = "{ viewer { name } }") -> Response:
        """Ask who the token says is calling."""
        identity = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return ask(f"{self.gateway.url}/graphql", {"query": query}, headers=identity, also=also)

    def names(self, token: str | None) -> str | None:
        """Whom the gateway takes the bearer for; `None`: nobody, or it refuses the token."""
        response = self.ask(token)
        viewer = response.json.get("data", {}).get("viewer") if response.status == 200 else None
        return viewer["name"] if viewer else None


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    door = Door(tmp_path_factory.mktemp("auth"))
    door.publish(door.key)  # before the gateway looks, which it does at its start
    with door.issuer, door.gateway:
        yield door


@pytest.fixture
def door(settled: Door) -> Door:
    """A gateway whose issuer publishes one key, which it has seen."""
    settled.issuer.calls.clear()
    settled.publish(settled.key)
    return settled
