"""Idempotency-Key: the claim of a key, the work and its answer commit together or not at all."""

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    column,
    delete,
    insert,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from .answers import JSON_TYPE, Answer, refused
from .problems import Problem
from .request import IdempotencyKey, Request

HEADER = "Idempotency-Key"
KEPT_S = 24 * 60 * 60
_PURGE_EVERY_S = 600
_CLAIM_WAIT_MS = 50
_LARGEST_ANSWER = 16 * 1024 * 1024

_keys = table(
    "idempotency_keys",
    column("id"),
    column("fingerprint"),
    column("created_at"),
    column("status"),
    column("headers"),
    column("body"),
)


def idempotency_table(metadata: MetaData) -> Table:
    """The table as a migration makes it; `created_at` in seconds since 1970, `status` null until answered."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("id", String(64), primary_key=True),
        Column("fingerprint", String(64), nullable=False),
        Column("created_at", BigInteger, nullable=False, index=True),
        Column("status", SmallInteger),
        Column("headers", Text),
        Column("body", LargeBinary(_LARGEST_ANSWER)),
    )


def key_of(sent: str | None, scope: tuple[str, str], asked: tuple[str, Any]) -> IdempotencyKey | None:
    """`scope` is caller and route; `asked` the path and the decoded body, so that spacing does not matter."""
    if sent is None:
        return None
    if not re.fullmatch(r"[\x21-\x7e]{1,255}", sent):
        raise Problem(400, "BAD_IDEMPOTENCY_KEY", f"{HEADER} has 1 to 255 visible ASCII characters.")
    return IdempotencyKey(_digest((*scope, sent)), _digest(asked))


def _digest(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


class InFlight:
    """Keys whose first request still runs in this process; a second one is told so instead of waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: set[str] = set()

    @contextmanager
    def hold(self, key: IdempotencyKey | None) -> Iterator[None]:
        if key is None:
            yield
            return
        with self._lock:
            if key.id in self._ids:
                raise _in_use()
            self._ids.add(key.id)
        try:
            yield
        finally:
            with self._lock:
                self._ids.discard(key.id)


def once(connection: Connection, request: Request[Any, Any], work: Callable[[], Answer]) -> Answer:
    """Does the work unless its key has been used; `connection` is the transaction in which `work` writes.

    An answer below 500 is kept with the key, a refusal too (its writes are undone); else no trace is left.
    """
    key = request.idempotency_key
    if key is None:
        return work()
    now = int(time.time())
    connection.execute(delete(_keys).where(_keys.c.id == key.id, _keys.c.created_at < now - KEPT_S))
    if not _claim(connection, key, now):
        return _replay(connection, key)
    answer = _attempt(connection, request, work)
    connection.execute(
        update(_keys)
        .where(_keys.c.id == key.id)
        .values(
            status=answer.status,
            headers=json.dumps({"Content-Type": answer.media_type, **answer.headers}),
            body=answer.encoded(),
        )
    )
    _purge.when_due(connection, now)
    return answer


def _attempt(connection: Connection, request: Request[Any, Any], work: Callable[[], Answer]) -> Answer:
    savepoint = connection.begin_nested()
    try:
        answer = work()
    except Exception as error:
        problem = request.translate(error)
        if problem is None or problem.status >= 500:
            # The owner of the transaction rolls it all back; after a deadlock there is no savepoint any more.
            raise
        savepoint.rollback()
        return refused(problem)
    savepoint.commit()
    if answer.status is None:
        raise TypeError("An answer that is kept with a key states its status.")
    return answer


def _claim(connection: Connection, key: IdempotencyKey, now: int) -> bool:
    """Whether the key is ours; another transaction that holds it unfinished is waited for only a moment."""
    row = {"id": key.id, "fingerprint": key.fingerprint, "created_at": now}
    dialect = connection.dialect.name
    if dialect == "sqlite":
        statement: Any = sqlite.insert(_keys).values(row).on_conflict_do_nothing()
    elif dialect == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_CLAIM_WAIT_MS}ms'")
        statement = postgresql.insert(_keys).values(row).on_conflict_do_nothing()
    else:
        statement = insert(_keys).values(row).prefix_with("IGNORE")
    try:
        # Not every driver's count of an INSERT is kept unless asked for: psycopg's would be -1.
        claimed = connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount == 1
    except OperationalError as error:
        if error.connection_invalidated:
            raise
        raise _in_use() from error
    if dialect == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = DEFAULT")
    return claimed


def _replay(connection: Connection, key: IdempotencyKey) -> Answer:
    row = connection.execute(select(_keys).where(_keys.c.id == key.id)).one()
    if row.fingerprint != key.fingerprint:
        raise Problem(422, "IDEMPOTENCY_KEY_REUSED", f"This {HEADER} was used for another request.")
    headers = json.loads(row.headers)
    media_type = headers.pop("Content-Type", JSON_TYPE)
    return Answer(
        bytes(row.body), row.status, {**headers, "Idempotency-Replayed": "true"}, "no-store", media_type
    )


def _in_use() -> Problem:
    detail = f"The first request with this {HEADER} is still running."
    return Problem(409, "IDEMPOTENCY_KEY_IN_USE", detail, headers={"Retry-After": "1"})


class _Purge:
    """Forgets old keys now and then, as a side effect of new ones."""

    def __init__(self) -> None:
        self._due_at = 0.0

    def when_due(self, connection: Connection, now: int) -> None:
        if time.monotonic() >= self._due_at:
            self._due_at = time.monotonic() + _PURGE_EVERY_S
            connection.execute(delete(_keys).where(_keys.c.created_at < now - KEPT_S))


_purge = _Purge()
