"""Users from a CSV file: the good lines are kept, the bad ones told with their number and what is wrong."""

import csv
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .domain import BrokenRuleError, Role
from .registration import BrokenRulesError, Registration
from .repository import NameTakenError
from .service import Users

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

REQUIRED = ("name", "phone")
COLUMNS = (*REQUIRED, "email", "role", "since", "password")


class UnusableFileError(Exception):
    """The file as a whole cannot be imported."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    values: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    line: int
    result: Literal["added", "already there", "refused"]
    reason: str = ""


def read_lines(file: Path) -> list[Line]:
    """Raises UnusableFileError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            return list(_lines(reader, _header(reader)))
    except OSError as error:
        raise UnusableFileError(f"{file} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableFileError(f"{file} is not CSV in UTF-8: {error}.") from None


def import_lines(users: Users, lines: list[Line], password: str) -> Iterator[Outcome]:
    """Add who is not there yet, several at once, since hashing takes time.

    `password` is for lines without one.
    """
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        yield from workers.map(lambda line: _import(users, line, password), lines)


def _header(reader: "CsvReader") -> list[str]:
    header = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in header]
    strange = [name for name in header if name not in COLUMNS]
    if missing or strange or len(set(header)) < len(header):
        found = ",".join(header) or "nothing"
        raise UnusableFileError(f"The first line names the columns {','.join(COLUMNS)}; found: {found}.")
    return header


def _lines(reader: "CsvReader", header: list[str]) -> Iterator[Line]:
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            yield Line(reader.line_num, {}, f"{len(header)} columns are wanted, {len(cells)} found")
        else:
            yield Line(reader.line_num, dict(zip(header, cells, strict=True)))


def _import(users: Users, line: Line, password: str) -> Outcome:
    if line.fault:
        return Outcome(line.number, "refused", line.fault)
    given = {name: line.values.get(name, "").strip() for name in COLUMNS}
    if users.find_by_name(given["name"]) is not None:
        return Outcome(line.number, "already there")
    own_or_common = line.values.get("password", "") or password
    if not own_or_common:
        return Outcome(
            line.number, "refused", "password: there is none in this line, and none for all lines."
        )
    try:
        registration = Registration.parse(
            given["name"], given["phone"], given["email"] or None, own_or_common
        )
        users.add(registration, _roles(given["role"]), _since(given["since"]))
    except NameTakenError:
        return Outcome(line.number, "already there")
    except BrokenRulesError as error:
        reasons = (f"{member}: {rule}" for member, rule in error.by_member.items())
        return Outcome(line.number, "refused", " ".join(reasons))
    except BrokenRuleError as rule:
        return Outcome(line.number, "refused", str(rule))
    return Outcome(line.number, "added")


def _roles(text: str) -> set[Role]:
    try:
        return {Role(text.upper())} if text else set()
    except ValueError:
        raise BrokenRuleError("NOT_ALLOWED", f"role: one of {', '.join(Role)} is wanted.") from None


def _since(text: str) -> datetime:
    now = datetime.now(UTC)
    if not text:
        return now
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        raise BrokenRuleError(
            "INVALID_TIME", "since: a time like 2026-11-21 or 2026-11-21T09:30:00Z."
        ) from None
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    if since > now:
        raise BrokenRuleError("INVALID_TIME", "since: a time in the past is wanted.")
    return since
