"""What graphql-core's suites expect of the runner."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "asyncio: graphql-core's mark of coroutines")
