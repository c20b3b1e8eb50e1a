"""Ids that tell their type: UUIDv7 in Crockford base32 behind a prefix (the TypeID specification)."""

import os
import re
import threading
import time

from msgspec import Meta

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_SUFFIX = "[0-7][0-9a-hjkmnp-tv-z]{25}"
_RANDOM_BITS = 74


class _Clock:
    """Gives (milliseconds, random) pairs that only rise, so that a process's ids sort as they were made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = (0, 0)

    def tick(self) -> tuple[int, int]:
        now = time.time_ns() // 1_000_000
        fresh = int.from_bytes(os.urandom(10), "big") >> (80 - _RANDOM_BITS)
        with self._lock:
            milliseconds, random = self._last
            if now > milliseconds:
                self._last = (now, fresh)
            elif random + 1 < 1 << _RANDOM_BITS:
                self._last = (milliseconds, random + 1)
            else:
                self._last = (milliseconds + 1, fresh)
            return self._last


_clock = _Clock()


def mint(prefix: str) -> str:
    milliseconds, random = _clock.tick()
    uuid7 = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return f"{prefix}_{_encode(uuid7)}"


def _encode(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def pattern(prefix: str) -> str:
    """As a JSON Schema has it."""
    return f"^{prefix}_{_SUFFIX}$"


def is_id(prefix: str, text: str) -> bool:
    return re.fullmatch(f"{prefix}_{_SUFFIX}", text) is not None


def id_rule(prefix: str) -> Meta:
    """For the type of an id in a Struct, `Annotated[str, id_rule("itm")]`: other texts are MALFORMED_ID."""
    return Meta(
        pattern=pattern(prefix),
        max_length=len(prefix) + 27,
        extra={
            "code": "MALFORMED_ID",
            "detail": f"An id here looks like {prefix}_ and 26 letters or digits.",
        },
    )
