"""Settings that make no sense stop the start, each with a sentence."""

from pathlib import Path

import pytest

from tests.support.processes import Process


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SHOP_CURRENCY", "euro", "SHOP_CURRENCY must be the three capital letters of a currency."),
        ("RESERVATION_TTL_S", "0", "RESERVATION_TTL_S must be 1 to 31536000 seconds, not 0."),
        ("USERS_URL", "users:8081", "USERS_URL must be an http or https address."),
        ("DATABASE_URL", "oracle://shop", "DATABASE_URL must begin with sqlite://,"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    refused = Process("inventory_service", tmp_path, {name: value}).run()

    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr
