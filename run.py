"""Starts the whole shop on this machine and looks after it until it is told to stop.

What it makes is under VAR_DIR (default: var): secrets, keys, databases, logs. The ports are USERS_PORT,
INVENTORY_PORT, GATEWAY_PORT and STOREFRONT_PORT, the address is HTTP_HOST; every other setting of the four
processes is handed to them as the environment has it. FAULTS=1 puts proxies before the services, on USERS_FAULTS_PORT and
INVENTORY_FAULTS_PORT, that fail when `python -m gateway fault` says so.
"""

import csv
import os
import secrets
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from supervisor import Program, StartError, Stopped, Supervisor, say

ROOT = Path(__file__).resolve().parent
PROCESSES = {
    "user_service": ("USERS_PORT", 8081),
    "inventory_service": ("INVENTORY_PORT", 8082),
    "gateway": ("GATEWAY_PORT", 8080),
    "storefront": ("STOREFRONT_PORT", 8083),
}
#: With FAULTS=1: before each service, for the gateway alone, a proxy that does what `gateway fault` says.
FAULT_PROXIES = {
    "user_service faults": ("USERS_FAULTS_PORT", 8091),
    "inventory_service faults": ("INVENTORY_FAULTS_PORT", 8092),
}
DEMO_USERS = ROOT / "user_service/demo/users.csv"
DEMO_ITEMS = ROOT / "inventory_service/demo/items.csv"
#: What the gateway shows here, unless the environment says otherwise; elsewhere it is closed.
OPEN_TO_DEVELOPERS = {"GRAPHIQL": "1", "INTROSPECTION": "1", "EXPLAIN": "all"}
DEMO_ROLES = ("CUSTOMER", "SELLER", "ADMIN")


@dataclass(frozen=True)
class Shop:
    """Where the shop lives: its folder, its address and its ports."""

    var: Path
    host: str
    ports: Mapping[str, int]
    faults: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read VAR_DIR, HTTP_HOST and the ports; a StartError says what is wrong with them."""
        faults = environment.get("FAULTS", "0") == "1"
        listeners = PROCESSES | (FAULT_PROXIES if faults else {})
        return cls(
            Path(environment.get("VAR_DIR", "var")).absolute(),
            environment.get("HTTP_HOST", "127.0.0.1"),
            {name: port_from(environment, *port) for name, port in listeners.items()},
            faults,
        )

    def url(self, name: str) -> str:
        """The address at which the other processes and people on this machine find it."""
        return f"http://{self._reached_at}:{self.ports[name]}"

    def secret(self, name: str) -> Path:
        """The file of a secret, made when it is first asked for."""
        path = self.var / "secrets" / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
        return path

    def database(self, name: str) -> Path:
        """The file of a service's SQLite database."""
        return self.var / f"{name}.db"

    def program(self, name: str) -> Program:
        """One of the four processes, with a log of its own; the log of the last run is kept beside it."""
        log = self.var / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists():
            log.replace(log.with_suffix(".last.log"))
        address = (self._reached_at, self.ports[name])
        return Program(name, [sys.executable, "-m", name], self.environment(name), address, log)

    def faults_program(self) -> Program:
        """The proxies before the services, and where they are."""
        pairs = {"users": "user_service", "inventory": "inventory_service"}
        places = [f"{name}={self.ports[f'{of} faults']}={self.url(of)}" for name, of in pairs.items()]
        command = [sys.executable, "-m", "gateway", "fault", "--serve", *places]
        address = (self._reached_at, self.ports["user_service faults"])
        log = self.var / "log" / "faults.log"
        return Program("faults", command, self.environment("gateway"), address, log)

    def environment(self, name: str) -> dict[str, str]:
        """The settings of one process: those of the whole shop, and its own."""
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "HTTP_HOST": self.host,
            "HTTP_PORT": str(self.ports[name]),
            "DRAIN_DELAY_S": "0",
            "USERS_URL": self.url("user_service"),
            "INVENTORY_URL": self.url("inventory_service"),
            "GATEWAY_URL": self.url("gateway"),
            "TOKEN_ISSUER": self.url("user_service"),
            "JWKS_URL": f"{self.url('user_service')}/.well-known/jwks.json",
            **self._own_settings(name),
        }

    def _own_settings(self, name: str) -> dict[str, str]:
        client_secret = str(self.secret("inventory_client_secret"))
        database = {"DATABASE_URL": f"sqlite:///{self.database(name)}"}
        match name:
            case "user_service":
                keys = {
                    "SIGNING_KEY_DIR": str(self.var / "keys"),
                    "INVENTORY_CLIENT_SECRET_FILE": client_secret,
                }
                return database | keys
            case "inventory_service":
                return database | {"CLIENT_SECRET_FILE": client_secret}
            case "storefront":
                return {"SESSION_SECRET_FILE": str(self.secret("storefront_session_secret"))}
            case _:
                shown = {name: os.environ.get(name, value) for name, value in OPEN_TO_DEVELOPERS.items()}
                return shown | self._faults_settings()

    def _faults_settings(self) -> dict[str, str]:
        """Where the gateway finds the services when proxies stand before them."""
        if not self.faults:
            return {}
        return {
            "USERS_URL": self.url("user_service faults"),
            "INVENTORY_URL": self.url("inventory_service faults"),
            "FAULTS_FILE": str(self.var / "faults.json"),
        }

    @property
    def _reached_at(self) -> str:
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 - compared, not bound


