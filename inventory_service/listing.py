"""Answering a collection's query: a batch by keys, a page for every key, or one page of all."""

from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from .contract import ItemRow, ItemsQuery, ReservationRow, ReservationsQuery, item_row, reservation_row
from .domain import Actor, Item, Reservation
from .repository import ItemFilter, ItemOrder, Page, Position, Slice
from .rest.paging import Batch, Order, PageQuery, Pages, batch
from .rest.paging import Page as PageOfRows
from .rest.paging import page as page_of_rows
from .rest.problems import FieldError, Problem
from .service import Shop

T = TypeVar("T")
Rows = Batch[ItemRow] | PageOfRows[ItemRow] | Pages[ItemRow]
ReservationRows = Batch[ReservationRow] | PageOfRows[ReservationRow] | Pages[ReservationRow]

_KEYS = ("id", "sku", "seller_id", "user_id", "item_id")
_ITEM_ORDERS = {
    ItemOrder.NAME_ASCENDING: Order("name", str, str),
    ItemOrder.NAME_DESCENDING: Order("-name", str, str),
    ItemOrder.PRICE_ASCENDING: Order("price", int, str),
    ItemOrder.PRICE_DESCENDING: Order("-price", int, str),
    ItemOrder.NEWEST: Order("newest", str),
}
_NEWEST_RESERVATION = Order("newest reservation", str)


def items(shop: Shop, query: ItemsQuery) -> Rows:
    """Raises 400 CONFLICTING_PARAMETERS where two kinds of answer are asked for at once."""
    _refuse_conflicts(query, keys_of_batches=("id", "sku"))
    if query.id:
        return batch([item_row(item) for item in shop.repository.items("id", query.id)])
    if query.sku:
        return batch([item_row(item) for item in shop.repository.items("sku", query.sku)])
    which = ItemFilter(query.order, query.search, query.in_stock, query.seller)
    part = _slice(query, _ITEM_ORDERS[query.order])
    if query.seller_id:
        pages = shop.repository.item_pages(query.seller_id, which, part)
        return Pages({key: _item_page(page, query) for key, page in pages.items()})
    return _item_page(shop.repository.item_page(which, part), query)


def reservations(shop: Shop, actor: Actor, query: ReservationsQuery) -> ReservationRows:
    """Those that `actor` may see; raises as `items`."""
    _refuse_conflicts(query, keys_of_batches=("id",))
    if query.id:
        now = shop.now()
        return batch([reservation_row(found, now) for found in shop.repository.reservations(query.id, actor)])
    part = _slice(query, _NEWEST_RESERVATION)
    if query.user_id:
        by_user = shop.repository.reservation_pages("user_id", query.user_id, actor, part)
        return Pages({key: _reservation_page(shop, page, query) for key, page in by_user.items()})
    if query.item_id:
        by_item = shop.repository.reservation_pages("item_id", query.item_id, actor, part)
        return Pages({key: _reservation_page(shop, page, query) for key, page in by_item.items()})
    return _reservation_page(shop, shop.repository.reservation_page(actor, part), query)


def item_cursor(item: Item, order: ItemOrder) -> str:
    return _ITEM_ORDERS[order].cursor(*order.position(item))


def position_by_name(after: str | None) -> Position | None:
    """The position in the order of names that a cursor stands for."""
    return _ITEM_ORDERS[ItemOrder.NAME_ASCENDING].position(after)


def _slice(query: PageQuery, order: Order) -> Slice:
    return Slice(query.first, order.position(query.after), with_total=query.count)


def _item_page(page: Page[Item], query: ItemsQuery) -> PageOfRows[ItemRow]:
    rows = [item_row(item, item_cursor(item, query.order)) for item in page.rows]
    return page_of_rows(rows, query.first, _total(page))


def _reservation_page(
    shop: Shop, page: Page[Reservation], query: ReservationsQuery
) -> PageOfRows[ReservationRow]:
    now = shop.now()
    rows = [reservation_row(found, now, _NEWEST_RESERVATION.cursor(found.id)) for found in page.rows]
    return page_of_rows(rows, query.first, _total(page))


def _total(page: Page[T]) -> int | UnsetType:
    return UNSET if page.total is None else page.total


def _refuse_conflicts(query: PageQuery, keys_of_batches: tuple[str, ...]) -> None:
    """A batch is its keys and nothing else; pages have one kind of key. What would not count is refused."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(type(query))}
    given = [name for name, default in defaults.items() if getattr(query, name) != default]
    keys = [name for name in given if name in _KEYS]
    is_batch = any(name in keys_of_batches for name in keys)
    conflicting = given if is_batch else keys
    if len(conflicting) > 1:
        detail = f"{' and '.join(conflicting)} cannot be asked together."
        errors = tuple(FieldError(f"/{name}", "CONFLICTING_PARAMETERS", detail) for name in conflicting)
        raise Problem(400, "CONFLICTING_PARAMETERS", detail, errors)
