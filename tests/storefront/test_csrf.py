"""Forms of other sites are refused."""

import pytest

from tests.storefront.browser import Browser
from tests.storefront.standin import StandInGateway, World

PATHS = [
    "/log-in",
    "/sign-up",
    "/log-out",
    "/items/KIL-1/reserve",
    "/reservations/rsv_1/release",
    "/account/phone",
    "/account/password",
    "/selling/new",
    "/selling/items/KIL-1/stock",
    "/selling/items/KIL-1/details",
    "/selling/items/KIL-1/reservations/rsv_1/fulfil",
]


@pytest.mark.parametrize("token", [None, "", "guessed"])
@pytest.mark.parametrize("path", PATHS)
def test_a_form_without_the_sessions_token_does_nothing(
    brian: Browser, gateway: StandInGateway, path: str, token: str | None
) -> None:
    before = gateway.operations()

    answer = brian.http.post(brian.url + path, data={"csrf_token": token}, timeout=5)

    assert answer.status_code == 400
    assert "That form was too old" in answer.text
    assert gateway.operations() == before


def test_the_token_of_another_session_is_refused(brian: Browser, anna: Browser, world: World) -> None:
    form = anna.get("/account").form("/account/phone")

    page = brian.send(form, phone="9000000042")

    assert page.status == 400
    assert world.brian["phone"] == "9000000001"


def test_the_token_changes_when_somebody_logs_in(browser: Browser, gateway: StandInGateway) -> None:
    before = browser.get("/log-in").form("/log-in").fields["csrf_token"]
    browser.log_in("Brian Cooper", "a long enough password")

    assert browser.get("/account").form("/account/phone").fields["csrf_token"] != before
