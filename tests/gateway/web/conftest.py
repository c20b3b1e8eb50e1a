"""Both doors of the shop's gateway, with no service behind: what is tested here needs none."""

from collections.abc import Iterator

import pytest

from gateway.app import create_app
from gateway.settings import Settings
from tests.support.processes import Process
from tests.support.wsgi import serving

MAX_BODY_BYTES = 20_000
OPEN = {"graphiql": True, "introspection": True}


@pytest.fixture(scope="session", params=["asgi", "wsgi"])
def door(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gateway: `python -m gateway`, or the Flask app under a WSGI server."""
    if request.param == "wsgi":
        with serving(create_app(Settings(max_body_bytes=MAX_BODY_BYTES, **OPEN))) as url:
            yield url
        return
    environment = {"MAX_BODY_BYTES": str(MAX_BODY_BYTES), "GRAPHIQL": "1", "INTROSPECTION": "1"}
    with Process("gateway", tmp_path_factory.mktemp("gateway"), environment) as process:
        yield process.url


@pytest.fixture
def graphql(door: str) -> str:
    """The address of `/graphql`."""
    return f"{door}/graphql"
