"""Which faults are on: a small file, written by `gateway fault` and watched by the proxies."""

import os
from pathlib import Path

import msgspec


class Setting(msgspec.Struct, frozen=True):
    """A fault of one service: for this share of its requests, for paths that begin so."""

    fault: str
    share: float = 1.0
    path: str = "/"


class Switch:
    """Service -> fault, in `file`; none where the file does not say."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at: tuple[int, int] | None = None
        self._settings: dict[str, Setting] = {}

    def settings(self) -> dict[str, Setting]:
        """What is on now."""
        try:
            stat = self._file.stat()
        except FileNotFoundError:
            return {}
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._read_at:
            self._settings = msgspec.json.decode(self._file.read_bytes(), type=dict[str, Setting])
            self._read_at = stamp
        return self._settings

    def turn(self, service: str, setting: Setting | None) -> None:
        """Switch a fault on, or off (`None`)."""
        changed = {name: kept for name, kept in self.settings().items() if name != service}
        if setting is not None:
            changed[service] = setting
        self._write(changed)

    def turn_all_off(self) -> None:
        """Let every service be as it is."""
        self._write({})

    def _write(self, settings: dict[str, Setting]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        written = self._file.with_suffix(".new")
        written.write_bytes(msgspec.json.encode(settings))
        os.replace(written, self._file)
