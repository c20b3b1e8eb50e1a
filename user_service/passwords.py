"""Passwords as argon2id hashes; how many are computed at once is bounded."""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .domain import Password, comparable_password


class HashingBusyError(Exception):
    """So many log-ins are waiting that this one would not be answered in time."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The work that one hash is."""

    memory_kib: int
    passes: int
    lanes: int


class Passwords:
    """Hashes and checks. At most as many hashes run together as there are processors: more would only
    take memory and make every one of them slower."""

    def __init__(self, cost: Cost, wait_s: float = 5.0, most_waiting: int = 16) -> None:
        self._hasher = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)
        self._wait_s = wait_s
        processors = os.cpu_count() or 1
        self._turns = threading.BoundedSemaphore(processors)
        # Whoever waits holds one of the server's threads, which others need for what is quick.
        self._places = threading.BoundedSemaphore(processors + most_waiting)
        self._nobodys_hash = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: Password) -> str:
        with self._turn():
            return self._hasher.hash(password.value)

    def verify(self, stored_hash: str | None, password: str) -> bool:
        """Is it the password? Takes as long for somebody who does not exist (`None`)."""
        with self._turn():
            try:
                self._hasher.verify(stored_hash or self._nobodys_hash, comparable_password(password))
            except (VerificationError, InvalidHashError):
                return False
        return stored_hash is not None

    def is_outdated(self, stored_hash: str) -> bool:
        """Was it made with another cost than new ones are?"""
        return self._hasher.check_needs_rehash(stored_hash)

    def rehash(self, password: str) -> str:
        with self._turn():
            return self._hasher.hash(comparable_password(password))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise HashingBusyError
        try:
            if not self._turns.acquire(timeout=self._wait_s):
                raise HashingBusyError
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()
