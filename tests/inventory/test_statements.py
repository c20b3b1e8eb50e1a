"""However many keys are asked, a page for each of them is one SQL statement, and one more for the totals."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from inventory_service.app import MIGRATIONS
from inventory_service.domain import Actor
from inventory_service.repository import ItemFilter, Slice
from inventory_service.rest.database import Database
from inventory_service.rest.ids import mint
from inventory_service.sql_repository import SqlRepository

EVERYONE = Actor("svc_test", frozenset({"reservations:read"}))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database."""
    made = Database(database_url, MIGRATIONS)
    made.upgrade()
    yield made
    made.close()


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database meanwhile, the limits of transactions apart."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("with_total", "count"), [(False, 1), (True, 2)])
def test_pages_for_a_hundred_keys(database: Database, with_total: bool, count: int) -> None:
    repository, part = SqlRepository(database), Slice(5, None, with_total)
    users, items = [mint("usr") for _ in range(100)], [mint("itm") for _ in range(100)]
    questions: list[Callable[[], Mapping[str, object]]] = [
        lambda: repository.item_pages(users, ItemFilter(), part),
        lambda: repository.reservation_pages("user_id", users, EVERYONE, part),
        lambda: repository.reservation_pages("item_id", items, EVERYONE, part),
    ]

    for ask in questions:
        with statements(database.engine) as sent:
            assert len(ask()) == 100
        assert len(sent) == count
