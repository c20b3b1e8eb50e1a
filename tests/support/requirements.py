"""What a test needs and this machine may not have."""

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip, with a reason that names what is absent; fail where REQUIRE_SERVICES=1 says it must be there."""
    reason = f"{what} is not installed here"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{reason}, and REQUIRE_SERVICES=1 asks for it", pytrace=False)
    pytest.skip(reason)
