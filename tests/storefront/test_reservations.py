"""Having something held, once."""

from concurrent.futures import ThreadPoolExecutor

from tests.storefront.browser import Browser
from tests.storefront.standin import StandInGateway, World


def test_what_is_reserved_is_listed_with_its_price_and_how_long_it_is_held(
    brian: Browser, world: World
) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl", amount="9.90")

    page = brian.send(brian.get("/items/KIL-1").form("/items/KIL-1/reserve"), quantity="2")

    assert page.came_by == [303]
    assert page.path == "/reservations"
    assert "Held for you: 2. Collect within 15 minutes." in page.text
    assert "Glazed bowl 2 × €9.90" in page.text
    assert "15 minutes left" in page.text


def test_a_form_that_is_sent_twice_reserves_once(brian: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    form = brian.get("/items/KIL-1").form("/items/KIL-1/reserve")

    pages = [brian.send(form, quantity="2"), brian.send(form, quantity="2")]

    assert [page.path for page in pages] == ["/reservations", "/reservations"]
    assert item["reserved"] == 2
    assert len(world.reservations) == 1


def test_two_clicks_at_the_same_moment_reserve_once(brian: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    form = brian.get("/items/KIL-1").form("/items/KIL-1/reserve")
    tabs = [brian.another_tab() for _ in range(4)]

    with ThreadPoolExecutor(4) as clicks:
        pages = list(clicks.map(lambda tab: tab.send(form, quantity="1"), tabs))

    assert {page.status for page in pages} == {200}
    assert item["reserved"] == 1


def test_a_page_that_is_opened_again_reserves_again(brian: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")

    for _ in range(2):
        brian.send(brian.get("/items/KIL-1").form("/items/KIL-1/reserve"), quantity="2")

    assert item["reserved"] == 4


def test_too_many_are_refused_at_the_field_with_what_was_typed_kept(brian: Browser, world: World) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl", quantity=3)

    page = brian.send(brian.get("/items/KIL-1").form("/items/KIL-1/reserve"), quantity="4")

    assert page.status == 422
    assert page.error_at("quantity") == "There are not so many left."
    assert page.form("/items/KIL-1/reserve").fields["quantity"] == "4"


def test_a_quantity_that_is_no_number_never_leaves_the_storefront(
    brian: Browser, world: World, gateway: StandInGateway
) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")

    for typed in ("two", "", "1.5", "99999999999"):
        page = brian.send(brian.get("/items/KIL-1").form("/items/KIL-1/reserve"), quantity=typed)

        assert page.status == 422
        assert page.error_at("quantity") == "Write a whole number."
    assert "ReserveItem" not in gateway.operations()


def test_after_an_answer_that_got_lost_the_same_form_may_be_sent_again(brian: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.loses_answers_to.add("ReserveItem")

    unsure = brian.send(brian.get("/items/KIL-1").form("/items/KIL-1/reserve"), quantity="2")
    world.loses_answers_to.clear()
    page = brian.send(unsure.form("/items/KIL-1/reserve"))

    assert unsure.status == 504
    assert "may or may not have been done" in unsure.text
    assert page.path == "/reservations"
    assert item["reserved"] == 2


def test_what_is_released_goes_back_to_the_shelf(brian: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.hold(world.brian, item, 3)

    page = brian.send(brian.get("/reservations").form("/reservations/rsv"))

    assert "Released. It is back on the shelf." in page.text
    assert item["reserved"] == 0
    assert not [form for form in page.forms if "release" in form.action]


def test_what_is_not_held_any_more_cannot_be_released(brian: Browser, world: World) -> None:
    reservation = world.hold(world.brian, world.add_item(world.anna, "KIL-1", "Glazed bowl"), 3)
    form = brian.get("/reservations").form("/reservations/rsv")
    reservation["status"] = "EXPIRED"

    page = brian.send(form)

    assert "It is not held any more." in page.text
    assert "Expired" in page.text


def test_without_any_reservation_the_page_says_so(brian: Browser) -> None:
    assert "Nothing is held for you" in brian.get("/reservations").text


def test_an_item_that_cannot_be_shown_keeps_its_reservation_in_the_list(brian: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.hold(world.brian, item, 3)
    del world.items[item["id"]]

    page = brian.get("/reservations")

    assert page.status == 200
    assert "An item that we cannot show right now Quantity 3" in page.text
