"""Settings that follow CONFIG_FILE while the process runs."""

import dataclasses
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from . import config_file
from .environment import SettingsError, read
from .log import say

S = TypeVar("S")

_RECHECK_S = 1.0


def watch(cls: type[S], settings: S) -> Callable[[], S]:
    """The settings as they are now: `settings`, with its live fields following CONFIG_FILE."""
    return _Watched(cls, settings)


class _Watched:
    def __init__(self, cls: type[Any], settings: Any) -> None:
        self._cls = cls
        self._settings = settings
        self._path = config_file.path(os.environ)
        self._lock = threading.Lock()
        self._checked_at = time.monotonic()
        self._seen = self._stamp()

    def __call__(self) -> Any:
        if time.monotonic() - self._checked_at >= _RECHECK_S and self._lock.acquire(blocking=False):
            try:
                self._checked_at = time.monotonic()
                self._follow()
            finally:
                self._lock.release()
        return self._settings

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        # A mounted ConfigMap is swapped by a link: the inode changes even when the second does not.
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _follow(self) -> None:
        stamp = self._stamp()
        if stamp in (self._seen, None):
            return
        self._seen = stamp
        try:
            fresh = read(self._cls, os.environ)
        except SettingsError as bad:
            say(logging.WARNING, "config_refused", mistakes=bad.mistakes)
            return
        live = [field.name for field in dataclasses.fields(self._cls) if field.metadata.get("live")]
        changes = {
            name: getattr(fresh, name)
            for name in live
            if getattr(fresh, name) != getattr(self._settings, name)
        }
        self._settings = dataclasses.replace(self._settings, **changes)
        say(logging.INFO, "config_followed", changed=sorted(changes))
