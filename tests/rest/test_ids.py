"""Ids: of the TypeID form, rising, and told apart by their prefix."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from inventory_service.rest.ids import is_id, mint


def test_ids_have_the_form_that_is_promised() -> None:
    assert re.fullmatch(r"(usr|itm|rsv|jrn)_[0-7][0-9a-hjkmnp-tv-z]{25}", mint("itm"))


def test_ids_hold_the_time_and_are_of_version_7() -> None:
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    number = 0
    for letter in mint("itm").removeprefix("itm_"):
        number = number << 5 | alphabet.index(letter)

    assert abs((number >> 80) / 1000 - time.time()) < 1
    assert number >> 76 & 0xF == 7
    assert number >> 62 & 0b11 == 0b10


def test_ids_rise_as_they_are_made() -> None:
    made = [mint("itm") for _ in range(10_000)]

    assert made == sorted(set(made))


def test_no_two_threads_make_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [
            made for part in pool.map(lambda _: [mint("itm") for _ in range(500)], range(8)) for made in part
        ]

    assert len(set(made)) == 4000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "itm_",
        "usr_01kajgryp0f2v9h8b5c3x7m6qd",
        "itm_81kajgryp0f2v9h8b5c3x7m6qd",
        "itm_01KAJGRYP0F2V9H8B5C3X7M6QD",
        "itm_01kajgryp0f2v9h8b5c3x7m6ql",
        "itm_01kajgryp0f2v9h8b5c3x7m6qd\n",
        "itm_01kajgryp0f2v9h8b5c3x7m6qd0",
    ],
)
def test_other_texts_are_no_ids(text: str) -> None:
    assert not is_id("itm", text)
    assert is_id("itm", "itm_01kajgryp0f2v9h8b5c3x7m6qd")
