"""What the pages point at is there."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import REPOSITORY
from tests.house import repository

PAGES = dict(repository.texts("*.md"))
TOP = {path.name for path in REPOSITORY.iterdir()} - {"var"}
# What a command makes, and the files of a service that a reader is led to make.
NOT_YET = re.compile(r"k8s/overlays/\w+/secrets|.*/orders?(/|\.|$)")


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_lead_somewhere(page: str) -> None:
    prose = re.sub(r"(?s)```.*?```|`[^`\n]*`(?!\])", "", PAGES[page])
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose)
    folder = (REPOSITORY / page).parent

    assert [link for link in links if "://" not in link and not (folder / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_paths_that_a_page_names_are_there(page: str) -> None:
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)+/?)`", PAGES[page])
    ours = {path for path in named if Path(path).parts[0] in TOP and not NOT_YET.match(path)}

    assert {path for path in ours if not (REPOSITORY / path).exists()} == set()
