"""Looking for something to buy."""

from tests.storefront.browser import Browser
from tests.storefront.standin import StandInGateway, World


def test_a_card_says_name_seller_price_and_stock(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl", amount="1249.00", quantity=3)

    page = browser.get("/")

    assert page.status == 200
    assert "Glazed bowl Anna Baker €1,249.00 Only 3 left" in page.text


def test_each_item_has_a_picture_of_its_own(browser: Browser, world: World) -> None:
    for sku in ("KIL-1", "KIL-2"):
        world.add_item(world.anna, sku, f"Bowl {sku}")

    pictures = [browser.http.get(f"{browser.url}/tile/{sku}.svg", timeout=5) for sku in ("KIL-1", "KIL-2")]

    assert {picture.headers["Content-Type"] for picture in pictures} == {"image/svg+xml"}
    assert pictures[0].text != pictures[1].text
    assert "max-age" in pictures[0].headers["Cache-Control"]


def test_searching_keeps_to_what_matches_and_says_what_was_looked_for(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.add_item(world.anna, "KIL-2", "Milk jug")

    search = browser.get("/").form("/")
    page = browser.send(search, search="  jug ")

    assert page.headings() == ["Milk jug"]
    assert "Results for “jug” 1 item" in page.text


def test_a_search_without_matches_offers_the_whole_shop(browser: Browser) -> None:
    page = browser.get("/?search=unicorn")

    assert "Nothing found" in page.text
    assert page.links["Show everything"] == "/"


def test_order_and_stock_can_be_chosen(browser: Browser, world: World, gateway: StandInGateway) -> None:
    world.add_item(world.anna, "KIL-1", "Cheap bowl", amount="1.00", quantity=0)
    world.add_item(world.anna, "KIL-2", "Dear bowl", amount="90.00")
    world.add_item(world.anna, "KIL-3", "Fair bowl", amount="9.00")

    page = browser.get("/?order=PRICE_DESC&in_stock=1")

    assert page.headings() == ["Dear bowl", "Fair bowl"]
    assert gateway.asked[-1].variables["inStock"] is True


def test_an_order_that_does_not_exist_is_refused(browser: Browser) -> None:
    assert browser.get("/?order=RANDOM").status == 400


def test_pages_lead_forwards_and_back_the_same_way(browser: Browser, world: World) -> None:
    for number in range(60):
        world.add_item(world.anna, f"KIL-{number}", f"Bowl {number:02}", description="round")

    first = browser.get("/?search=round&order=NAME_DESC")
    second = browser.get(first.links["Next →"])
    third = browser.get(second.links["Next →"])
    back_at_second = browser.get(third.links["← Previous"])
    back_at_first = browser.get(back_at_second.links["← Previous"])

    assert first.headings()[0] == "Bowl 59"
    assert second.headings()[0] == "Bowl 35"
    assert third.headings() == [f"Bowl {number:02}" for number in range(11, -1, -1)]
    assert "Next →" not in third.links
    assert back_at_second.headings() == second.headings()
    assert back_at_first.headings() == first.headings()
    assert "← Previous" not in back_at_first.links


def test_a_page_that_does_not_exist_any_more_is_not_found(browser: Browser) -> None:
    assert browser.get("/?after=no-such-cursor").status == 404


def test_text_of_others_is_shown_as_text(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "<script>alert(1)</script>", description="<b>bold</b>")

    for path in ("/", "/items/KIL-1", "/?search=%3Cscript%3E"):
        page = browser.get(path)

        assert "<script>alert(1)</script>" in page.text
        assert not [tag for tag, _ in page.tags if tag in {"script", "b"}]
