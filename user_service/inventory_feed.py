"""The events of inventory_service, read over REST."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from .domain import Event, Scope
from .feeds import FedEvent, Feed
from .rest.outgoing import Upstream
from .rest.request import Context
from .tokens import TokenIssuer

SUBJECT = "svc_user_service"


class EventRow(Struct, frozen=True):
    position: int
    id: Annotated[str, Meta(min_length=1, max_length=64)]
    kind: Annotated[str, Meta(max_length=40)]
    at: Annotated[datetime, Meta(tz=True)]
    user_id: Annotated[str, Meta(max_length=30)] | None
    item_id: Annotated[str, Meta(max_length=30)] | None
    detail: str


class EventsPage(Struct, frozen=True):
    items: list[EventRow]


class OwnTokens:
    """user_service need not ask itself for a token: it signs its own."""

    def __init__(self, tokens: TokenIssuer) -> None:
        self._tokens = tokens

    def token(self) -> str:
        return self._tokens.issue(SUBJECT, [Scope.EVENTS_READ.value])

    def forget(self) -> None:
        """Nothing is kept: every token is new."""


class InventoryFeed(Feed):
    def __init__(self, base_url: Callable[[], str], tokens: TokenIssuer) -> None:
        self._upstream = Upstream("inventory_service", base_url, OwnTokens(tokens))

    def after(self, position: int, limit: int) -> list[FedEvent]:
        context = Context(f"feed-{secrets.token_hex(8)}")
        page = self._upstream.get("/events", {"after": position, "limit": limit}, EventsPage, context)
        return [] if page is None else [_fed(row) for row in page.items]


def _fed(row: EventRow) -> FedEvent:
    return FedEvent(row.position, Event(row.id, row.kind, row.at, row.user_id, row.item_id, row.detail))
