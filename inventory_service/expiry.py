"""Giving back what was held too long, in the background, in every process that serves."""

import logging
import threading
import time

from sqlalchemy.exc import OperationalError, ProgrammingError

from .rest.log import say, say_failure
from .service import Shop

_EVERY_S = 1.0


class Expiry(threading.Thread):
    """Sweeps every second. A process that dies leaves nothing half done: the next sweeps what is due."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(name="expiry", daemon=True)
        self._shop = shop

    def run(self) -> None:
        while True:
            time.sleep(_EVERY_S)
            try:
                self._sweep()
            except (OperationalError, ProgrammingError) as error:
                # The database is away, or not migrated yet.
                say(logging.WARNING, "expiry_waits", reason=type(error.orig).__name__)
            except Exception:
                # Stock must be given back tomorrow too, whatever happened today.
                say_failure("expiry_failed")

    def _sweep(self) -> None:
        while expired := self._shop.expire_due():
            say(logging.INFO, "reservations_expired", count=expired)
