"""Settings: refused when they are bad, followed when their file changes."""

from pathlib import Path

import pytest

from tests.storefront.browser import Browser
from tests.storefront.conftest import SECRET
from tests.storefront.standin import StandInGateway
from tests.support.processes import Process
from tests.support.waiting import eventually


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"HTTP_PORT": "many"}, "HTTP_PORT is 'many', but it must be a port from 1 to 65535."),
        ({"GATEWAY_URL": "gateway:8080"}, "GATEWAY_URL is 'gateway:8080', but it must be an address such as"),
        ({"COOKIE_SECURE": "maybe"}, "COOKIE_SECURE is 'maybe', but it must be 1 or 0."),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud', but it must be one of"),
        ({"MAX_BODY_BYTES": "0"}, "MAX_BODY_BYTES is '0', but it must be a whole number of at least 1."),
        ({"GATEWAY_TIMEOUT_S": "nan"}, "GATEWAY_TIMEOUT_S is 'nan', but it must be a number of seconds"),
        ({"SESSION_SECRET": "short"}, "SESSION_SECRET has 5 characters, but needs at least 32."),
        ({"SESSION_SECRET_FILE": "nowhere"}, "SESSION_SECRET_FILE is 'nowhere', but it cannot be read"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    done = Process("storefront", tmp_path, settings).run("serve", timeout_s=20)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('GATEWAY_ADDRESS="http://127.0.0.1:1"', "line 2: there is no setting GATEWAY_ADDRESS"),
        ("GATEWAY_URL: here", 'line 2: every line has the form NAME="value".'),
    ],
)
def test_a_mistake_in_the_file_stops_the_start(tmp_path: Path, line: str, sentence: str) -> None:
    (tmp_path / "config.cfg").write_text(f"# The storefront\n{line}\n")

    done = Process("storefront", tmp_path, {"SESSION_SECRET": SECRET}).run(timeout_s=20)

    assert done.returncode == 2
    assert sentence in done.stderr


def test_the_gateways_address_follows_the_file_and_a_mistake_in_it_is_refused(
    tmp_path: Path, gateway: StandInGateway
) -> None:
    file = tmp_path / "config.cfg"
    file.write_text('GATEWAY_URL="http://127.0.0.1:9"\n')
    with Process("storefront", tmp_path, {"SESSION_SECRET": SECRET}) as process:
        browser = Browser(process.url)
        assert browser.get("/").status == 503

        file.write_text(f'GATEWAY_URL="{gateway.url}"\n')
        eventually(lambda: browser.get("/").status == 200)

        file.write_text('GATEWAY_URL="nowhere at all"\n')
        assert browser.get("/").status == 200
        assert "Settings refused" in process.output()
        browser.close()


def test_replicas_with_one_secret_share_their_sessions(tmp_path: Path, brian: Browser) -> None:
    gateway_url = {"GATEWAY_URL": "http://127.0.0.1:9", "SESSION_SECRET": SECRET}
    with Process("storefront", tmp_path / "other", gateway_url) as other:
        at_other = brian.another_tab()
        at_other.url = other.url

        page = at_other.get("/account")

        assert page.path == "/account"
        assert "Log out" in page.text
        at_other.close()


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(
    tmp_path: Path, gateway: StandInGateway
) -> None:
    settings = {"GATEWAY_URL": gateway.url, "COOKIE_SECURE": "1", "SESSION_SECRET": SECRET}
    with Process("storefront", tmp_path, settings) as process:
        browser = Browser(process.url)
        cookie = browser.http.get(f"{process.url}/log-in", timeout=5).headers["Set-Cookie"]

        assert cookie.startswith("__Host-shop_session=")
        assert "; Secure" in cookie
        browser.close()


def test_without_a_secret_one_is_made_for_this_installation_and_kept(tmp_path: Path) -> None:
    with Process("storefront", tmp_path):
        made = tmp_path / "var" / "storefront_session.secret"
        first = made.read_text()

    with Process("storefront", tmp_path):
        assert made.read_text() == first
    assert len(first) >= 32
    assert made.stat().st_mode & 0o077 == 0


def test_it_ends_cleanly_when_it_is_told_to(tmp_path: Path) -> None:
    process = Process("storefront", tmp_path, {"SESSION_SECRET": SECRET})
    process.start()

    assert process.stop() == 0
    assert "Traceback" not in process.output()
