"""Prices are exact: what is written is what is stored, in the smallest unit of its currency."""

import pytest

from inventory_service.values import MAX_MINOR_UNITS, InvalidValueError, Money


@pytest.mark.parametrize(
    ("amount", "currency", "minor_units", "told"),
    [
        ("19.90", "EUR", 1990, "19.90"),
        ("19.9", "EUR", 1990, "19.90"),
        ("0", "EUR", 0, "0.00"),
        ("0.10", "EUR", 10, "0.10"),
        ("19.900", "EUR", 1990, "19.90"),
        ("1200", "JPY", 1200, "1200"),
        ("1.234", "KWD", 1234, "1.234"),
        ("9999999999999.99", "EUR", MAX_MINOR_UNITS, "9999999999999.99"),
    ],
)
def test_an_amount_is_kept_to_the_last_unit(amount: str, currency: str, minor_units: int, told: str) -> None:
    price = Money.parse(amount, currency)

    assert (price.minor_units, str(price.amount)) == (minor_units, told)


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        ("19.905", "EUR", "TOO_PRECISE"),
        ("0.5", "JPY", "TOO_PRECISE"),
        ("-1", "EUR", "MALFORMED_AMOUNT"),
        ("1e3", "EUR", "MALFORMED_AMOUNT"),
        ("1,50", "EUR", "MALFORMED_AMOUNT"),
        ("٣", "EUR", "MALFORMED_AMOUNT"),
        ("01.00", "EUR", "MALFORMED_AMOUNT"),
        ("10000000000000.00", "EUR", "TOO_LARGE"),
        ("9" * 400, "EUR", "TOO_LARGE"),
        ("1.00", "eur", "MALFORMED_CURRENCY"),
    ],
)
def test_what_is_no_price_is_refused(amount: str, currency: str, why: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        Money.parse(amount, currency)

    assert refused.value.code == why
