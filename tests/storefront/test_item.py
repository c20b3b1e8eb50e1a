"""One item, and its seller."""

from tests.storefront.browser import Browser
from tests.storefront.standin import World


def test_the_page_tells_the_item_its_seller_and_what_else_they_have(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl", description="For birds.\n\nOr lemons.", amount="9.90")
    world.add_item(world.anna, "KIL-2", "Milk jug")
    world.add_item(world.brian, "OAK-1", "Rolling pin")

    page = browser.get("/items/KIL-1")

    assert "Glazed bowl by Anna Baker €9.90 In stock For birds. Or lemons." in page.text
    assert "More from Anna Baker" in page.text
    assert "Milk jug" in page.links
    assert "Rolling pin" not in page.links


def test_the_seller_has_a_page_with_all_their_items(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.add_item(world.anna, "KIL-2", "Milk jug")

    page = browser.get(browser.get("/items/KIL-1").links["Anna Baker"])

    assert "Anna Baker In Arcade since 17 April 2021 · 2 items" in page.text
    assert page.headings() == ["Glazed bowl", "Milk jug"]


def test_an_unknown_item_or_seller_is_not_found(browser: Browser) -> None:
    for path in ("/items/NO-SUCH", "/sellers/usr_nobody"):
        page = browser.get(path)

        assert page.status == 404
        assert "Nothing on this shelf" in page.text


def test_a_stranger_is_led_to_logging_in_and_back(browser: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")

    log_in = browser.get(browser.get("/items/KIL-1").links["Log in to reserve"])
    page = browser.send(log_in.form("/log-in"), name="brian cooper", password="a long enough password")

    assert page.path == "/items/KIL-1"
    assert page.form("/items/KIL-1/reserve").fields["quantity"] == "1"


def test_sold_out_means_that_no_form_is_shown(brian: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl", quantity=2, reserved=2)

    page = brian.get("/items/KIL-1")

    assert "Sold out" in page.text
    assert not [form for form in page.forms if "reserve" in form.action]
