"""From bodies, whose shape is sound, to values that the shop's rules allow."""

from functools import partial

from msgspec import UNSET, UnsetType

from .contract import AdjustmentBody, ItemChangesBody, NewItemBody, PriceChange
from .domain import ItemChanges, NewItem
from .values import Adjustment, Description, ItemName, Money, Quantity, Reason, Sku, make_all


def new_item(body: NewItemBody) -> NewItem:
    """Raises InvalidMembersError, as all here."""
    members = make_all(
        sku=partial(Sku, body.sku),
        name=partial(ItemName, body.name),
        description=partial(_description, body.description),
        price=partial(Money.parse, body.price.amount, body.price.currency),
        quantity=partial(Quantity, body.quantity),
    )
    return NewItem(**members)


def item_changes(body: ItemChangesBody, currency: str) -> ItemChanges:
    """`currency` is that of an amount which comes without one."""
    members = make_all(
        name=partial(_name, body.name),
        description=partial(_description, None if body.description is UNSET else body.description),
        price=partial(_price, body.price, currency),
    )
    named = UNSET if body.price is UNSET else body.price.currency
    return ItemChanges(
        **members,
        clear_description=body.description is not UNSET and members["description"] is None,
        currency=None if named is UNSET else named,
    )


def adjustment(body: AdjustmentBody) -> tuple[Adjustment, Reason]:
    members = make_all(by=partial(Adjustment, body.by), reason=partial(Reason, body.reason))
    return members["by"], members["reason"]


def held_quantity(units: int) -> Quantity:
    quantity: Quantity = make_all(quantity=partial(Quantity.at_least_one, units))["quantity"]
    return quantity


def _name(text: str | UnsetType) -> ItemName | None:
    return None if text is UNSET else ItemName(text)


def _description(text: str | None) -> Description | None:
    description = Description(text or "")
    return description if description.text else None


def _price(change: PriceChange | UnsetType, currency: str) -> Money | None:
    if change is UNSET or change.amount is UNSET:
        return None
    return Money.parse(change.amount, currency if change.currency is UNSET else change.currency)
