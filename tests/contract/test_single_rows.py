"""One row at its own path, and not sending it again when it has not changed."""

import pytest

from tests.contract.asking import Asked, refused
from tests.contract.subjects import COLLECTIONS, Collection

pytestmark = pytest.mark.parametrize(
    "collection", [collection for collection in COLLECTIONS if collection.has_single], ids=str, indirect=True
)


@pytest.fixture
def path(collection: Collection, owner: Asked) -> str:
    """The path of a row."""
    row = owner.found(collection.path, first=1)["items"][0]
    return f"{collection.path}/{row['id']}"


def test_a_row_is_the_same_alone_as_among_others(collection: Collection, owner: Asked, path: str) -> None:
    row = owner.found(path)

    assert owner.found(collection.path, id=row["id"])["items"] == [row]


def test_a_row_that_is_not_there_is_404(collection: Collection, owner: Asked, absent: str) -> None:
    refused(owner.get(f"{collection.path}/{absent}"), 404, "NOT_FOUND")


def test_an_id_of_another_form_is_400(collection: Collection, owner: Asked) -> None:
    refused(owner.get(f"{collection.path}/xyz"), 400, "MALFORMED_ID")


def test_an_unchanged_row_is_not_sent_again(owner: Asked, path: str) -> None:
    first = owner.get(path)

    again = owner.get(path, headers={"If-None-Match": first.headers["ETag"]})
    other = owner.get(path, headers={"If-None-Match": '"other"'})

    assert first.headers["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")
    assert (other.status_code, other.content) == (200, first.content)


def test_an_unchanged_page_is_not_sent_again(collection: Collection, owner: Asked) -> None:
    first = owner.get(collection.path)

    assert owner.get(collection.path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
