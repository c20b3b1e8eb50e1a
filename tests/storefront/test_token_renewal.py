"""A session outlives its access token, and its refresh token is never used twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.storefront.browser import Browser
from tests.storefront.standin import StandInGateway, World
from tests.storefront.standin.world import PASSWORD


@pytest.fixture
def about_to_expire(browser: Browser, world: World) -> Browser:
    """Somebody who is logged in, with an access token at its end."""
    form = browser.get("/log-in").form("/log-in").fields | {"name": "Brian Cooper", "password": PASSWORD}
    world.expires_in_s = 0
    browser.http.post(f"{browser.url}/log-in", data=form, allow_redirects=False, timeout=5)
    world.expires_in_s = 600
    return browser


def test_tokens_that_are_about_to_expire_are_renewed_on_the_way(
    about_to_expire: Browser, gateway: StandInGateway
) -> None:
    pages = [about_to_expire.get("/account") for _ in range(3)]

    assert {page.path for page in pages} == {"/account"}
    assert gateway.operations().count("RefreshSession") == 1


def test_a_token_that_the_gateway_does_not_take_is_renewed_and_the_page_asked_again(
    brian: Browser, world: World, gateway: StandInGateway
) -> None:
    world.access_tokens.clear()

    page = brian.get("/account")

    assert page.path == "/account"
    assert gateway.operations()[-3:] == ["Account", "RefreshSession", "Account"]


def test_a_form_that_meets_an_ended_access_token_does_its_work_once(brian: Browser, world: World) -> None:
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    form = brian.get("/items/KIL-1").form("/items/KIL-1/reserve")
    world.access_tokens.clear()

    page = brian.send(form, quantity="2")

    assert page.path == "/reservations"
    assert item["reserved"] == 2


def test_tabs_that_come_at_the_same_moment_share_one_renewal(
    about_to_expire: Browser, gateway: StandInGateway
) -> None:
    tabs = [about_to_expire.another_tab() for _ in range(8)]

    with ThreadPoolExecutor(8) as people:
        pages = list(people.map(lambda tab: tab.get("/account"), tabs))

    assert {page.path for page in pages} == {"/account"}
    assert gateway.operations().count("RefreshSession") == 1


def test_a_tab_that_comes_late_with_the_old_cookie_stays_logged_in(
    about_to_expire: Browser, gateway: StandInGateway
) -> None:
    late = about_to_expire.another_tab()
    about_to_expire.get("/account")

    assert late.get("/account").path == "/account"
    assert about_to_expire.get("/account").path == "/account"
    assert gateway.operations().count("RefreshSession") == 1
    late.close()


def test_renewals_that_follow_one_another_are_followed_from_the_oldest_cookie(
    about_to_expire: Browser, world: World, gateway: StandInGateway
) -> None:
    oldest = about_to_expire.another_tab()
    about_to_expire.get("/account")
    world.access_tokens.clear()
    about_to_expire.get("/account")

    assert oldest.get("/account").path == "/account"
    assert gateway.operations().count("RefreshSession") == 2
    oldest.close()


def test_when_the_session_is_over_public_pages_go_on_and_personal_ones_ask_to_log_in(
    brian: Browser, world: World
) -> None:
    world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.end_sessions_of(world.brian["id"])
    tab = brian.another_tab()

    assert brian.get("/account").path == "/log-in"
    page = tab.get("/reservations")
    assert page.path == "/log-in"
    assert "Your session has ended." in page.text
    assert tab.get("/items/KIL-1").status == 200
    tab.close()


def test_after_logging_out_an_old_cookie_is_not_renewed_from_memory(
    about_to_expire: Browser, world: World
) -> None:
    old = about_to_expire.another_tab()
    about_to_expire.get("/account")
    about_to_expire.send(about_to_expire.get("/").form("/log-out"))

    assert old.get("/account").path == "/log-in"
    old.close()
