"""The library, for every suite of the gateway."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.reading_room import ReadingRoom
from tests.support.collection import keeps, one_by_one

PEOPLE: list[dict[str, Any]] = [
    {"id": "per_1", "name": "Ada", "born": 1815, "phone": "111"},
    {"id": "per_2", "name": "Ben", "born": None, "phone": "222"},
    {"id": "per_3", "name": "Cleo", "born": 1900, "phone": None},
]
BOOKS: list[dict[str, Any]] = [
    {
        "id": f"bok_{n}",
        "title": f"Title {n}",
        "pages": 100 * n,
        "rating": 4.5,
        "price": "19.90",
        "genre": "PROSE",
        "in_print": True,
        "printed_at": "2026-11-21T09:30:00Z",
        "tags": ["old", "red"],
        "notes": ["torn", None],
        "size": {"height": 20, "width": None},
        "sales": 7,
        "author_id": "per_1" if n % 2 else "per_2",
        "editor_id": "per_3" if n == 1 else None,
        "translator_id": "per_2",
        "press_id": "p1",
        "drafter_id": "per_1",
    }
    for n in (1, 2, 3)
]
PRESSES: list[dict[str, Any]] = [{"id": "p1", "name": "First Press"}, {"id": "p2", "name": "Second Press"}]


@pytest.fixture(scope="module")
def open_room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as room:
        yield room


@pytest.fixture
def room(open_room: ReadingRoom) -> ReadingRoom:
    """Three books, three people and two presses, as the conventions say; nothing was asked yet."""
    open_room.forget()
    open_room.books.on("/books", keeps(BOOKS))
    open_room.people.on("/people", keeps(PEOPLE))
    for path, behaviour in one_by_one("/presses", PRESSES).items():
        open_room.books.on(path, behaviour)
    return open_room
