"""The words of make, and where else they are written down."""

import re
import subprocess

from tests.house import repository
from tests.support.processes import REPOSITORY

MAKEFILE = (REPOSITORY / "Makefile").read_text()


def offered() -> set[str]:
    """The words that `make help` prints."""
    said = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return set(re.findall(r"(?m)^  make ([a-z-]+)", said.stdout))


def test_make_without_a_word_says_what_there_is() -> None:
    said = subprocess.run(["make"], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert "make run" in said.stdout


def test_every_word_is_explained() -> None:
    [words] = re.findall(r"(?m)^\.PHONY: (.*)$", MAKEFILE)

    assert set(words.split()) == offered()


def test_every_word_is_in_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text()

    assert {word for word in offered() if f"make {word}" not in readme and f"`{word}`" not in readme} == set()


def test_every_word_that_a_document_uses_exists() -> None:
    used = {
        (name, word)
        for name, text in repository.texts("*.md")
        for word in re.findall(r"(?:`|^ *\$? ?)make ([a-z-]+)", text, re.MULTILINE)
    }

    assert {(name, word) for name, word in used if word not in offered()} == set()
