"""The keys that sign access tokens: PEM files in a directory, so that they can be mounted, kept and changed.

Every key is published; the one that became active last signs. A file named `20261121T093000Z.pem` is active
from that instant on, any other `*.pem` always was. To change the key, add a file that becomes active after
everyone has read the new key set (`rotate-keys` does), and take the old one away when the last token that it
signed has expired.
"""

import os
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from .signing_key import SigningKey, UnusableKeyError, new_pem

NAME_FORMAT = "%Y%m%dT%H%M%SZ"
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_FIRST = "first.pem"
_REREAD_AFTER_S = 2.0


class KeyRing:
    """The keys of a directory; `load` them once, they are read again while the service runs."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._keys: list[SigningKey] = []
        self._read_at = 0.0

    def load(self) -> None:
        """Raises UnusableKeyError or OSError; makes the first key where there is none."""
        if not _files(self._directory):
            add_key(self._directory, _FIRST)
        self._keys = _load(self._directory)
        self._read_at = time.monotonic()

    def published(self) -> Sequence[SigningKey]:
        """All of them, the one that becomes active last at the end."""
        with self._lock:
            if time.monotonic() - self._read_at >= _REREAD_AFTER_S:
                self._read_at = time.monotonic()
                self._keys = self._reread()
            return self._keys

    def signing(self) -> SigningKey:
        now = datetime.now(UTC)
        keys = self.published()
        active = [key for key in keys if key.active_from <= now]
        # Keys that all begin later are a mistake of whoever made them; no token at all would be a worse one.
        return active[-1] if active else keys[0]

    def key(self, kid: str) -> EllipticCurvePublicKey | None:
        """What a token that names this key is verified with."""
        return next((key.public for key in self.published() if key.kid == kid), None)

    def _reread(self) -> list[SigningKey]:
        try:
            return _load(self._directory) or self._keys
        except (UnusableKeyError, OSError):
            # A half-written file must not stop log-ins: the keys that were good are still good.
            return self._keys


def add_key(directory: Path, name: str) -> Path:
    """Write a new key, unless another process has just written this one; nobody ever sees half of it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = directory / name
    descriptor, draft = tempfile.mkstemp(dir=directory)  # for its owner only, 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new_pem())
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
    return target


def _files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.pem")) if directory.is_dir() else []


def _load(directory: Path) -> list[SigningKey]:
    keys = [SigningKey.read(file, _active_from(file)) for file in _files(directory)]
    return sorted(keys, key=lambda key: key.active_from)


def _active_from(file: Path) -> datetime:
    try:
        return datetime.strptime(file.stem, NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return _ALWAYS
