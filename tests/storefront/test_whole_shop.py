"""The storefront in front of the real gateway, which executes nothing but the storefront's documents, and the real services."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.storefront.browser import Browser
from tests.storefront.conftest import SECRET
from tests.support.people import PASSWORD
from tests.support.processes import REPOSITORY, Process
from tests.support.shop import Shop
from tests.support.waiting import eventually

TOKENS_LIVE_S = 2


@pytest.fixture(scope="module")
def whole_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Services and gateway with a small stock; access tokens end almost at once."""
    folder = tmp_path_factory.mktemp("whole_shop")
    documents = folder / "documents.json"
    settings = {
        "ACCESS_TOKEN_TTL_S": str(TOKENS_LIVE_S),
        "PERSISTED_DOCUMENTS": "require",
        "PERSISTED_DOCUMENTS_FILE": str(documents),
    }
    shop = Shop(folder, settings=settings)
    listed = shop.gateway.run("documents", str(REPOSITORY / "storefront/documents"), "--out", str(documents))
    assert listed.returncode == 0, listed.stderr
    with shop:
        shop.stock_the_shelves()
        yield shop


@pytest.fixture(scope="module")
def front(whole_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The storefront of that shop."""
    settings = {
        "GATEWAY_URL": whole_shop.gateway.url,
        "SESSION_SECRET": SECRET,
        "SEND_DOCUMENT_IDS": "1",
    }
    with Process("storefront", tmp_path_factory.mktemp("front"), settings) as process:
        yield process


@pytest.fixture
def buyer(whole_shop: Shop, front: Process) -> Iterator[Browser]:
    """Somebody new, logged in."""
    browser = Browser(front.url)
    assert "Welcome back" in browser.log_in(whole_shop.sign_up().name, PASSWORD).text
    yield browser
    browser.close()


def test_a_buyer_finds_reserves_and_releases_an_item(whole_shop: Shop, buyer: Browser) -> None:
    item = whole_shop.items[0]
    reserve = buyer.get(f"/items/{item['sku']}").form(f"/items/{item['sku']}/reserve")

    held = [buyer.send(reserve, quantity="2") for _ in range(2)][-1]
    reserved = whole_shop.item(item["id"])["reserved"]
    released = buyer.send(held.form("/reservations/rsv"))

    assert f"{item['name']} 2 × €24.50" in held.text
    assert reserved == 2
    assert "Released" in released.text
    assert whole_shop.item(item["id"])["reserved"] == 0


def test_a_seller_adds_an_item_and_changes_its_stock(whole_shop: Shop, front: Process) -> None:
    browser = Browser(front.url)
    browser.log_in(whole_shop.sellers[0].name, PASSWORD)

    form = browser.get("/selling/new").form("/selling/new")
    refused = browser.send(form, sku=whole_shop.items[0]["sku"], name="Jug", amount="1.999", quantity="3")
    added = browser.send(form, sku="JUG-2", name="Second jug", amount="9.90", quantity="3")
    stock = browser.get("/selling/items/JUG-2").form("/selling/items/JUG-2/stock")
    too_few = browser.send(stock, by="-4", reason="Broken")

    assert refused.status == 422
    assert refused.error_at("amount")
    assert "Second jug is on the shelf." in added.text
    assert too_few.error_at("by")
    browser.close()


def test_a_session_outlives_its_access_tokens_in_many_tabs_at_once(buyer: Browser) -> None:
    tabs = [buyer.another_tab() for _ in range(6)]

    for _ in range(2):
        time.sleep(TOKENS_LIVE_S)
        with ThreadPoolExecutor(len(tabs)) as people:
            pages = list(people.map(lambda tab: tab.get("/account"), tabs))
        assert {page.path for page in pages} == {"/account"}
    for tab in tabs:
        tab.close()


def test_without_the_inventory_the_shop_stands_and_heals_by_itself(whole_shop: Shop, buyer: Browser) -> None:
    whole_shop.inventory.stop()
    try:
        catalogue, account = buyer.get("/"), buyer.get("/account")
    finally:
        whole_shop.inventory.start()

    assert catalogue.status == account.status == 200
    assert "The inventory is away right now" in catalogue.text
    eventually(lambda: whole_shop.items[0]["name"] in buyer.get("/").text)


def test_without_the_users_items_are_shown_without_sellers(whole_shop: Shop, front: Process) -> None:
    stranger = Browser(front.url)
    path = f"/items/{whole_shop.items[0]['sku']}"
    whole_shop.users.stop()
    try:
        page = stranger.get(path)
    finally:
        whole_shop.users.start()

    assert page.status == 200
    assert "We cannot say who sells it right now." in page.text
    eventually(lambda: whole_shop.sellers[0].name in stranger.get(path).text)
    stranger.close()
