"""Where services are: said by the environment, or by a mounted file that is followed as it changes."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway import addresses
from gateway.addresses import Addresses
from gateway.settings import BadSettings

ENVIRON = {"BOOKS_URL": "http://books:1", "PEOPLE_URL": "http://people:1"}
SERVICES = {"books": None, "people": None}


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str | bytes | None], Path]:
    """Writes the file in one step, as Kubernetes does; `None` takes it away. Every question looks at it anew."""
    monkeypatch.setattr(addresses, "CHECK_EVERY_S", 0)
    file = tmp_path / "config.cfg"

    def write(content: str | bytes | None) -> Path:
        if content is None:
            file.unlink()
            return file
        new = tmp_path / "new"
        new.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(new, file)
        return file

    return write


Config = Callable[[str | bytes | None], Path]


def test_the_environment_says_where_services_are(tmp_path: Path) -> None:
    known = Addresses(SERVICES, ENVIRON, tmp_path / "none.cfg")
    assert (known.url("books"), known.url("people")) == ("http://books:1", "http://people:1")


def test_a_service_may_have_an_address_by_default() -> None:
    known = Addresses({"books": "http://default:1"}, {}, None)
    assert known.url("books") == "http://default:1"


def test_every_service_without_an_address_is_told() -> None:
    with pytest.raises(BadSettings) as bad:
        Addresses(SERVICES, {}, None)
    assert bad.value.sentences == [
        "BOOKS_URL is not set; it must be the address of the service books.",
        "PEOPLE_URL is not set; it must be the address of the service people.",
    ]


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(BadSettings, match="BOOKS_URL is 'books:1'"):
        Addresses(SERVICES, {**ENVIRON, "BOOKS_URL": "books:1"}, None)


def test_the_file_wins_for_the_names_that_it_holds(config: Config) -> None:
    file = config('# Where the books are\n\nBOOKS_URL="http://elsewhere:2/"  # new\n')
    known = Addresses(SERVICES, ENVIRON, file)
    assert (known.url("books"), known.url("people")) == ("http://elsewhere:2", "http://people:1")


def test_the_file_is_followed_as_it_changes(config: Config) -> None:
    known = Addresses(SERVICES, ENVIRON, config('BOOKS_URL="http://first:1"'))
    config('BOOKS_URL="http://second:1"\nPEOPLE_URL="http://second:2"')
    assert (known.url("books"), known.url("people")) == ("http://second:1", "http://second:2")


def test_a_file_that_appears_and_goes_is_followed(config: Config, tmp_path: Path) -> None:
    known = Addresses(SERVICES, ENVIRON, tmp_path / "config.cfg")
    config('BOOKS_URL="http://file:1"')
    assert known.url("books") == "http://file:1"
    config(None)
    assert known.url("books") == "http://books:1"


def test_a_file_that_goes_with_the_only_address_keeps_that_address(config: Config) -> None:
    known = Addresses({"books": None}, {}, config('BOOKS_URL="http://file:1"'))
    config(None)
    assert known.url("books") == "http://file:1"


WRONG: list[str | bytes] = [
    'OTHER_URL="http://books:1"',
    "BOOKS_URL=http://books:1",
    'BOOKS_URL="ftp://books:1"',
    'BOOKS_URL=""',
    'books_url="http://books:1"',
    "nonsense",
    b'BOOKS_URL="http://b\xffks:1"',
]


@pytest.mark.parametrize("content", WRONG)
def test_a_wrong_file_stops_the_start(config: Config, content: str | bytes) -> None:
    with pytest.raises(BadSettings):
        Addresses(SERVICES, ENVIRON, config(content))


@pytest.mark.parametrize("content", WRONG)
def test_a_file_that_becomes_wrong_is_told_once_and_not_used(
    config: Config, content: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    known = Addresses(SERVICES, ENVIRON, config('BOOKS_URL="http://good:1"'))
    config(content)
    with caplog.at_level(logging.ERROR):
        assert [known.url("books") for _ in range(3)] == ["http://good:1"] * 3
    assert len(caplog.records) == 1
    config('BOOKS_URL="http://better:1"')
    assert known.url("books") == "http://better:1"


def test_the_line_that_is_wrong_is_told(config: Config) -> None:
    with pytest.raises(
        BadSettings, match=r'Line 2 of .*config.cfg is not NAME="value" with one of BOOKS_URL, PEOPLE_URL'
    ):
        Addresses(SERVICES, ENVIRON, config('BOOKS_URL="http://a:1"\nUSERS_URL="http://b:1"'))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        Addresses(SERVICES, ENVIRON, tmp_path)
