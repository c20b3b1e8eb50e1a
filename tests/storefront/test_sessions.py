"""Signing up, logging in, logging out."""

import pytest

from tests.storefront.browser import Browser
from tests.storefront.standin import StandInGateway, World
from tests.storefront.standin.world import PASSWORD


def test_whoever_signs_up_is_logged_in(browser: Browser, world: World) -> None:
    form = browser.get("/sign-up").form("/sign-up")

    page = browser.send(form, name="Clara Hoffmann", phone="9160406901", password="words of my own")

    assert page.came_by == [303]
    assert "Welcome, Clara Hoffmann." in page.text
    assert "Log out" in page.text
    assert world.user_named("Clara Hoffmann") is not None


def test_errors_are_told_at_their_fields_and_nothing_typed_is_lost_but_the_password(browser: Browser) -> None:
    form = browser.get("/sign-up").form("/sign-up")

    taken = browser.send(form, name="Anna Baker", phone="9160406901", password="words of my own")
    small = browser.send(
        taken.form("/sign-up"), name="Clara Hoffmann", phone="12", password="words of my own"
    )

    assert taken.status == 422
    assert taken.error_at("name") == "This name is taken."
    assert taken.error_at("phone") == ""
    assert taken.form("/sign-up").fields["phone"] == "9160406901"
    assert "words of my own" not in taken.html
    assert small.error_at("phone") == "A phone number is at least 9000000000."


def test_empty_fields_are_told_without_asking_the_gateway(browser: Browser, gateway: StandInGateway) -> None:
    page = browser.send(browser.get("/sign-up").form("/sign-up"))

    assert [page.error_at(name) for name in ("name", "phone", "password")] == ["This is needed."] * 3
    assert gateway.operations() == []


def test_a_wrong_password_does_not_say_which_of_the_two_is_wrong(browser: Browser) -> None:
    page = browser.log_in("Anna Baker", "not her password")

    assert page.status == 422
    assert "Name or password is wrong." in page.text
    assert page.error_at("password") == ""
    assert "Log out" not in page.text


def test_a_name_that_was_guessed_at_too_often_is_told_when_to_try_again(
    browser: Browser, world: World
) -> None:
    world.guessed_at.add("Anna Baker")

    page = browser.log_in("Anna Baker", "whatever it was")

    assert (page.status, page.headers["Retry-After"]) == (429, "42")
    assert "One moment, please" in page.text


def test_the_gateway_is_told_whom_a_request_comes_from(browser: Browser, gateway: StandInGateway) -> None:
    browser.get("/")

    assert gateway.asked[-1].headers["X-Forwarded-For"] == "127.0.0.1"


def test_logging_out_ends_the_session_here_and_at_the_gateway(brian: Browser, world: World) -> None:
    tab = brian.another_tab()

    page = brian.send(brian.get("/").form("/log-out"))

    assert "You are logged out." in page.text
    assert "Log in" in page.links
    assert not world.refresh_tokens
    assert tab.get("/").status == 200
    tab.close()


@pytest.mark.parametrize("path", ["/reservations", "/account", "/selling/", "/selling/new"])
def test_personal_pages_ask_strangers_to_log_in_and_lead_on(browser: Browser, path: str) -> None:
    page = browser.get(path)

    assert page.path == "/log-in"
    assert "Please log in first." in page.text
    assert page.form("/log-in").fields["next"] == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "elsewhere",
    ],
)
def test_logging_in_never_leads_out_of_the_shop(browser: Browser, elsewhere: str) -> None:
    form = browser.get("/log-in").form("/log-in")

    page = browser.send(form, name="Brian Cooper", password=PASSWORD, next=elsewhere)

    assert page.path == "/"
    assert "Welcome back" in page.text


def test_the_tokens_cannot_be_read_in_the_cookie(brian: Browser, world: World) -> None:
    cookies = str(brian.http.cookies)

    assert not [token for token in (*world.access_tokens, *world.refresh_tokens) if token in cookies]
    assert "Brian" not in cookies


def test_a_cookie_that_was_tampered_with_is_a_stranger(brian: Browser) -> None:
    cookie = brian.http.cookies["shop_session"]
    brian.http.cookies.clear()
    brian.http.cookies.set("shop_session", cookie[:40] + "AAAA" + cookie[44:])

    assert brian.get("/account").path == "/log-in"


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: Browser) -> None:
    answer = browser.http.get(f"{browser.url}/log-in", timeout=5)

    attributes = {part.strip() for part in answer.headers["Set-Cookie"].split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= attributes
    assert "Secure" not in attributes


def test_looking_around_sets_no_cookie(browser: Browser) -> None:
    browser.get("/")

    assert not browser.http.cookies
