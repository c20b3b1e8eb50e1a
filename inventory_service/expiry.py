"""Giving back what was held too long, in the background, in every process that serves."""

import logging
import threading

from .repository import StoreUnavailableError
from .rest.log import say, say_failure
from .service import Shop

_EVERY_S = 1.0


class Expiry(threading.Thread):
    """Sweeps every second. A process that dies leaves nothing half done: the next one sweeps what is still due."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(name="expiry", daemon=True)
        self._shop = shop
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.wait(_EVERY_S):
            try:
                self._sweep()
            except StoreUnavailableError as error:
                say(logging.WARNING, "expiry_waits", reason=str(error))
            except Exception:
                # Stock must be given back tomorrow too, whatever happened today.
                say_failure("expiry_failed")

    def stop(self) -> None:
        self._stopping.set()

    def _sweep(self) -> None:
        while expired := self._shop.expire_due():
            say(logging.INFO, "reservations_expired", count=expired)
