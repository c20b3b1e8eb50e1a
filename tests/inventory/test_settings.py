"""Settings that make no sense stop the start, each with a sentence."""

import subprocess

import pytest

from tests.support.processes import Process

BAD = {
    "SHOP_CURRENCY": ("euro", "SHOP_CURRENCY must be the three capital letters of a currency."),
    "RESERVATION_TTL_S": ("0", "RESERVATION_TTL_S must be 1 to 31536000 seconds, not 0."),
    "USERS_URL": ("users:8081", "USERS_URL must be an http or https address."),
    "DATABASE_URL": ("oracle://shop", "DATABASE_URL must begin with sqlite://,"),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """A start with all of them: every mistake is told at once."""
    settings = {name: value for name, (value, _) in BAD.items()}
    return Process("inventory_service", tmp_path_factory.mktemp("refused"), settings).run()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_named(refused: subprocess.CompletedProcess[str], name: str) -> None:
    _, sentence = BAD[name]

    assert sentence in refused.stderr
    assert refused.stderr.count(name) == 1


def test_the_process_ends_without_a_trace(refused: subprocess.CompletedProcess[str]) -> None:
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
