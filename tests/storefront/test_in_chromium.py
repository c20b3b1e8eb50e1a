"""The way of a buyer, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.storefront.standin import StandInGateway, World
from tests.storefront.standin.world import PASSWORD
from tests.support.chromium import launched_chromium
from tests.support.processes import Process

PHONE, DESKTOP = (390, 844), (1280, 900)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched_chromium() as browser:
        yield browser


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, storefront: Process, gateway: StandInGateway
) -> Iterator[Page]:
    """An empty tab; nothing that a page does may break its own content security policy."""
    width, height = request.param
    context = chromium.new_context(base_url=storefront.url, viewport={"width": width, "height": height})
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield page
    context.close()
    assert not refused


def test_a_buyer_searches_logs_in_reserves_and_finds_the_reservation(page: Page, world: World) -> None:
    world.stock_demo_items()
    page.goto("/")
    page.get_by_label("Search the shop").fill("milk jug")
    page.get_by_label("Search the shop").press("Enter")
    page.get_by_role("link", name="Stoneware milk jug").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stoneware milk jug, half litre")

    page.get_by_role("link", name="Log in to reserve").click()
    page.get_by_label("Name").fill("Brian Cooper")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.get_by_label("How many").fill("2")
    page.get_by_role("button", name="Hold it for me").click()

    expect(page.get_by_role("status")).to_contain_text("Held for you: 2.")
    expect(page.get_by_role("listitem")).to_contain_text("Stoneware milk jug, half litre")
    expect(page.get_by_role("button", name="Release")).to_be_visible()


def test_a_double_click_reserves_once(page: Page, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    page.goto("/log-in?next=/items/KIL-1")
    page.get_by_label("Name").fill("Brian Cooper")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()

    page.get_by_role("button", name="Hold it for me").dblclick()

    expect(page.get_by_role("heading", name="My reservations")).to_be_visible()
    assert item["reserved"] == 1


def test_no_page_is_wider_than_the_screen(page: Page, world: World) -> None:
    world.stock_demo_items(30)
    world.hold(world.anna, world.add_item(world.anna, "KIL-1", "Glazed bowl", amount="12345.67"), 1)
    page.goto("/log-in")
    page.get_by_label("Name").fill("Anna Baker")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()

    for path in ("/", "/items/KIL-1", "/reservations", "/account", "/selling/", "/selling/items/KIL-1"):
        page.goto(path)
        widest = page.evaluate("document.documentElement.scrollWidth")
        assert widest <= page.evaluate("window.innerWidth"), path


def test_the_keyboard_alone_leads_past_the_header_into_the_content(page: Page, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")
    page.goto("/items/KIL-1")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()
