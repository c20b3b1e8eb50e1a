"""What an operator types, done and told in sentences."""

import sys
from pathlib import Path
from typing import TextIO

from sqlalchemy.exc import SQLAlchemyError

from .app import make_inventory, open_database
from .csvlines import BadLine, UnreadableFileError, read_lines
from .importing import Tally, import_lines
from .progress import Progress
from .rest import server
from .rest.database import Database
from .rest.problems import Problem
from .settings import Settings

_DONE, _SOME_BAD, _FAILED = 0, 1, 2


def serve(settings: Settings) -> int:
    """Answer requests until told to stop; a SQLite database, which has nobody else, is migrated first."""
    if settings.database_url.startswith("sqlite"):
        status = migrate(settings, silent=True)
        if status != _DONE:
            return status
    return server.serve("inventory_service.app:create_app", settings)


def migrate(settings: Settings, *, silent: bool = False) -> int:
    """Bring the database to the newest schema."""
    database = open_database(settings)
    try:
        database.upgrade()
    except SQLAlchemyError as error:
        return _failed(f"The database could not be migrated: {_reason(error)}.")
    finally:
        database.close()
    if not silent:
        _say("The database has the newest schema.")
    return _DONE


def import_file(settings: Settings, path: Path) -> int:
    """Put the items of a CSV file on the shelf; every bad line is told of on standard error."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        return _failed(f"{path} cannot be read: {error.strerror}.")
    database = open_database(settings)
    try:
        if not database.is_current():
            return _failed("The database has not the newest schema; run `migrate` first.")
        tally = _import(settings, database, text)
    except UnreadableFileError as error:
        return _failed(f"{path}: {error}")
    except SQLAlchemyError:
        return _failed("The database is away or too busy. What was added stays; run the command again.")
    except Problem as problem:
        return _failed(f"{problem.detail} What was added stays; run the command again.")
    finally:
        database.close()
    _say(f"{tally.added} added, {tally.known} there already, {tally.refused} refused.")
    return _SOME_BAD if tally.refused else _DONE


def _import(settings: Settings, database: Database, text: str) -> Tally:
    inventory = make_inventory(settings, lambda: settings, database)
    progress = Progress(sys.stderr, total=max(text.count("\n"), 1))

    def tell(bad: BadLine) -> None:
        progress.clear()
        _say(f"line {bad.number}: {bad.reason}", sys.stderr)

    try:
        return import_lines(inventory, read_lines(text), tell, progress.show)
    finally:
        progress.clear()


def _reason(error: SQLAlchemyError) -> str:
    """The driver's own words, which name the host perhaps but no password."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")


def _failed(sentence: str) -> int:
    _say(sentence, sys.stderr)
    return _FAILED


def _say(sentence: str, stream: TextIO | None = None) -> None:
    (stream or sys.stdout).write(f"{sentence}\n")
