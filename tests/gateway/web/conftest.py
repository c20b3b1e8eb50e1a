"""Both doors of the shop's gateway, with no service behind: what is tested here needs none."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.app import create_app
from gateway.settings import read_settings
from tests.support.processes import Process
from tests.support.wsgi import serving

MAX_BODY_BYTES = 20_000
TRUSTED = "https://shop.example"
MAX_BATCH = 3

MAX_HEADERS = 60

#: As developers have it.
OPEN = {
    "MAX_BODY_BYTES": str(MAX_BODY_BYTES),
    "MAX_HEADERS": str(MAX_HEADERS),
    "GRAPHIQL": "1",
    "INTROSPECTION": "1",
}
#: As in production, where more is allowed than by default.
PRODUCTION = {
    "GRAPHQL_HTTP": "draft",
    "MAX_BATCH": str(MAX_BATCH),
    "CORS_ORIGINS": f"{TRUSTED}, http://127.0.0.1:3000",
    "RATE_LIMIT": "25000/day",
    "TRUSTED_PROXIES": "127.0.0.1",
}


@contextmanager
def opened(kind: str, folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """The address of a gateway: `python -m gateway`, or the Flask app under a WSGI server."""
    if kind == "wsgi":
        with serving(create_app(read_settings(settings))) as url:
            yield url
    else:
        with Process("gateway", folder, settings) as process:
            yield process.url


@pytest.fixture(scope="session", params=["asgi", "wsgi"])
def door(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gateway that is open to developers."""
    with opened(request.param, tmp_path_factory.mktemp("gateway"), OPEN) as url:
        yield url


@pytest.fixture
def graphql(door: str) -> str:
    """The address of `/graphql`."""
    return f"{door}/graphql"


@pytest.fixture(scope="session", params=["asgi", "wsgi"])
def production(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gateway in production, `/graphql` left out."""
    with opened(request.param, tmp_path_factory.mktemp("production"), PRODUCTION) as url:
        yield url


@pytest.fixture
def strict(production: str) -> str:
    """The address of its `/graphql`."""
    return f"{production}/graphql"
