"""The visitor's own account."""

from collections.abc import Callable

from tests.storefront.browser import Browser
from tests.storefront.standin import World
from tests.storefront.standin.world import PASSWORD


def test_the_phone_number_can_be_changed(brian: Browser, world: World) -> None:
    form = brian.get("/account").form("/account/phone")

    page = brian.send(form, phone="9000000042")

    assert form.fields["phone"] == "9000000001"
    assert "Your phone number is changed." in page.text
    assert world.brian["phone"] == "9000000042"


def test_a_number_that_is_too_small_is_refused_at_its_field(brian: Browser) -> None:
    page = brian.send(brian.get("/account").form("/account/phone"), phone="42")

    assert page.status == 422
    assert page.error_at("phone") == "A phone number is at least 9000000000."
    assert page.form("/account/phone").fields["phone"] == "42"


def test_a_new_password_logs_out_every_other_device_but_this(
    brian: Browser, new_browser: Callable[[], Browser]
) -> None:
    other = new_browser()
    other.log_in("Brian Cooper", PASSWORD)

    form = brian.get("/account").form("/account/password")
    page = brian.send(form, currentPassword=PASSWORD, newPassword="another long one")

    assert page.path == "/account"
    assert "All other devices are logged out." in page.text
    assert other.get("/account").path == "/log-in"


def test_the_wrong_current_password_changes_nothing(brian: Browser, world: World) -> None:
    form = brian.get("/account").form("/account/password")

    page = brian.send(form, currentPassword="a guess", newPassword="another long one")

    assert page.status == 422
    assert page.error_at("currentPassword") == "This is not your password."
    assert world.brian["password"] == PASSWORD
    assert "another long one" not in page.html
