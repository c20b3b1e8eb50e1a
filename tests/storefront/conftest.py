"""A storefront as a real process, the gateway that stands in behind it, and people's browsers."""

from collections.abc import Callable, Iterator

import pytest

from tests.storefront.browser import Browser
from tests.storefront.standin import StandInGateway, World
from tests.storefront.standin.world import PASSWORD
from tests.support.processes import Process

SECRET = "a secret that only the tests of the storefront know"


@pytest.fixture(scope="package")
def running_gateway() -> Iterator[StandInGateway]:
    """One server for all tests; what it knows is another world for each."""
    with StandInGateway() as gateway:
        yield gateway


@pytest.fixture
def gateway(running_gateway: StandInGateway) -> StandInGateway:
    """The gateway behind the storefront, with a small world of its own."""
    running_gateway.begin_anew()
    return running_gateway


@pytest.fixture
def world(gateway: StandInGateway) -> World:
    """What the gateway knows."""
    return gateway.world


@pytest.fixture(scope="package")
def storefront(
    running_gateway: StandInGateway, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Process]:
    """The storefront, as it is run in earnest."""
    settings = {"GATEWAY_URL": running_gateway.url, "SESSION_SECRET": SECRET}
    with Process("storefront", tmp_path_factory.mktemp("storefront"), settings) as process:
        yield process


@pytest.fixture
def new_browser(storefront: Process) -> Iterator[Callable[[], Browser]]:
    """Opens browsers, and closes them."""
    browsers: list[Browser] = []

    def open_browser() -> Browser:
        browsers.append(Browser(storefront.url))
        return browsers[-1]

    yield open_browser
    for browser in browsers:
        browser.close()


@pytest.fixture
def browser(gateway: StandInGateway, new_browser: Callable[[], Browser]) -> Browser:
    """A stranger's browser."""
    return new_browser()


@pytest.fixture
def brian(browser: Browser) -> Browser:
    """The browser of a buyer who is logged in."""
    assert browser.log_in("Brian Cooper", PASSWORD).status == 200
    return browser


@pytest.fixture
def anna(gateway: StandInGateway, new_browser: Callable[[], Browser]) -> Browser:
    """The browser of a seller who is logged in."""
    browser = new_browser()
    assert browser.log_in("Anna Baker", PASSWORD).status == 200
    return browser
