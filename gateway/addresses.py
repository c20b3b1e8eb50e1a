"""Where services are: from the environment, and from a mounted file that is followed as it changes."""

import logging
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from gateway.settings import BadSettings, read_url

CHECK_EVERY_S = 1.0

log = logging.getLogger("gateway.addresses")

_LINE = re.compile(r'\s*([A-Z][A-Z0-9_]*)\s*=\s*"([^"]*)"\s*(?:#.*)?')


class Addresses:
    """Service name -> address. `<NAME>_URL` of the environment, unless the file holds that name."""

    def __init__(
        self, services: Mapping[str, str | None], environ: Mapping[str, str], config_file: Path | None
    ) -> None:
        """`services`: names with the address that each has when nothing says otherwise (`None`: it must be said).

        Raises:
            BadSettings: an address is missing or wrong, or the file names something else.
        """
        self._names = {f"{name.upper()}_URL": name for name in services}
        self._file = config_file
        self._given = {n: environ.get(v) or services[n] for v, n in self._names.items()}
        self._stamp: tuple[int, int] | None = None
        self._checked_at = time.monotonic()
        self._urls = self._read()

    def url(self, service: str) -> str:
        """The service's address now."""
        now = time.monotonic()
        if now - self._checked_at >= CHECK_EVERY_S:
            self._checked_at = now
            self._follow()
        return self._urls[service]

    def _follow(self) -> None:
        """Take over a changed file; one that is wrong is reported, and the last good addresses stay."""
        if self._stamp_of_file() == self._stamp:
            return
        try:
            self._urls = self._read()
            log.info("addresses were read again", extra={"urls": dict(self._urls)})
        except BadSettings as wrong:
            log.error("the changed %s is not used: %s", self._file, wrong)

    def _read(self) -> dict[str, str]:
        self._stamp = self._stamp_of_file()
        urls = {n: read_url(f"{n.upper()}_URL", url) for n, url in self._given.items() if url}
        if self._stamp is not None and self._file is not None:
            lines = self._lines(self._file)
            urls.update({self._names[v]: read_url(v, text) for v, text in self._parse(lines)})
        missing = [(v, n) for v, n in self._names.items() if n not in urls]
        if missing:
            raise BadSettings(
                f"{v} is not set; it must be the address of the service {n}." for v, n in missing
            )
        return urls

    @staticmethod
    def _lines(file: Path) -> list[str]:
        try:
            return file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings([f"CONFIG_FILE {file} cannot be read: {error}."]) from None

    def _parse(self, lines: Iterable[str]) -> Iterable[tuple[str, str]]:
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            match = _LINE.fullmatch(line)
            if match is None or match[1] not in self._names:
                known = ", ".join(self._names)
                raise BadSettings([f'Line {number} of {self._file} is not NAME="value" with one of {known}.'])
            yield match[1], match[2]

    def _stamp_of_file(self) -> tuple[int, int] | None:
        try:
            stat = self._file.stat() if self._file else None
        except OSError:
            return None
        return (stat.st_mtime_ns, stat.st_ino) if stat else None
