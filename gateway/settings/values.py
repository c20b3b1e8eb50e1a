"""What a setting is: its name in the environment, how its text is read, and what is wrong with it when it cannot be."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?")
_PERIODS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Rate:
    """So many units in so many seconds."""

    units: int
    seconds: int


class BadSettings(Exception):
    """The start is refused; one sentence for each setting that is wrong."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("a port, 1 to 65535")
    return int(text)


def count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("a whole number of at least 1")
    return int(text)


def whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("a whole number of at least 0")
    return int(text)


def share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError("a share, 0 to 1")
    return value


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf"):
        raise ValueError("a number of seconds above 0")
    return value


def duration(text: str) -> float:
    """As `seconds`, or none."""
    try:
        return 0.0 if float(text) == 0 else seconds(text)
    except ValueError:
        raise ValueError("a number of seconds, 0 or more") from None


def flag(text: str) -> bool:
    flags = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in flags:
        raise ValueError("0 or 1")
    return flags[text.lower()]


def url(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or parts.username:
        raise ValueError("an address such as http://127.0.0.1:8082")
    return text.rstrip("/")


def networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("networks such as 10.0.0.0/8, with commas between them") from None


def rate(text: str) -> Rate:
    units, _, period = text.replace(" ", "").partition("/")
    try:
        return Rate(count(units), _PERIODS[period.lower()])
    except (ValueError, KeyError):
        raise ValueError("a rate such as 1000/minute (second, minute, hour, day)") from None


def redis_url(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("an address such as redis://127.0.0.1:6379/0")
    return text


def origins(text: str) -> tuple[str, ...]:
    """Origins (RFC 6454) as browsers write them. All the world is none: then nobody knows who may."""
    given = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if any(_ORIGIN.fullmatch(origin) is None for origin in given):
        raise ValueError("origins such as https://shop.example, each by its name, with commas between")
    return given


def one_of(*choices: str) -> Callable[[str], str]:
    """The reader of a setting that takes one of a few words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError("one of " + ", ".join(choices))
        return text.lower()

    return read


def setting(name: str, default: Any, parse: Callable[[str], Any], what: str, *, secret: bool = False) -> Any:
    """A field of a group of settings. A secret may be in a file that `<name>_FILE` names, and is never shown."""
    return field(default=default, metadata={"name": name, "parse": parse, "what": what, "secret": secret})


def read_all(
    known: Mapping[str, tuple[str, Callable[[str], Any]]], environ: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """Of `known` (key -> name and reader) the values that an environment says, and a sentence for each that is wrong."""
    values, wrong = {}, []
    for key, (name, parse) in known.items():
        if name not in environ:
            continue
        try:
            values[key] = parse(environ[name])
        except ValueError as error:
            wrong.append(f"{name} is {environ[name]!r}; it must be {error}.")
    return values, wrong
