"""The commands: `python -m gateway [serve | schema | explain | documents | fault]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gateway.asgi import Door
from gateway.binding.checks import BadBindings, checked_blueprint
from gateway.binding.sdl import print_sdl
from gateway.documents import Documents, TokenLimit
from gateway.documents.manifest import manifest_of
from gateway.documents.persisted import BadManifest, Persisted, PersistedRules
from gateway.explain import Question, Refused, plan_of, run_of
from gateway.faults import command as faults
from gateway.planning.tree import tree
from gateway.served import served_schema
from gateway.server import serve
from gateway.settings import BadSettings, Settings, read_settings
from gateway.telemetry import log_to_stdout
from gateway.web.wiring import wire

SCHEMA_FILE = Path("schema.graphql")


def main(arguments: Sequence[str]) -> int:
    """Run a command; the exit code is 2 when the start is refused."""
    parser = _parser()
    options = parser.parse_args(arguments or ["serve"])
    try:
        code: int = options.run(options, _settings(options))
    except (BadSettings, BadBindings, BadManifest) as refused:
        sys.stderr.write(f"The gateway does not start:\n{refused}\n")
        return 2
    return code


def _settings(options: argparse.Namespace) -> Settings:
    settings = read_settings()
    return replace(settings, schema=options.schema) if options.schema else settings


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gateway")
    commands = parser.add_subparsers(required=True)
    serving = commands.add_parser("serve", help="answer requests (the default)")
    serving.set_defaults(run=_serve)
    printing = commands.add_parser("schema", help="print the schema as SDL")
    printing.add_argument("--check", action="store_true", help=f"compare it with {SCHEMA_FILE} instead")
    printing.set_defaults(run=_schema)
    explaining = commands.add_parser(
        "explain", help="print the plan of an operation, as if all was permitted"
    )
    explaining.add_argument("query")
    explaining.add_argument("--variables", help="their values, as a JSON object")
    explaining.add_argument("--operation", help="its name, where the document has several")
    explaining.add_argument(
        "--run", dest="make_calls", action="store_true", help="make the calls, anonymously or by $TOKEN"
    )
    explaining.add_argument("--json", action="store_true", help="print it as JSON (docs/explain.md)")
    explaining.set_defaults(run=_explain)
    listing = commands.add_parser("documents", help="list the operations of a folder, as trusted documents")
    listing.add_argument("folder", type=Path, help="where .graphql and .gql files are")
    listing.add_argument("--out", type=Path, help="the file to write; else standard output")
    listing.set_defaults(run=_documents)
    failing = commands.add_parser(
        "fault", help="make a service of `make run faults=1` fail, to see what happens"
    )
    faults.arguments_of(failing)
    failing.set_defaults(run=_fault, schema=None)
    for command in (serving, printing, explaining, listing):
        command.add_argument("--schema", help="package.module:schema, a Graphene schema; else the shop's")
    return parser


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    log_to_stdout("gateway", settings.log_level)
    served = served_schema(settings.schema)
    gateway = wire(served.schema, settings, default_addresses=served.addresses)
    serve(Door(served.schema, gateway, settings), settings)
    return 0


def _schema(options: argparse.Namespace, settings: Settings) -> int:
    printed = print_sdl(checked_blueprint(served_schema(settings.schema).schema))
    if not options.check:
        sys.stdout.write(printed)
        return 0
    if SCHEMA_FILE.read_text(encoding="utf-8") == printed:
        return 0
    sys.stderr.write(f"{SCHEMA_FILE} is not what the types say; run `make schema`.\n")
    return 1


def _fault(options: argparse.Namespace, settings: Settings) -> int:
    return faults.fault(options, settings.faults_file)


def _explain(options: argparse.Namespace, settings: Settings) -> int:
    served = served_schema(settings.schema)
    try:
        question = Question.read(options.query, options.operation, options.variables)
        if options.make_calls:
            shown, errors = run_of(question, served, settings)
        else:
            shown, errors = plan_of(question, served.schema, settings), []
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(shown.as_json() if options.json else tree(shown))
    sys.stderr.writelines(f"{error}\n" for error in errors)
    return 0


def _documents(options: argparse.Namespace, settings: Settings) -> int:
    listed = manifest_of(options.folder)
    blueprint = checked_blueprint(served_schema(settings.schema).schema)
    tokens = TokenLimit(settings.max_tokens, settings.token_cap)
    Persisted(Documents(blueprint, tokens, lambda plan: plan), PersistedRules(listed))
    written = json.dumps(listed, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if options.out:
        options.out.write_text(written, encoding="utf-8")
    else:
        sys.stdout.write(written)
    return 0
