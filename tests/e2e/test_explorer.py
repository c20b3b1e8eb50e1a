"""GraphiQL in a real browser, with the panel that shows what an operation did."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.support.chromium import launched_chromium
from tests.support.shop import Shop


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def explorer(chromium: Browser, shop: Shop) -> Iterator[Page]:
    """The page that a developer opens. It asks nobody but the gateway, and keeps to its own content security policy."""
    page = chromium.new_page()
    strangers: list[str] = []
    refused: list[str] = []
    own = (shop.gateway.url, "data:", "blob:")
    page.on("request", lambda asked: None if asked.url.startswith(own) else strangers.append(asked.url))
    page.on(
        "console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.goto(f"{shop.gateway.url}/graphql", wait_until="commit")
    page.get_by_label("Show Plan").click()
    # Before the query stands in the editor, there is nothing to execute.
    expect(page.get_by_label("Operation Editor")).to_contain_text("sells", timeout=60_000)
    yield page
    assert (strangers, refused) == ([], [])


@pytest.fixture
def panel(explorer: Page) -> Locator:
    return explorer.get_by_role("region", name="Plan")


def test_the_panel_says_what_to_do_where_there_is_no_plan(explorer: Page, panel: Locator) -> None:
    expect(panel).to_contain_text("Run an operation")

    def without_plan(route: Route) -> None:
        route.fulfill(json={"data": {"version": "1"}})

    explorer.route("**/graphql", without_plan)
    explorer.get_by_label("Execute query").click()
    expect(panel).to_contain_text("EXPLAIN=all")
    explorer.unroute("**/graphql", without_plan)


def test_the_panel_shows_the_calls_that_the_answer_took(explorer: Page, panel: Locator) -> None:
    explorer.get_by_label("Execute query").click()

    expect(panel).to_contain_text("at most 2 calls, 20 rows")
    expect(panel.get_by_role("heading")).to_have_text(["Plan", "Wave 1", "Wave 2"])
    items, users = panel.get_by_role("article").all()
    expect(items).to_contain_text("GET/itemsinventory")
    expect(users).to_contain_text("rows: seller_id of #0, 100 keys a call")
    for fetch in (items, users):
        expect(fetch.get_by_role("listitem")).to_contain_text("200")
    expect(explorer.locator(".result-window")).not_to_contain_text("extensions")


def test_what_a_link_asks_stands_in_the_editor_and_is_not_run(chromium: Browser, shop: Shop) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.post_data or "") if sent.method == "POST" else None)
    page.goto(f"{shop.gateway.url}/graphql", wait_until="commit")
    expect(page.get_by_label("Operation Editor")).to_contain_text("sells", timeout=60_000)

    linked = {"query": "query Few($n: Int) { items(first: $n) { totalCount } }", "variables": '{"n": 3}'}
    page.goto(f"{shop.gateway.url}/graphql?{urlencode(linked)}", wait_until="commit")
    expect(page.get_by_label("Operation Editor")).to_contain_text("query Few", timeout=60_000)
    expect(page.get_by_label("Variables")).to_contain_text('"n": 3')
    assert not any("Few" in body for body in asked)

    page.get_by_label("Execute query").click()
    expect(page.locator(".result-window")).to_contain_text("totalCount")
