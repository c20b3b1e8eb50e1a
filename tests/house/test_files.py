"""What the files of the repository may hold."""

import re

from tests.house import repository

LONGEST_FILE = 300
HAND_WRITTEN = ["*.py", "*.js", "*.jsx", "*.css", "*.html", "*.yaml", "Makefile", "*/Dockerfile"]
# Written in halves, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi." + "org",
    "python" + "hosted",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "jsdelivr",
    "unpkg",
]
HOME = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|opt|mnt)/[\w.-]+")
PRIVATE_KEY = "-----BEGIN " + "PRIVATE KEY"


def holding(*patterns: str, text: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, content in repository.texts(*patterns)
        for number, line in enumerate(content.splitlines(), 1)
        if text.search(line)
    ]


def test_no_file_is_too_long_to_have_one_thing_to_say() -> None:
    lengths = {name: len(text.splitlines()) for name, text in repository.texts(*HAND_WRITTEN)}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_names_a_registry_of_packages() -> None:
    named = re.compile("|".join(map(re.escape, REGISTRIES)))

    assert [place for place in holding(text=named) if not place.startswith("tests/house/test_files.py")] == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert [place for place in holding(text=HOME) if not place.startswith("tests/house/test_files.py")] == []


def test_no_private_key_is_kept() -> None:
    assert holding(text=re.compile(PRIVATE_KEY)) == []


def test_nothing_built_or_installed_is_kept() -> None:
    folders = {"node_modules", "dist", "docs_assets", "__pycache__", "var", ".venv", "secrets"}

    assert [str(path) for path in repository.files() if folders & set(path.parts)] == []
