"""Pages per key: many small pages in one call."""

import pytest

from inventory_service.rest.ids import mint
from tests.contract.asking import Asked, refused
from tests.contract.subjects import COLLECTIONS, Collection

RELATIONS = [(collection, by) for collection in COLLECTIONS for by in collection.by]
PREFIXES = {"user_id": "usr", "seller_id": "usr", "item_id": "itm"}

pytestmark = pytest.mark.parametrize(
    ("collection", "by"),
    RELATIONS,
    ids=[f"{collection}-{by}" for collection, by in RELATIONS],
    indirect=["collection"],
)


def keys_in(owner: Asked, collection: Collection, by: str) -> list[str]:
    """The keys that rows of the collection have."""
    rows = owner.all_rows(collection.path, first=100)
    return sorted({row[by] for row in rows if row[by] is not None})


def test_every_key_that_is_asked_has_its_page(collection: Collection, by: str, owner: Asked) -> None:
    nobody = mint(PREFIXES[by])
    keys = keys_in(owner, collection, by)

    pages = owner.found(collection.path, **{by: [*keys, nobody], "first": 100})["pages"]

    assert pages.keys() == {*keys, nobody}
    assert pages[nobody] == {"items": [], "next": None}
    for key in keys:
        assert {row[by] for row in pages[key]["items"]} == {key}
    everything = {row["id"] for row in owner.all_rows(collection.path, first=100) if row[by] is not None}
    assert {row["id"] for page in pages.values() for row in page["items"]} == everything


def test_each_page_is_cut_and_can_be_gone_on_with(collection: Collection, by: str, owner: Asked) -> None:
    keys = keys_in(owner, collection, by)
    whole = owner.found(collection.path, **{by: keys, "first": 100})["pages"]
    busiest = max(keys, key=lambda key: len(whole[key]["items"]))
    assert len(whole[busiest]["items"]) >= 1

    cut = owner.found(collection.path, **{by: keys, "first": 1})["pages"]

    for key in keys:
        assert cut[key]["items"] == whole[key]["items"][:1]
        is_last = len(whole[key]["items"]) == 1
        assert cut[key]["next"] == (None if is_last else cut[key]["items"][0]["cursor"])
    seen, after = [], None
    while True:
        asked = {by: busiest, "first": 1, **({"after": after} if after else {})}
        page = owner.found(collection.path, **asked)["pages"][busiest]
        seen += page["items"]
        after = page["next"]
        if after is None:
            break
    assert seen == whole[busiest]["items"]


def test_totals_are_counted_only_when_asked(collection: Collection, by: str, owner: Asked) -> None:
    keys = keys_in(owner, collection, by)
    whole = owner.found(collection.path, **{by: keys, "first": 100})["pages"]

    counted = owner.found(collection.path, **{by: keys, "first": 1, "count": "true"})["pages"]

    assert {key: page["total"] for key, page in counted.items()} == {
        key: len(page["items"]) for key, page in whole.items()
    }
    assert all("total" not in page for page in whole.values())


def test_one_hundred_keys_are_taken_and_no_more(collection: Collection, by: str, owner: Asked) -> None:
    keys = [mint(PREFIXES[by]) for _ in range(101)]

    assert len(owner.found(collection.path, **{by: keys[:100]})["pages"]) == 100
    refused(owner.get(collection.path, params={by: keys}), 400, "TOO_MANY_KEYS")


def test_a_key_of_another_form_is_refused(collection: Collection, by: str, owner: Asked) -> None:
    refused(owner.get(collection.path, params={by: mint("xyz")}), 400, "MALFORMED_ID")
