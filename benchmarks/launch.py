"""How each gateway is started: as its own users would run it in production, one process."""

import string
import sys
from collections.abc import Callable

from benchmarks import install, tokens
from benchmarks.places import PEERS, VAR

#: A command, and what is added to its environment.
Command = tuple[list[str], dict[str, str]]
#: Gets the port to listen on and the upstream's address; installs what is missing (NotMeasured: that failed).
Launch = Callable[[int, str], Command]


def ours(*, sharing: bool) -> Launch:
    """This gateway as it ships: authentication, checks, metrics and its log are on."""

    def launch(port: int, upstream: str) -> Command:
        flag = "1" if sharing else "0"
        settings = {
            "HTTP_PORT": str(port),
            "USERS_URL": upstream,
            "INVENTORY_URL": upstream,
            "JWKS_URL": f"{upstream}/.well-known/jwks.json",
            "TOKEN_ISSUER": tokens.ISSUER,
            "TOKEN_AUDIENCE": tokens.AUDIENCE,
            "DRAIN_DELAY_S": "0",
            "SHARE_CALLS": flag,
            "SHARE_OPERATIONS": flag,
        }
        return [sys.executable, "-m", "gateway", "serve"], settings

    return launch


def graphene_flask(port: int, upstream: str) -> Command:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "8", "--log-level", "warning"]
    command += ["--working-dir", str(PEERS / "graphene_flask"), "app:app"]
    return command, {"UPSTREAM": upstream}


def strawberry(port: int, upstream: str) -> Command:
    command = [str(install.strawberry()), "-m", "uvicorn", "--port", str(port), "--loop", "uvloop"]
    command += ["--http", "httptools", "--no-access-log", "--log-level", "warning"]
    command += ["--app-dir", str(PEERS / "strawberry"), "app:app"]
    return command, {"UPSTREAM": upstream}


def node(folder: str) -> Launch:
    def launch(port: int, upstream: str) -> Command:
        install.node_packages()
        environment = {"PORT": str(port), "UPSTREAM": upstream, "NODE_ENV": "production"}
        return [install.node(), str(PEERS / folder / "server.js")], environment

    return launch


def tailcall(*, dedupe: bool) -> Launch:
    def launch(port: int, upstream: str) -> Command:
        binary = install.tailcall().binary
        values = {"PORT": port, "UPSTREAM": upstream, "DEDUPE": "true" if dedupe else "false"}
        template = string.Template((PEERS / "tailcall" / "config.graphql").read_text())
        configuration = VAR / f"tailcall-{'dedupe' if dedupe else 'plain'}.graphql"
        configuration.write_text(template.substitute(values))
        return [str(binary), "start", str(configuration)], {
            "TAILCALL_LOG_LEVEL": "error",
            "TAILCALL_TRACKER": "false",
        }

    return launch
