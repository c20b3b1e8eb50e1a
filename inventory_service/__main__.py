"""The commands: serve (the default), migrate, import FILE.csv."""

import argparse
import sys
from pathlib import Path

from .commands import import_file, migrate, serve
from .rest.environment import load
from .settings import Settings


def main() -> int:
    """Run the command that the line names; the exit code tells how it went."""
    arguments = _parser().parse_args()
    settings = load(Settings)
    if arguments.command == "migrate":
        return migrate(settings)
    if arguments.command == "import":
        return import_file(settings, arguments.file)
    return serve(settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="inventory_service", description="Items in stock, and holds on them."
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser("serve", help="answer requests until told to stop (the default)")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    importing = commands.add_parser(
        "import",
        help="put the items of a CSV file on the shelf",
        description="Columns: sku,name,description,amount,currency,quantity,seller (the seller's user name). "
        "An item whose sku is there already is left as it is, so the command may be run again. "
        "Exits with 0 when every line was good, 1 when some were not, 2 when it could not run to the end.",
    )
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    return parser


if __name__ == "__main__":
    sys.exit(main())
