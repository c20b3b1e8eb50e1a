"""What can be measured of how the shop looks."""

import re
from itertools import product
from xml.etree import ElementTree

import pytest

from tests.storefront.browser import Browser
from tests.support.processes import REPOSITORY

STYLES = REPOSITORY / "storefront" / "static" / "base.css"
TEXT_ON_GROUND = [
    *product(["ink", "ink-soft", "brand", "clay"], ["paper", "sheet", "sunken"]),
    ("ink-soft", "none-ground"),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("good", "good-ground"),
    ("few", "few-ground"),
    ("bad", "bad-ground"),
    ("bad", "sheet"),
]
PALETTES = re.findall(r":root \{(.*?)\}", STYLES.read_text(encoding="utf-8"), re.DOTALL)
SKUS = ["CER-1", "BIK-1", "TEA-1", "BUC-1", "HOL-1", "WOO-1", "SAD-1", "CUO-1", "OHM-1", "x", "A.b_c-9"]


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark"])
def test_text_stands_out_from_its_ground_as_wcag_aa_asks(palette: str, text: str, ground: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", palette))

    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark"])
def test_the_edges_of_fields_can_be_seen(palette: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", palette))

    assert min(_contrast(colours["line-strong"], colours[ground]) for ground in ("paper", "sheet")) >= 3


def test_every_picture_is_a_drawing_and_nothing_else(browser: Browser) -> None:
    for sku in SKUS:
        drawn = ElementTree.fromstring(browser.http.get(f"{browser.url}/tile/{sku}.svg", timeout=5).text)

        kinds = {element.tag.rpartition("}")[2] for element in drawn.iter()}
        assert kinds <= {"svg", "g", "rect", "circle", "ellipse", "path", "clipPath"}
        assert not [element for element in drawn.iter() if "style" in element.attrib]


def test_static_files_may_be_kept_because_their_address_changes_with_them(browser: Browser) -> None:
    styles = [
        attributes["href"]
        for tag, attributes in browser.get("/").tags
        if attributes.get("rel") == "stylesheet"
    ]

    for address in styles:
        answer = browser.http.get(browser.url + address, timeout=5)
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
