"""The services' plumbing is one thing kept in several places."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BUILT = {"docs_assets", "node_modules", "__pycache__"}


def plumbing(service: str) -> dict[str, bytes]:
    root = REPOSITORY / service / "rest"
    files = (path for path in root.rglob("*") if path.is_file())
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in files
        if not BUILT & set(path.relative_to(root).parts)
    }


def test_every_service_has_the_same_byte_for_byte() -> None:
    original, copy = plumbing("inventory_service"), plumbing("user_service")

    assert original.keys() == copy.keys()
    assert [name for name in original if original[name] != copy[name]] == [], "Run `make rest`."


@pytest.mark.parametrize("name", ["leaving.py", "listening.py"])
def test_the_storefront_listens_and_leaves_as_the_services_do(name: str) -> None:
    original = plumbing("inventory_service")[name]

    assert (REPOSITORY / "storefront" / name).read_bytes() == original, "Run `make rest`."


def test_it_leans_on_nothing_of_the_service_it_serves() -> None:
    for name, source in plumbing("inventory_service").items():
        if name.endswith(".py"):
            assert not any(service in source for service in (b"user_service", b"inventory_service")), name
            assert b"from .." not in source, name
