"""The seller's side of the counter."""

from tests.storefront.browser import Browser
from tests.storefront.standin import StandInGateway, World

STOCK = "/selling/items/KIL-1"


def test_buyers_see_no_way_in_and_find_none(brian: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")

    assert "Sell" not in brian.get("/").links
    for path in ("/selling/", "/selling/new", STOCK):
        assert brian.get(path).status == 403


def test_sellers_see_their_stock(anna: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl", quantity=8, reserved=3, amount="9.90")
    world.add_item(world.brian, "OAK-1", "Rolling pin")

    page = anna.get(anna.get("/").links["Sell"])

    assert "Glazed bowl KIL-1 5 3 8 €9.90 Only 5 left" in page.text
    assert "Rolling pin" not in page.text


def test_whoever_becomes_a_seller_sees_it_with_their_next_page(
    brian: Browser, world: World, gateway: StandInGateway
) -> None:
    world.brian["roles"].append("SELLER")

    brian.get("/account")
    page = brian.get("/selling/new")

    assert page.status == 200
    assert "RefreshSession" in gateway.operations()


def test_an_item_that_is_added_is_in_the_shop_at_once(anna: Browser, world: World) -> None:
    form = anna.get("/selling/new").form("/selling/new")

    page = anna.send(form, sku="KIL-1", name="Glazed bowl", amount="19,90", quantity="4", description="Wide.")

    assert "Glazed bowl is on the shelf." in page.text
    assert "Glazed bowl by Anna Baker €19.90 Only 4 left Wide." in anna.get("/items/KIL-1").text


def test_what_is_wrong_with_a_new_item_is_told_at_its_fields(
    anna: Browser, world: World, gateway: StandInGateway
) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")
    form = anna.get("/selling/new").form("/selling/new")

    typed_wrong = anna.send(form, sku="", name="", amount="cheap", quantity="some")
    taken = anna.send(form, sku="KIL-1", name="Milk jug", amount="3", quantity="4", description="With\nlines")

    assert typed_wrong.error_at("sku") == typed_wrong.error_at("name") == "This is needed."
    assert typed_wrong.error_at("amount") == "Write a price, such as 19.90."
    assert typed_wrong.error_at("quantity") == "Write a whole number."
    assert taken.error_at("sku") == "This article number is taken."
    assert taken.form("/selling/new").fields["description"] == "With\nlines"
    assert gateway.operations().count("AddItem") == 1


def test_stock_is_adjusted_once_however_often_the_form_is_sent(anna: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl", quantity=8)
    form = anna.get(STOCK).form(f"{STOCK}/stock")

    for _ in range(2):
        page = anna.send(form, by="-3", reason="Broken on the way")

    assert "The stock is counted anew." in page.text
    assert item["quantity"] == 5


def test_stock_that_is_held_for_buyers_cannot_be_taken_away(anna: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl", quantity=8, reserved=6)

    page = anna.send(anna.get(STOCK).form(f"{STOCK}/stock"), by="-3", reason="Broken")

    assert page.status == 422
    assert page.error_at("by") == "Some of it is held for buyers."
    assert page.form(f"{STOCK}/stock").fields["reason"] == "Broken"


def test_name_text_and_price_can_be_changed(anna: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl", description="Wide.")
    form = anna.get(STOCK).form(f"{STOCK}/details")

    page = anna.send(form, name="Painted bowl", amount="30")

    assert "The item is changed." in page.text
    assert (item["name"], item["description"], item["amount"]) == ("Painted bowl", "Wide.", "30")


def test_what_is_handed_over_leaves_the_shelf(anna: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl", quantity=8)
    world.hold(world.brian, item, 3)

    page = anna.get(STOCK)
    assert "3 for Brian Cooper" in page.text
    page = anna.send(page.form(f"{STOCK}/reservations"))

    assert "Handed over." in page.text
    assert (item["quantity"], item["reserved"]) == (5, 0)
