"""From events to the journal: our own outbox, and the feed of inventory_service.

An event and the mark that it is in the journal are one transaction, so it gets there exactly once: after a
kill, and with several replicas applying the same feeds at the same time.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from .domain import Event
from .repository import Store

BATCH = 100
INVENTORY = "inventory_service"


@dataclass(frozen=True, slots=True)
class FedEvent:
    """An event of another service; positions only rise."""

    position: int
    event: Event


class FeedOutOfOrderError(Exception):
    """The other service told again what was told."""


class Feed(ABC):
    """Another service's events."""

    @abstractmethod
    def after(self, position: int, limit: int) -> list[FedEvent]:
        """The next events, in order."""


def apply_outbox(store: Store) -> int:
    """Move our own oldest events into the journal; how many there were."""
    with store.read() as work:
        waiting = work.journal.announced(BATCH)
    if not waiting:
        return 0
    with store.write() as work:
        for event in waiting:
            if work.journal.take(event.id):
                work.journal.write(event)
    return len(waiting)


def apply_feed(store: Store, name: str, feed: Feed) -> int:
    """Put another service's next events into the journal; how many there were."""
    with store.read() as work:
        position = work.journal.position(name)
    # Asked outside of any transaction: the other service may be slow.
    fed = feed.after(position, BATCH)
    if not fed:
        return 0
    if fed[-1].position <= position:
        raise FeedOutOfOrderError(
            f"{name} answered {fed[-1].position} when asked for what is after {position}"
        )
    with store.write() as work:
        if work.journal.advance(name, position, fed[-1].position):
            told = work.journal.told([one.event.id for one in fed])
            for one in fed:
                if one.event.id not in told:
                    work.journal.write(one.event)
                    told.add(one.event.id)
    return len(fed)
