"""One gateway with the limits as they are by default."""

from collections.abc import Iterator

import pytest

from gateway.settings import Settings
from tests.gateway.limits.desk import Desk


@pytest.fixture(scope="module")
def open_desk() -> Iterator[Desk]:
    with Desk(Settings(introspection=True)) as desk:
        yield desk


@pytest.fixture
def desk(open_desk: Desk) -> Desk:
    """Nothing was asked yet."""
    open_desk.forget_calls()
    return open_desk
