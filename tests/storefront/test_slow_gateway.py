"""Nobody waits for ever."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storefront.browser import Browser
from tests.storefront.conftest import SECRET
from tests.storefront.standin import StandInGateway
from tests.storefront.standin.world import PASSWORD
from tests.support.processes import Process

PATIENCE_S = 1.0


@pytest.fixture
def impatient(tmp_path: Path, gateway: StandInGateway) -> Iterator[Browser]:
    """A buyer at a storefront that waits for one second."""
    settings = {
        "GATEWAY_URL": gateway.url,
        "GATEWAY_TIMEOUT_S": str(PATIENCE_S),
        "SESSION_SECRET": SECRET,
    }
    with Process("storefront", tmp_path, settings) as process:
        browser = Browser(process.url)
        browser.log_in("Brian Cooper", PASSWORD)
        yield browser
        browser.close()


@pytest.mark.parametrize("trouble", [{"answers_after_s": 4.0}, {"drips": True}], ids=["silent", "dripping"])
def test_a_gateway_that_does_not_come_to_an_end_is_given_up(
    impatient: Browser, gateway: StandInGateway, trouble: dict[str, float]
) -> None:
    for name, value in trouble.items():
        setattr(gateway.world, name, value)
    started = time.monotonic()

    page = impatient.get("/")

    assert page.status == 504
    assert "That took too long" in page.text
    assert time.monotonic() - started < 3 * PATIENCE_S


def test_a_reservation_whose_answer_comes_too_late_can_be_sent_again_safely(
    impatient: Browser, gateway: StandInGateway
) -> None:
    item = gateway.world.add_item(gateway.world.anna, "KIL-1", "Glazed bowl")
    form = impatient.get("/items/KIL-1").form("/items/KIL-1/reserve")
    gateway.world.answers_after_s = 1.5

    page = impatient.send(form, quantity="2")
    gateway.world.answers_after_s = 0
    time.sleep(1)
    again = impatient.send(form, quantity="2")

    assert page.status == 504
    assert again.path == "/reservations"
    assert item["reserved"] == 2
