"""A vault behind each door: a service that writes down what it is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.app import create_app
from gateway.settings import read_settings
from tests.gateway.web.asking import Response, ask
from tests.support.behaviours import answers
from tests.support.collection import keeps
from tests.support.processes import LogLine, Process
from tests.support.stub_service import StubService
from tests.support.wsgi import serving

SCHEMA = "tests.gateway.attacks.vault:schema"
BOXES = [{"id": "b1", "name": "One", "seal_id": "s1"}]
MAX_BODY_BYTES = 1_000_000


@dataclass(frozen=True)
class Vault:
    """A gateway at `url`, and the service behind it."""

    url: str
    service: StubService
    request_log: Callable[[], list[LogLine]] | None = None

    def ask(self, query: str, variables: Any = None, **details: Any) -> Response:
        """The answer to an operation."""
        return ask(self.url, {"query": query, "variables": variables}, **details)

    def label(self, **members: Any) -> Response:
        """The answer to the one mutation."""
        members = {"boxId": "b1", "label": "red", **members}
        return self.ask(
            "mutation ($i: LabelInput!) { label(input: $i) { ok userErrors { code } } }", {"i": members}
        )

    @property
    def targets(self) -> list[str]:
        """What the service was asked."""
        return [call.target for call in self.service.calls]

    def is_well(self) -> bool:
        """Whether an honest request is answered."""
        return bool(self.ask("{ boxes(first: 1) { nodes { id } } }").json["data"]["boxes"]["nodes"])


@pytest.fixture(scope="package", params=["asgi", "wsgi"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with StubService() as service, pytest.MonkeyPatch.context() as patch:
        environ = {"GATEWAY_SCHEMA": SCHEMA, "VAULT_URL": service.url, "MAX_BODY_BYTES": str(MAX_BODY_BYTES)}
        environ |= {"SHARE_OPERATIONS": "0"}
        if request.param == "wsgi":
            patch.setenv("VAULT_URL", service.url)
            with serving(create_app(read_settings(environ))) as url:
                yield Vault(f"{url}/graphql", service)
            return
        with Process("gateway", tmp_path_factory.mktemp("vault"), environ) as process:
            yield Vault(f"{process.url}/graphql", service, process.request_log)


@pytest.fixture
def vault(opened: Vault) -> Vault:
    """The vault, which was asked nothing yet."""
    opened.service.forget()
    opened.service.on("/boxes", keeps(BOXES))
    opened.service.on("/boxes/b1/labels/red", answers({}, 201))
    return opened


@pytest.fixture(scope="package")
def default_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the default door, which waits for nobody long."""
    environ = {"HEAD_TIMEOUT_S": "0.3", "BODY_TIMEOUT_S": "0.3"}
    with Process("gateway", tmp_path_factory.mktemp("door"), environ) as process:
        yield process.url
