"""The words a shop keeps stock in: frozen values that cannot be made wrong."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

MAX_UNITS = 1_000_000_000
MAX_MINOR_UNITS = 10**15 - 1

_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_AMOUNT = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
# ISO 4217, where a currency does not have two decimal places.
_WITHOUT_DECIMALS = set(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 - reads better
)
_WITH_THREE_DECIMALS = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}


class InvalidValueError(ValueError):
    """A value that no rule of the shop allows; `detail` is a sentence for whoever sent it.

    `member` names the part at fault where a value has parts (`currency` of a price).
    """

    def __init__(self, code: str, detail: str, member: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.member = member


@dataclass(frozen=True)
class Fault:
    """What is wrong with one member; `path` leads to it, as ("price", "amount")."""

    path: tuple[str, ...]
    code: str
    detail: str


class InvalidMembersError(ValueError):
    """All that is wrong with a thing that somebody wrote, at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{'/'.join(fault.path)}: {fault.detail}" for fault in faults))
        self.faults = faults


def make_all(**members: Callable[[], Any]) -> dict[str, Any]:
    """Make every member's value, or raise InvalidMembersError that tells of all those that cannot be made."""
    made: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, make in members.items():
        try:
            made[name] = make()
        except InvalidValueError as error:
            path = (name, error.member) if error.member else (name,)
            faults.append(Fault(path, error.code, error.detail))
    if faults:
        raise InvalidMembersError(tuple(faults))
    return made


@dataclass(frozen=True)
class Sku:
    """The seller's own number of a thing, unique in the shop, upper and lower case distinct."""

    text: str

    def __post_init__(self) -> None:
        if not _SKU.fullmatch(self.text):
            raise InvalidValueError(
                "MALFORMED_SKU",
                "A sku is 1 to 64 letters, digits, dots, hyphens or underscores, a letter or digit first.",
            )


@dataclass(frozen=True)
class ItemName:
    """What a thing is called: one line of 1 to 120 characters, trimmed, NFC."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _line("A name", self.text, longest=120))


@dataclass(frozen=True)
class Description:
    """What a seller says of a thing: at most 2000 characters in one or more lines, trimmed, NFC."""

    text: str

    def __post_init__(self) -> None:
        text = unicodedata.normalize("NFC", self.text).strip()
        _refuse_controls("A description", text.replace("\n", "").replace("\r", "").replace("\t", ""))
        if len(text) > 2000:
            raise InvalidValueError("TOO_LONG", "A description is at most 2000 characters.")
        object.__setattr__(self, "text", text)


@dataclass(frozen=True)
class Reason:
    """Why stock was counted anew: one line of 1 to 200 characters."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _line("A reason", self.text, longest=200))


@dataclass(frozen=True)
class Quantity:
    """A number of units, from none to a thousand million."""

    units: int

    def __post_init__(self) -> None:
        if self.units < 0:
            raise InvalidValueError("TOO_SMALL", "A quantity is never negative.")
        if self.units > MAX_UNITS:
            raise InvalidValueError("TOO_LARGE", f"A quantity is at most {MAX_UNITS}.")

    @classmethod
    def at_least_one(cls, units: int) -> Self:
        """As `Quantity(units)`, but none is too few."""
        if units < 1:
            raise InvalidValueError("TOO_SMALL", "The quantity is at least 1.")
        return cls(units)


@dataclass(frozen=True)
class Adjustment:
    """How many units more, or less, there are than was thought; never none."""

    units: int

    def __post_init__(self) -> None:
        if self.units == 0:
            raise InvalidValueError("ZERO", "An adjustment by 0 changes nothing.")
        if abs(self.units) > MAX_UNITS:
            raise InvalidValueError("TOO_LARGE", f"An adjustment is by at most {MAX_UNITS}.")


@dataclass(frozen=True)
class Money:
    """An exact price of no less than nothing, stored as whole `minor_units` (cents) of its currency."""

    minor_units: int
    currency: str

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise InvalidValueError(
                "MALFORMED_CURRENCY", "A currency is three capital letters, as EUR.", "currency"
            )
        if not 0 <= self.minor_units <= MAX_MINOR_UNITS:
            raise InvalidValueError("TOO_LARGE", "The amount is too large for a price.", "amount")

    @classmethod
    def parse(cls, amount: str, currency: str) -> Self:
        """Read `amount` as written ("19.90"); more decimal places than the currency has are refused."""
        if not _AMOUNT.fullmatch(amount):
            raise InvalidValueError(
                "MALFORMED_AMOUNT", 'An amount is a decimal number without a sign, as "19.90".', "amount"
            )
        if len(amount) > 20:
            raise InvalidValueError("TOO_LARGE", "The amount is too large for a price.", "amount")
        minor_units = Decimal(amount).scaleb(_decimal_places(currency))
        if minor_units != int(minor_units):
            raise InvalidValueError(
                "TOO_PRECISE", f"{currency} has {_decimal_places(currency)} decimal places.", "amount"
            )
        return cls(int(minor_units), currency)

    @property
    def amount(self) -> Decimal:
        """The exact amount, with as many decimal places as the currency has."""
        return Decimal(self.minor_units).scaleb(-_decimal_places(self.currency))


def searchable(text: str) -> str:
    """`text` as it is compared when letter case must not matter."""
    return unicodedata.normalize("NFC", text.casefold())


def _decimal_places(currency: str) -> int:
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE_DECIMALS else 2


def _line(what: str, text: str, *, longest: int) -> str:
    text = unicodedata.normalize("NFC", text).strip()
    _refuse_controls(what, text)
    if not text:
        raise InvalidValueError("TOO_SHORT", f"{what} is at least 1 character.")
    if len(text) > longest:
        raise InvalidValueError("TOO_LONG", f"{what} is at most {longest} characters.")
    return text


def _refuse_controls(what: str, text: str) -> None:
    # Cs: a lone surrogate can be written in JSON, but in no database.
    if not text.isprintable() and any(
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text
    ):
        raise InvalidValueError("CONTROL_CHARACTER", f"{what} holds no control characters.")
