"""The import command: items from a CSV file onto the shelf, their sellers found by name at user_service."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from .api import Inventory
from .csvlines import BadLine, Line
from .domain import RefusalError, SkuTakenError
from .rest.request import Context

_LINES_AT_A_TIME = 100


@dataclass(slots=True)
class Tally:
    """What became of the lines so far."""

    added: int = 0
    known: int = 0
    refused: int = 0


def import_lines(
    inventory: Inventory,
    lines: Iterable[Line | BadLine],
    tell: Callable[[BadLine], None],
    advance: Callable[[int], None],
) -> Tally:
    """Add every good line's item unless its sku is there, each in a transaction of its own.

    `tell` is told of every bad line, `advance` the number of the line that was reached. Raises what the store
    and user_service raise when they are away; what was added until then stays, and another run adds the rest.
    """
    tally = Tally()
    context = Context(request_id=f"import-{uuid.uuid4().hex}")
    for chunk in _chunks(lines):
        good = [line for line in chunk if isinstance(line, Line)]
        sellers = inventory.sellers.ids_by_name({line.seller for line in good}, context) if good else {}
        owners = _owners(inventory, [line.item.sku.text for line in good])
        for line in chunk:
            _take(tally, tell, _outcome(inventory, line, sellers, owners))
            advance(line.number)
    return tally


def _outcome(
    inventory: Inventory, line: Line | BadLine, sellers: Mapping[str, str], owners: Mapping[str, str]
) -> str | BadLine:
    """`added`, `known`, or why it is neither."""
    if isinstance(line, BadLine):
        return line
    seller_id = sellers.get(line.seller)
    if seller_id is None:
        return BadLine(line.number, f"seller: user_service knows no user named {line.seller!r}.")
    owner = owners.get(line.item.sku.text) or _add(inventory, line, seller_id)
    if isinstance(owner, BadLine):
        return owner
    if owner is None:
        return "added"
    if owner != seller_id:
        return BadLine(line.number, f"sku: {line.item.sku.text} belongs to another seller's item.")
    return "known"


def _add(inventory: Inventory, line: Line, seller_id: str) -> str | BadLine | None:
    """The owner of the item that has the sku already, None when there was none and it is added."""
    shop = inventory.shop
    try:
        shop.repository.write(lambda transaction: shop.add_item(transaction, seller_id, line.item))
    except SkuTakenError:
        return _owners(inventory, [line.item.sku.text])[line.item.sku.text]
    except RefusalError as refusal:
        return BadLine(line.number, f"{refusal.member.rpartition('/')[2]}: {refusal.detail}")
    return None


def _owners(inventory: Inventory, skus: Sequence[str]) -> dict[str, str]:
    """Whose item has a sku, for those of `skus` that are taken."""
    return {item.sku.text: item.seller_id for item in inventory.shop.repository.items("sku", skus)}


def _take(tally: Tally, tell: Callable[[BadLine], None], outcome: str | BadLine) -> None:
    if isinstance(outcome, BadLine):
        tally.refused += 1
        tell(outcome)
    elif outcome == "added":
        tally.added += 1
    else:
        tally.known += 1


def _chunks(lines: Iterable[Line | BadLine]) -> Iterator[list[Line | BadLine]]:
    remaining = iter(lines)
    while chunk := list(islice(remaining, _LINES_AT_A_TIME)):
        yield chunk
