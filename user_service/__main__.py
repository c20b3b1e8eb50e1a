"""The commands of user_service: `python -m user_service --help`."""

import argparse
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from .app import Parts, assemble
from .domain import Role
from .importing import Outcome, UnusableFileError, import_lines, read_lines
from .keys import NAME_FORMAT, add_key
from .rest.database import Database
from .rest.environment import load
from .rest.server import serve
from .settings import Settings
from .signing_key import UnusableKeyError

_BAR_WIDTH = 40
# Verifiers look for new keys every five minutes; one of them may have been unlucky once.
_PUBLISHED_BEFORE_USE_S = 900


def main() -> int:
    # The database holds password hashes: what is made here is for its owner only.
    os.umask(0o077)
    arguments = _parser().parse_args()
    settings = load(Settings)
    try:
        return _run(assemble(settings), settings, arguments)
    except DBAPIError as error:
        # Without its text, which tells of hosts and accounts.
        return _refuse(f"DATABASE_URL cannot be used: {type(error.orig).__name__}.")


def _run(parts: Parts, settings: Settings, arguments: argparse.Namespace) -> int:
    match arguments.command:
        case "migrate":
            parts.database.upgrade()
            print("The schema is current.")
            return 0
        case "rotate-keys":
            return _rotate_keys(Path(settings.signing_key_dir), arguments.seconds)
        case "import" | "grant":
            return _work_on(parts, arguments)
    return _serve(parts, settings)


def _serve(parts: Parts, settings: Settings) -> int:
    try:
        parts.keys.load()
    except (UnusableKeyError, OSError) as error:
        return _refuse(f"SIGNING_KEY_DIR cannot be used: {error}")
    _prepare_sqlite(parts.database)
    parts.database.close()
    return serve("user_service.app:create_app", settings)


def _prepare_sqlite(database: Database) -> None:
    # A server's schema is changed by a step of its own, once, not by every replica that starts.
    if database.is_sqlite:
        database.upgrade()


def _work_on(parts: Parts, arguments: argparse.Namespace) -> int:
    _prepare_sqlite(parts.database)
    if not parts.database.is_current():
        return _refuse("The database's schema is not current; run the command migrate first.")
    if arguments.command == "import":
        return _import(parts, arguments.file, arguments.password_file)
    return _grant(parts, arguments.name, Role(arguments.role))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m user_service", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="answer requests (the default)")
    commands.add_parser("migrate", help="bring the database's schema up to date")
    rotating = commands.add_parser(
        "rotate-keys", help="add a signing key that is used once everyone knows it"
    )
    rotating.add_argument(
        "--in",
        dest="seconds",
        type=int,
        default=_PUBLISHED_BEFORE_USE_S,
        metavar="SECONDS",
        help="it signs so long from now (default: %(default)s)",
    )
    grant = commands.add_parser("grant", help="give a role to a user")
    grant.add_argument("name")
    grant.add_argument("role", type=str.upper, choices=[role.value for role in Role])
    importing = commands.add_parser("import", help="add users from a CSV file")
    importing.add_argument("file", type=Path, help="columns: name,phone,email,role,since,password")
    importing.add_argument("--password-file", type=Path, help="holds the password of lines without one")
    return parser


def _rotate_keys(directory: Path, seconds: int) -> int:
    active_from = datetime.now(UTC) + timedelta(seconds=seconds)
    file = add_key(directory, f"{active_from.strftime(NAME_FORMAT)}.pem")
    print(f"{file} signs from {active_from:%Y-%m-%d %H:%M:%S} UTC on.")
    return 0


def _grant(parts: Parts, name: str, role: Role) -> int:
    user = parts.users.find_by_name(name)
    if user is None:
        return _refuse(f"There is no user named {name!r}.", exit_code=1)
    print(f"{user.name} now has the roles {', '.join(sorted(parts.users.grant(user.id, role).roles))}.")
    return 0


def _import(parts: Parts, file: Path, password_file: Path | None) -> int:
    try:
        password = password_file.read_text(encoding="utf-8").rstrip("\r\n") if password_file else ""
        lines = read_lines(file)
    except (OSError, UnicodeDecodeError):
        return _refuse(f"The password cannot be read from {password_file}.")
    except UnusableFileError as error:
        return _refuse(str(error))
    counts: Counter[str] = Counter()
    for outcome in import_lines(parts.users, lines, password):
        counts[outcome.result] += 1
        _report(outcome, counts.total(), len(lines))
    print(", ".join(f"{counts[result]} {result}" for result in ("added", "already there", "refused")))
    return 1 if counts["refused"] else 0


def _report(outcome: Outcome, done: int, total: int) -> None:
    is_terminal = sys.stderr.isatty()
    erase = "\r\x1b[K" if is_terminal else ""
    if outcome.result == "refused":
        print(f"{erase}line {outcome.line}: {outcome.reason}", file=sys.stderr)
    if is_terminal:
        bar = "#" * (_BAR_WIDTH * done // total)
        end = "\n" if done == total else ""
        print(f"{erase}[{bar:<{_BAR_WIDTH}}] {done}/{total}", end=end, file=sys.stderr, flush=True)


def _refuse(sentence: str, exit_code: int = 2) -> int:
    print(sentence, file=sys.stderr)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
