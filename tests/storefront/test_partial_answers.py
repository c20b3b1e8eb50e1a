"""Pages stand on what there is, and say what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storefront.browser import Browser
from tests.storefront.conftest import SECRET
from tests.storefront.standin import StandInGateway, World
from tests.support.ports import free_port
from tests.support.processes import Process


def test_without_the_inventory_the_catalogue_stands_and_says_so(browser: Browser, world: World) -> None:
    world.inventory_is_away = True

    page = browser.get("/?search=bowl")

    assert page.status == 200
    assert "The inventory is away right now" in page.text
    assert page.links["Try again"] == "/?search=bowl"


def test_without_the_inventory_a_seller_still_has_a_page(browser: Browser, world: World) -> None:
    world.inventory_is_away = True

    page = browser.get(f"/sellers/{world.anna['id']}")

    assert page.status == 200
    assert "Anna Baker" in page.text
    assert "The inventory is away right now" in page.text


def test_without_the_inventory_an_item_is_away_but_not_gone(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.inventory_is_away = True

    page = browser.get("/items/KIL-1")

    assert page.status == 503
    assert "The shop is closed for a moment" in page.text


def test_without_the_inventory_people_log_in_and_see_their_account(brian: Browser, world: World) -> None:
    world.inventory_is_away = True

    assert "9000000001" in brian.get("/account").html
    assert "The inventory is away right now" in brian.get("/reservations").text


def test_without_the_users_an_item_is_shown_without_its_seller(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.users_are_away = True

    item, catalogue = browser.get("/items/KIL-1"), browser.get("/")

    assert item.status == catalogue.status == 200
    assert "Glazed bowl We cannot say who sells it right now. €24.50" in item.text
    assert "Glazed bowl €24.50 In stock" in catalogue.text


def test_too_many_requests_say_when_to_come_back(browser: Browser, world: World) -> None:
    world.is_rate_limited = True

    page = browser.get("/")

    assert page.status == 429
    assert page.headers["Retry-After"] == "7"
    assert "One moment, please" in page.text


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Process]:
    """A storefront whose gateway does not run."""
    settings = {"GATEWAY_URL": f"http://127.0.0.1:{free_port()}", "SESSION_SECRET": SECRET}
    with Process("storefront", tmp_path, settings) as process:
        yield process


def test_without_a_gateway_there_is_a_page_that_says_so_and_the_process_stays_ready(alone: Process) -> None:
    browser = Browser(alone.url)

    page = browser.get("/")

    assert page.status == 503
    assert "The shop is closed for a moment" in page.text
    assert alone.is_ready()
    browser.close()


def test_mistakes_of_the_gateway_tell_nothing_of_the_inside(
    browser: Browser, gateway: StandInGateway
) -> None:
    gateway.world.items["broken"] = {"sku": "KIL-1", "id": "broken", "seller": None, "quantity": "many"}

    page = browser.get("/items/KIL-1")

    assert page.status == 500
    assert "We dropped something" in page.text
    assert gateway.url not in page.html
    assert "Traceback" not in page.html
