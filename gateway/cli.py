"""The commands: `python -m gateway [serve | schema | explain]`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from graphql import GraphQLError

from gateway.asgi import Door
from gateway.binding.checks import BadBindings, checked_blueprint
from gateway.binding.sdl import print_sdl
from gateway.documents import Documents
from gateway.errors import DocumentRefused
from gateway.planning.explain import explained
from gateway.planning.plan import Plan
from gateway.schema import schema as shop
from gateway.schema.services import DEFAULT_ADDRESSES
from gateway.server import serve
from gateway.settings import BadSettings, read_settings
from gateway.telemetry import log_to_stdout
from gateway.web.wiring import wire

SCHEMA_FILE = Path("schema.graphql")


def main(arguments: Sequence[str]) -> int:
    """Run a command; the exit code is 2 when the start is refused."""
    options = _parser().parse_args(arguments or ["serve"])
    try:
        code: int = options.run(options)
    except (BadSettings, BadBindings) as refused:
        sys.stderr.write(f"The gateway does not start:\n{refused}\n")
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gateway")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("serve", help="answer requests (the default)").set_defaults(run=_serve)
    schema = commands.add_parser("schema", help="print the schema as SDL")
    schema.add_argument("--check", action="store_true", help=f"compare it with {SCHEMA_FILE} instead")
    schema.set_defaults(run=_schema)
    explain = commands.add_parser("explain", help="print the plan of an operation, as an ADMIN would run it")
    explain.add_argument("query")
    explain.add_argument("--operation", help="its name, where the document has several")
    explain.set_defaults(run=_explain)
    return parser


def _serve(_: argparse.Namespace) -> int:
    settings = read_settings()
    log_to_stdout("gateway", settings.log_level)
    gateway = wire(shop, settings, default_addresses=DEFAULT_ADDRESSES)
    serve(Door(shop, gateway, settings), settings)
    return 0


def _schema(options: argparse.Namespace) -> int:
    printed = print_sdl(checked_blueprint(shop))
    if not options.check:
        sys.stdout.write(printed)
        return 0
    if SCHEMA_FILE.read_text(encoding="utf-8") == printed:
        return 0
    sys.stderr.write(f"{SCHEMA_FILE} is not what the types say; run `make schema`.\n")
    return 1


def _explain(options: argparse.Namespace) -> int:
    documents: Documents[Plan] = Documents(checked_blueprint(shop), 15_000, lambda plan: plan)
    try:
        planner = documents.get(options.query).operation(options.operation)
    except DocumentRefused as refused:
        sys.stderr.writelines(f"{_sentence(error)}\n" for error in refused.errors)
        return 1
    sys.stdout.write(explained(planner.widest()))
    return 0


def _sentence(error: GraphQLError) -> str:
    at = f" (line {error.locations[0].line}, column {error.locations[0].column})" if error.locations else ""
    return f"{error.message}{at}"
