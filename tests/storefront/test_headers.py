"""What every answer carries, and no page contains."""

import re
from collections.abc import Callable

import pytest

from tests.storefront.browser import Browser, Page
from tests.storefront.standin import StandInGateway, World
from tests.support.processes import Process

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
PUBLIC = ["/", "/?search=zzz", "/items/KIL-1", "/log-in", "/sign-up", "/nothing-here", "/?order=bad"]
PERSONAL = ["/reservations", "/account", "/selling/", "/selling/new", "/selling/items/KIL-1"]
OTHERS = ["/livez", "/readyz", "/static/base.css", "/static/icon.svg", "/tile/KIL-1.svg"]


@pytest.fixture
def pages(anna: Browser, world: World, new_browser: Callable[[], Browser]) -> list[Page]:
    """Every kind of page, as a stranger and as a seller sees them."""
    item = world.add_item(world.anna, "KIL-1", "Glazed bowl")
    world.hold(world.anna, item, 1)
    stranger = new_browser()
    return [*(stranger.get(path) for path in PUBLIC), *(anna.get(path) for path in [*PUBLIC, *PERSONAL])]


def test_nothing_in_a_page_is_inline_or_from_elsewhere(pages: list[Page]) -> None:
    for page in pages:
        for tag, attributes in page.tags:
            assert tag not in {"script", "style", "iframe", "object", "embed", "base"}
            assert "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]
            for address in (attributes.get("href"), attributes.get("src"), attributes.get("action")):
                assert not address or address.startswith(("/", "#")), address


def test_every_page_says_what_browsers_may_do_with_it(pages: list[Page], browser: Browser) -> None:
    for page in [*pages, *(browser.get(path) for path in OTHERS)]:
        assert page.headers["Content-Security-Policy"] == POLICY
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"


def test_personal_pages_are_not_kept_by_anyone(anna: Browser) -> None:
    assert {anna.get(path).headers["Cache-Control"] for path in PERSONAL} == {"no-store"}


def test_every_field_has_a_label_every_picture_a_text_and_every_page_one_heading(pages: list[Page]) -> None:
    for page in pages:
        labelled = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}
        for tag, attributes in page.tags:
            if tag in {"input", "select", "textarea"} and "hidden" not in {
                attributes.get("type"),
                *attributes,
            }:
                assert attributes.get("id") in labelled or attributes.get("type") == "checkbox", attributes
            assert tag != "img" or "alt" in attributes
        assert [tag for tag, _ in page.tags].count("h1") == 1, page.path
        assert [tag for tag, _ in page.tags].count("main") == 1


def test_ids_in_a_page_are_its_own(pages: list[Page]) -> None:
    for page in pages:
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), page.path


def test_the_request_id_is_passed_on_to_the_gateway_and_back(
    browser: Browser, gateway: StandInGateway, storefront: Process
) -> None:
    answer = browser.http.get(f"{browser.url}/", headers={"X-Request-Id": "from-the-edge.1"}, timeout=5)

    assert answer.headers["X-Request-Id"] == "from-the-edge.1"
    assert gateway.asked[-1].headers["X-Request-Id"] == "from-the-edge.1"
    (line,) = storefront.request_log("from-the-edge.1")
    assert (line["method"], line["path"], line["status"], line["subject"]) == ("GET", "/", 200, None)


def test_a_request_id_that_is_none_is_replaced(browser: Browser) -> None:
    answer = browser.http.get(f"{browser.url}/", headers={"X-Request-Id": "no {good} id"}, timeout=5)

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_the_log_holds_no_token_password_or_search(brian: Browser, world: World, storefront: Process) -> None:
    brian.get("/?search=something+private")

    written = storefront.output(last_lines=200)
    assert '"query_keys": ["search"]' in written
    for secret in ("something", "a long enough password", *world.access_tokens, *world.refresh_tokens):
        assert secret not in written
