"""The import command: good lines are kept, bad ones told of, and it may be run again."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.people import Person
from tests.support.processes import REPOSITORY
from tests.support.shop import Shop

pytestmark = pytest.mark.parametrize("stock", ["sqlite"], indirect=True, scope="package")

HEADING = "sku,name,description,amount,currency,quantity,seller\n"


@pytest.fixture(scope="module")
def maker(stock: Shop) -> Person:
    """A seller whom inventory_service has not heard of."""
    return stock.sign_up("Maker")


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> str:
    """What the skus of one test begin with."""
    return f"I{abs(hash(request.node.name)) % 10**8}"


def run_import(stock: Shop, tmp_path: Path, text: str) -> "subprocess.CompletedProcess[str]":
    file = tmp_path / "items.csv"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    return stock.inventory.run("import", str(file))


def skus(stock: Shop, prefix: str, *numbers: int) -> list[str]:
    """Which of the skus are there."""
    query = "&".join(f"sku={prefix}-{number}" for number in numbers)
    return sorted(row["sku"] for row in stock.rest().found("inventory", f"/items?{query}")["items"])


def test_good_lines_become_items_of_the_sellers_that_they_name(
    stock: Shop, tmp_path: Path, maker: Person, prefix: str
) -> None:
    done = run_import(
        stock,
        tmp_path,
        HEADING
        + f'{prefix}-1,"Jug, small","Two\nlines",12.50,EUR,4,{maker.name}\n'
        + f"{prefix}-2,Bowl,,8,EUR,0,{maker.name.upper()}\n",
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "2 added, 0 there already, 0 refused.\n"
    rows = stock.rest().found("inventory", f"/items?sku={prefix}-1&sku={prefix}-2")["items"]
    first, second = sorted(rows, key=lambda row: row["sku"])
    assert (first["name"], first["description"], first["quantity"]) == ("Jug, small", "Two\nlines", 4)
    assert first["price"] == {"amount": "12.50", "currency": "EUR"}
    assert second["price"] == {"amount": "8.00", "currency": "EUR"}
    assert first["seller_id"] == second["seller_id"] == maker.id


def test_bad_lines_are_told_with_number_and_reason_and_good_ones_kept(
    stock: Shop, tmp_path: Path, maker: Person, prefix: str
) -> None:
    done = run_import(
        stock,
        tmp_path,
        HEADING
        + f"{prefix}-1,Jug,,12.50,EUR,4,{maker.name}\n"
        + f"{prefix}-2,,,12.505,EUR,minus one,{maker.name}\n"
        + f"{prefix}-3,Jug,,12.50,USD,4,{maker.name}\n"
        + f"{prefix}-4,Jug,,12.50,EUR,4,Nobody At All\n"
        + f"{prefix}-5,Jug\n"
        + f"{prefix}-1,Jug again,,12.50,EUR,4,{maker.name}\n"
        + "\n"
        + f"{prefix}-6,Jug \udcff,,12.50,EUR,4,{maker.name}\n"
        + f"{prefix}-7,Jug,,12.50,EUR,4,{maker.name}\n",
    )

    assert done.returncode == 1
    assert done.stdout == "2 added, 0 there already, 6 refused.\n"
    assert done.stderr.splitlines() == [
        "line 3: name: A name is at least 1 character. amount: EUR has 2 decimal places. "
        "quantity: A quantity is a whole number, not 'minus one'.",
        "line 4: currency: Prices in this shop are in EUR.",
        "line 5: seller: user_service knows no user named 'Nobody At All'.",
        "line 6: The line has 2 fields, 7 are wanted.",
        f"line 7: sku: {prefix}-1 stands on line 2 already.",
        "line 9: The line is not written in UTF-8.",
    ]
    assert skus(stock, prefix, *range(1, 8)) == [f"{prefix}-1", f"{prefix}-7"]


def test_running_it_again_adds_only_what_is_missing(
    stock: Shop, tmp_path: Path, maker: Person, prefix: str
) -> None:
    lines = [f"{prefix}-{number},Jug,,12.50,EUR,4,{maker.name}\n" for number in (1, 2, 3)]
    run_import(stock, tmp_path, HEADING + "".join(lines[:2]))

    again = run_import(stock, tmp_path, HEADING + "".join(lines))

    assert (again.returncode, again.stdout) == (0, "1 added, 2 there already, 0 refused.\n")


def test_a_sku_of_another_seller_is_refused(stock: Shop, tmp_path: Path, maker: Person, prefix: str) -> None:
    other = stock.sign_up("Other")
    run_import(stock, tmp_path, f"{HEADING}{prefix}-1,Jug,,12.50,EUR,4,{maker.name}\n")

    done = run_import(stock, tmp_path, f"{HEADING}{prefix}-1,Jug,,12.50,EUR,4,{other.name}\n")

    assert done.returncode == 1
    assert done.stderr == f"line 2: sku: {prefix}-1 belongs to another seller's item.\n"


@pytest.mark.parametrize(
    ("_case", "text", "sentence"),
    [
        ("empty", "", "The heading must name the columns sku,name,"),
        ("columns missing", "sku,name\nA,B\n", "The heading must name the columns sku,name,"),
    ],
)
def test_a_file_that_is_no_list_of_items_is_refused_whole(
    stock: Shop, tmp_path: Path, _case: str, text: str, sentence: str
) -> None:
    done = run_import(stock, tmp_path, text)

    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_a_file_that_is_not_there_is_said_to_be(stock: Shop, tmp_path: Path) -> None:
    done = stock.inventory.run("import", str(tmp_path / "absent.csv"))

    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be read: No such file or directory." in done.stderr


def test_without_user_service_it_stops_and_says_so(
    stock: Shop, tmp_path: Path, maker: Person, prefix: str
) -> None:
    file = tmp_path / "items.csv"
    file.write_text(f"{HEADING}{prefix}-1,Jug,,12.50,EUR,4,{maker.name}\n")
    users_url = stock.inventory.environment["USERS_URL"]
    stock.inventory.environment["USERS_URL"] = "http://127.0.0.1:1"
    try:
        done = stock.inventory.run("import", str(file))
    finally:
        stock.inventory.environment["USERS_URL"] = users_url

    assert done.returncode == 2
    assert "run the command again" in done.stderr
    assert "Traceback" not in done.stderr


def test_on_a_terminal_a_bar_shows_how_far_it_is(
    stock: Shop, tmp_path: Path, maker: Person, prefix: str
) -> None:
    file = tmp_path / "items.csv"
    lines = [f"{prefix}-{number},Jug,,12.50,EUR,4,{maker.name}\n" for number in range(1, 6)]
    file.write_text(HEADING + "".join(lines))
    ours, theirs = pty.openpty()

    subprocess.run(
        [sys.executable, "-m", "inventory_service", "import", str(file)],
        env={**os.environ, **stock.inventory.environment, "PYTHONPATH": str(REPOSITORY)},
        cwd=stock.inventory.var_dir,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        check=True,
        timeout=60,
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)

    assert "[####" in shown
    assert "100%" in shown
