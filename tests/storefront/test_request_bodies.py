"""Bodies are capped, announced or not."""

from collections.abc import Iterator

from tests.storefront.browser import Browser

MEBIBYTE = 1_048_576


def _dripping(size: int) -> Iterator[bytes]:
    for _ in range(0, size, 65_536):
        yield b"a" * 65_536


def test_a_body_over_the_limit_is_refused(browser: Browser) -> None:
    announced = browser.http.post(f"{browser.url}/log-in", data=b"a" * (MEBIBYTE + 1), timeout=10)
    chunked = browser.http.post(f"{browser.url}/log-in", data=_dripping(2 * MEBIBYTE), timeout=10)

    assert announced.status_code == chunked.status_code == 413
    assert "That is too much" in announced.text


def test_a_chunked_form_within_the_limit_is_read(browser: Browser) -> None:
    token = browser.get("/log-in").form("/log-in").fields["csrf_token"]
    form = [b"csrf_token=", token.encode(), b"&name=Brian+Cooper&password=", b"a+long+enough+password"]

    answer = browser.http.post(
        f"{browser.url}/log-in",
        data=iter(form),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=10,
    )

    assert "Welcome back, Brian Cooper." in answer.text
