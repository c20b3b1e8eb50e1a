"""`python -m user_service import`: people from a CSV file."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY, Process
from tests.users.people import Caller, new_name, user_service

COMMON = "the password of everybody"
HEADER = "name,phone,email,role,since,password\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{COMMON}\n")
    return path


def run(service: Process, file: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    return service.run("import", str(file), *map(str, options))


def test_people_are_there_with_their_past_and_their_role(
    service: Process, nobody: Caller, file: Path
) -> None:
    name = new_name("Keramika")
    file.write_text(
        f"{HEADER}{name},99940286440,shop@example.com,seller,2019-02-11T08:05:30Z,clay and fire\n"
    )

    done = run(service, file)

    assert (done.returncode, done.stdout) == (0, "1 added, 0 already there, 0 refused\n")
    person = nobody.log_in(name, "clay and fire")
    row = person.found(f"/users/{person.id}")
    assert row["roles"] == ["CUSTOMER", "SELLER"]
    assert row["since"] == "2019-02-11T08:05:30Z"
    assert (row["phone"], row["email"]) == ("99940286440", "shop@example.com")


def test_the_password_file_is_for_lines_without_a_password(
    service: Process, nobody: Caller, file: Path, password_file: Path
) -> None:
    one, other = new_name(), new_name()
    file.write_text(f"name,password,phone\n{one},,9000000001\n{other},my own password,9000000002\n")

    done = run(service, file, "--password-file", password_file)

    assert done.returncode == 0
    assert nobody.log_in(one, COMMON).name == one
    assert nobody.log_in(other, "my own password").name == other


def test_bad_lines_are_told_with_their_number_and_good_ones_are_kept(
    service: Process, nobody: Caller, file: Path, password_file: Path
) -> None:
    good = new_name()
    lines = [
        "Too low phone,12,,,,",
        f"{good},9000000001,,,,",
        "Short,9000000001,,,,",
        "Wrong role here,9000000001,,KING,,",
        "Wrong time here,9000000001,,,yesterday,",
        "Columns missing,9000000001",
        '"A name over\ntwo lines",9000000001,,,,',
        "Future time here,9000000001,,,2999-01-01,",
    ]
    file.write_text(HEADER + "\n".join(lines) + "\n")

    done = run(service, file, "--password-file", password_file)

    assert (done.returncode, done.stdout) == (1, "1 added, 0 already there, 7 refused\n")
    reports = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert list(reports) == ["line 2", "line 4", "line 5", "line 6", "line 7", "line 9", "line 10"]
    assert reports["line 2"] == "phone: A phone number is at least 9000000000."
    assert "CUSTOMER, SELLER, CLERK, ADMIN" in reports["line 5"]
    assert reports["line 7"] == "6 columns are wanted, 2 found"
    assert nobody.log_in(good, COMMON).name == good


def test_a_second_import_adds_nobody_and_changes_nothing(
    service: Process, nobody: Caller, file: Path, password_file: Path
) -> None:
    name = new_name()
    file.write_text(f"name,phone\n{name},9000000001\n")
    run(service, file, "--password-file", password_file)
    file.write_text(f"name,phone\n{name.upper()},9999999999\n")

    done = run(service, file, "--password-file", password_file)

    assert (done.returncode, done.stdout) == (0, "0 added, 1 already there, 0 refused\n")
    person = nobody.log_in(name, COMMON)
    assert person.found(f"/users/{person.id}")["phone"] == "9000000001"


def test_a_line_without_any_password_is_refused(service: Process, file: Path) -> None:
    file.write_text(f"name,phone\n{new_name()},9000000001\n")

    done = run(service, file)

    assert done.returncode == 1
    assert "password" in done.stderr


@pytest.mark.parametrize(
    ("_case", "content"),
    [
        ("no name column", b"who,phone\n"),
        ("a column nobody knows", b"name,phone,shoe size\n"),
        ("empty", b""),
        ("not UTF-8", b"name,phone\nG\xfcnther Grass,9000000001\n"),
        ("no CSV", b'name,phone\n"never closed'),
    ],
)
def test_a_file_that_is_unusable_as_a_whole_is_refused(
    service: Process, file: Path, _case: str, content: bytes
) -> None:
    file.write_bytes(content)

    done = run(service, file)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_refused(service: Process, file: Path) -> None:
    done = run(service, file)

    assert done.returncode == 2
    assert "No such file" in done.stderr


def test_a_spreadsheets_byte_order_mark_is_no_part_of_the_header(
    service: Process, file: Path, password_file: Path
) -> None:
    file.write_text(f"name,phone\n{new_name()},9000000001\n", encoding="utf-8-sig")

    assert run(service, file, "--password-file", password_file).returncode == 0


def test_a_terminal_sees_the_progress(tmp_path: Path, file: Path, password_file: Path) -> None:
    service = user_service(tmp_path / "users")
    file.write_text("name,phone\n" + "".join(f"{new_name()},9000000001\n" for _ in range(20)))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "user_service", "import", str(file), "--password-file", str(password_file)],
        cwd=service.var_dir,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **service.environment},
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    os.close(theirs)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)

    assert done.returncode == 0
    assert "20/20" in seen
    assert "#" * 40 in seen
