"""How values of the API are written for people."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
FEW = 5
STATUS_NAMES = {
    "HELD": "Held for you",
    "RELEASED": "Released",
    "FULFILLED": "Collected",
    "EXPIRED": "Expired",
}


def money(price: Mapping[str, str]) -> str:
    """€1,249.00, or 1,249.00 CHF for currencies without a sign of their own."""
    amount = f"{Decimal(price['amount']):,f}"
    symbol = SYMBOLS.get(price["currency"])
    return f"{symbol}{amount}" if symbol else f"{amount} {price['currency']}"


def day(instant: str) -> str:
    """21 November 2026."""
    at = datetime.fromisoformat(instant)
    return f"{at.day} {at:%B %Y}"


def minute(instant: str) -> str:
    """21 Nov, 09:30 UTC."""
    at = datetime.fromisoformat(instant).astimezone(UTC)
    return f"{at.day} {at:%b, %H:%M} UTC"


def time_left(instant: str) -> str:
    """12 minutes, counted from now; `less than a minute` at the end."""
    seconds = (datetime.fromisoformat(instant) - datetime.now(UTC)).total_seconds()
    if seconds < 60:
        return "less than a minute"
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    count, unit = (minutes, "minute") if minutes < 90 else (hours, "hour")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def stock_kind(available: int) -> str:
    """`none`, `few` or `many`: the badge's class."""
    if available < 1:
        return "none"
    return "few" if available <= FEW else "many"


def stock_text(available: int) -> str:
    """What the badge says."""
    texts = {"none": "Sold out", "few": f"Only {available} left", "many": "In stock"}
    return texts[stock_kind(available)]


def status_name(status: str) -> str:
    """A reservation's status in words; one we do not know yet is shown as it is."""
    return STATUS_NAMES.get(status, status.capitalize())


def paragraphs(text: str | None) -> list[str]:
    """The text's paragraphs, which blank lines divide."""
    return [part.strip() for part in (text or "").replace("\r\n", "\n").split("\n\n") if part.strip()]


FILTERS = (money, day, minute, time_left, stock_kind, stock_text, status_name, paragraphs)
