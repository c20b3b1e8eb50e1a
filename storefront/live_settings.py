"""Settings that follow the mounted file while the storefront runs."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import fields, replace

from .config_file import stamp
from .errors import SettingsError
from .settings import Settings, config_path, load_settings

FOLLOWED = ("gateway_url", "gateway_timeout_s", "log_level")

log = logging.getLogger(__name__)


class LiveSettings:
    """
    The settings of now: the gateway's address, its timeout and the log level follow the file; all others
    wait for a restart. A file with a mistake in it is refused as a whole, with a log line.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._path = config_path(environ)
        self._seen = stamp(self._path)
        self._settings = load_settings(environ)
        self._changing = threading.Lock()

    @property
    def current(self) -> Settings:
        """The settings, the file read again if it changed. One `stat` when it did not."""
        if stamp(self._path) != self._seen:
            with self._changing:
                self._follow()
        return self._settings

    def _follow(self) -> None:
        seen = stamp(self._path)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            wanted = load_settings(self._environ)
        except SettingsError as error:
            log.error("Settings refused, the old ones stay: %s", error)
            return
        followed = {name: getattr(wanted, name) for name in FOLLOWED}
        self._settings = replace(self._settings, **followed)
        logging.getLogger(__package__).setLevel(wanted.log_level.upper())
        waiting = [
            f.name.upper()
            for f in fields(wanted)
            if getattr(wanted, f.name) != getattr(self._settings, f.name)
        ]
        log.warning("Settings read again; waiting for a restart: %s", ", ".join(waiting) or "none")
