"""A service that can misbehave, and the client that calls it: on both of the loops that the doors run on."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
import uvloop

from tests.support.caller import Caller
from tests.support.stub_service import StubService

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture(scope="module")
def running_service() -> Iterator[StubService]:
    with StubService() as service:
        yield service


@pytest.fixture
def service(running_service: StubService) -> StubService:
    """A service that has seen nothing yet."""
    running_service.forget()
    return running_service


@pytest.fixture(params=["asyncio", "uvloop"])
def loop_factory(request: pytest.FixtureRequest) -> LoopFactory:
    return uvloop.new_event_loop if request.param == "uvloop" else asyncio.new_event_loop


@pytest.fixture
def caller(service: StubService, loop_factory: LoopFactory) -> Iterator[Caller]:
    """A client of that service."""
    with Caller(service.url, loop_factory=loop_factory) as caller:
        yield caller
