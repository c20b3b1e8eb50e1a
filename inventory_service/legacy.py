"""The route that was there before there were conventions: GET / answers a bare array."""

from .api import Inventory
from .contract import ItemRow, LegacyQuery, item_row
from .listing import item_cursor, position_by_name
from .refusals import PROBLEMS
from .repository import ItemFilter, ItemOrder, Slice
from .rest.access import ANYONE
from .rest.answers import Answer
from .rest.request import Request
from .rest.routes import Routes

_ROWS = 100

legacy = Routes[Inventory](problems=PROBLEMS)


@legacy.get("/", ANYONE, answers=list[ItemRow])
def list_first_items(inventory: Inventory, request: Request[LegacyQuery, None]) -> Answer:
    """At most 100 items in the order of their names; `Link` leads to the next."""
    part = Slice(_ROWS, position_by_name(request.query.after))
    found = inventory.shop.repository.item_page(ItemFilter(), part).rows
    shown = found[:_ROWS]
    headers = {}
    if len(found) > _ROWS:
        headers["Link"] = f'</?after={item_cursor(shown[-1], ItemOrder.NAME_ASCENDING)}>; rel="next"'
    return Answer([item_row(item) for item in shown], 200, headers)