def port_from(environment: Mapping[str, str], variable: str, default: int) -> int:
    """The port that a variable names."""
    text = environment.get(variable, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StartError(f"{variable} is {text!r}; it must be a port, 1 to 65535.")
    return int(text)


def check_ports(shop: Shop) -> None:
    """A StartError that names every port somebody else listens on, and the variable that chooses another."""
    taken = []
    for name, (variable, _) in (PROCESSES | (FAULT_PROXIES if shop.faults else {})).items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((shop.host, shop.ports[name]))
            except OSError as error:
                taken.append(
                    f"{name} cannot listen on {shop.host}:{shop.ports[name]} ({error.strerror}). "
                    f"Stop what is there, or choose another port with {variable}."
                )
    if taken:
        raise StartError("\n".join(taken))


def open_shop(shop: Shop, supervisor: Supervisor) -> None:
    """Start the processes, each when what it needs is there, and fill new databases."""
    check_ports(shop)
    password = str(shop.secret("demo_password"))
    open_service(shop, supervisor, "user_service", str(DEMO_USERS), "--password-file", password)
    open_service(shop, supervisor, "inventory_service", str(DEMO_ITEMS))
    if shop.faults:
        supervisor.start(shop.faults_program())
    supervisor.start(shop.program("gateway"), shop.program("storefront"))
    welcome(shop)


def open_service(shop: Shop, supervisor: Supervisor, name: str, *demo: str) -> None:
    """Start a service, and import demo data (the arguments of its `import`) that is not there yet.

    A mark is kept until the import is through, so that one which was cut short is made again.
    """
    to_import = shop.var / f"{name}.to-import"
    program = shop.program(name)
    if not shop.database(name).exists():
        to_import.touch()
    supervisor.start(program)
    if to_import.exists():
        say("importing the demo data", name)
        supervisor.run([*program.command, "import", *demo], program.environment)
        to_import.unlink()


def welcome(shop: Shop) -> None:
    """Say where everything is and who may log in."""
    password = shop.secret("demo_password").read_text()
    say(f"The shop is open:  {shop.url('storefront')}")
    say(f"GraphQL, GraphiQL: {shop.url('gateway')}/graphql")
    say(f"REST services:     {shop.url('user_service')}/docs  {shop.url('inventory_service')}/docs")
    say(f"Log in as one of these with the password {password}")
    for role, name in demo_logins().items():
        say(f"  {role.lower():<9} {name}")
    if shop.faults:
        say(
            "Let a service fail:  .venv/bin/python -m gateway fault users hang   (all of them: gateway fault)"
        )
    say("Ctrl-C stops it; what it knows stays in " + str(shop.var))


def demo_logins() -> dict[str, str]:
    """The first of each role in the demo data."""
    with DEMO_USERS.open(newline="", encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    return {role: next(one["name"] for one in people if one["role"] == role) for role in DEMO_ROLES}


def main() -> int:
    """Run the shop. The status is 0 when it was told to stop, 1 when it could not be opened."""
    supervisor = Supervisor()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    try:
        open_shop(Shop.from_environment(os.environ), supervisor)
        supervisor.watch()
    except Stopped:
        say("Stopping.")
    except StartError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    finally:
        supervisor.stop_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
