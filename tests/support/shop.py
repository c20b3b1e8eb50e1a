"""The whole shop as real processes, and what people do in it."""

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.answers import Answer
from tests.support.people import FAST_HASHES, PASSWORD, Item, Person
from tests.support.processes import REPOSITORY, LogLine, Process
from tests.support.rest import Rest

Payload = dict[str, Any]
DEMO_USERS = REPOSITORY / "user_service" / "demo" / "users.csv"
DEMO_ITEMS = REPOSITORY / "inventory_service" / "demo" / "items.csv"


class Shop:
    """Both services and, unless left out, the gateway, each with data of its own under `folder`."""

    def __init__(
        self, folder: Path, *, with_gateway: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        secret = secrets.token_urlsafe(32)
        self.users = Process("user_service", folder / "user_service")
        self.inventory = Process("inventory_service", folder / "inventory_service")
        self.gateway = Process("gateway", folder / "gateway")
        self.processes = [self.users, self.inventory, *([self.gateway] if with_gateway else [])]
        self._administrator: Person | None = None
        shared = {
            "USERS_URL": self.users.url,
            "INVENTORY_URL": self.inventory.url,
            "TOKEN_ISSUER": self.users.url,
            "TOKEN_AUDIENCE": "shop",
            "JWKS_URL": f"{self.users.url}/.well-known/jwks.json",
            **(settings or {}),
        }
        self.users.environment |= FAST_HASHES | shared | {"INVENTORY_CLIENT_SECRET": secret}
        self.inventory.environment |= shared | {"CLIENT_SECRET": secret}
        # Keys are changed in seconds here, which takes a quarter of an hour elsewhere.
        self.gateway.environment |= shared | {"JWKS_COOLDOWN_S": "1"}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start whatever does not run, side by side, and wait until all are ready."""
        try:
            for process in self.processes:
                if not process.is_running:
                    process.spawn()
            for process in self.processes:
                process.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop every process, side by side, even when one of them does so badly."""
        with ThreadPoolExecutor(len(self.processes)) as pool:
            stopped = [pool.submit(process.stop) for process in self.processes]
        for process in stopped:
            process.result()

    def rest(self, person: Person | None = None) -> Rest:
        """Both services' REST interfaces, as this person or as nobody."""
        return Rest(self.users.url, self.inventory.url, person.access_token if person else None)

    def sign_up(self, label: str = "Customer", password: str = PASSWORD) -> Person:
        """A new customer with a name nobody has, signed in."""
        name, phone = f"{label} {secrets.token_hex(4)}", str(9_000_000_000 + secrets.randbelow(10**9))
        row = self.rest().created("users", "/users", {"name": name, "phone": phone, "password": password})
        return Person.from_session(row["session"], id=row["id"], name=name, phone=phone, password=password)

    def log_in(self, name: str, password: str = PASSWORD) -> Person:
        """Somebody who signed up before, with the scopes that they have now."""
        session = self.rest().created("users", "/sessions", {"name": name, "password": password})
        return Person.from_session(session, id=session["user_id"], name=name, password=password)

    def with_role(self, role: str, label: str | None = None) -> Person:
        """A new person to whom the administrator gave the role, signed in with its scopes."""
        person = self.sign_up(label or role.title().ljust(8))
        path, body = f"/users/{person.id}/roles", {"role": role}
        granted = self.rest(self.administrator()).send("POST", "users", path, body)
        assert granted.status_code == 200, granted.text
        return self.log_in(person.name).with_phone(person.phone)

    def administrator(self) -> Person:
        """The first one of all, made by the command that an operator types, signed in."""
        if self._administrator is None:
            self._administrator = self.sign_up("Administrator")
            done = self.users.run("grant", self._administrator.name, "ADMIN")
            assert done.returncode == 0, f"grant failed: {done.stdout}{done.stderr}"
        return self.log_in(self._administrator.name)

    def add_item(self, seller: Person, *, quantity: int = 10, **members: Any) -> Item:
        """A new item of the seller."""
        row = {
            "sku": f"SKU-{secrets.token_hex(4).upper()}",
            "name": "Stoneware milk jug",
            "price": {"amount": "24.50", "currency": "EUR"},
            "quantity": quantity,
            **members,
        }
        return self.rest(seller).created("inventory", "/items", row)

    def item(self, item_id: str) -> Item:
        """The item as inventory_service shows it now."""
        return self.rest().found("inventory", f"/items/{item_id}")

    def stock_the_shelves(self) -> None:
        """Two sellers with three items each, kept as `sellers` and `items`."""
        self.sellers = [self.with_role("SELLER", label) for label in ("Anna's kiln", "Bram's lathe")]
        names = ["Stoneware milk jug", "Salt pig with lid", "Oak rolling pin"]
        self.items = [self.add_item(seller, name=name) for seller in self.sellers for name in names]

    def import_demo_data(self) -> None:
        """What `make run` does with new databases; everybody's password is PASSWORD."""
        password = self.users.var_dir / "demo-password"
        password.write_text(PASSWORD)
        _import(self.users, str(DEMO_USERS), "--password-file", str(password))
        _import(self.inventory, str(DEMO_ITEMS))

    def graphql(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        token: str | None = None,
        request_id: str | None = None,
    ) -> Answer:
        """Send one operation through the gateway; whatever it answers comes back."""
        return Answer.of(self.gateway.url, query, variables or {}, token, request_id)

    def mutation(self, field: str, selection: str, person: Person | None = None, /, **members: Any) -> Answer:
        """Send one mutation whose input has these members, as this person or as nobody."""
        document = (
            f"mutation ($input: {field[0].upper()}{field[1:]}Input!) {{ {field}(input: $input) "
            f"{{ {selection} userErrors {{ code message field }} }} }}"
        )
        return self.graphql(document, {"input": members}, person.access_token if person else None)

    def mutate(self, field: str, selection: str, person: Person | None = None, /, **members: Any) -> Payload:
        """The payload of a mutation that must not have errors; `userErrors` are the caller's to judge."""
        payload: Payload = self.mutation(field, selection, person, **members).without_errors()[field]
        return payload

    def calls(self, request_id: str) -> dict[str, list[LogLine]]:
        """The REST requests made for one GraphQL request, by service, told by the services' own logs."""
        return {process.module: process.request_log(request_id) for process in (self.users, self.inventory)}


def _import(process: Process, *arguments: str) -> None:
    done = process.run("import", *arguments)
    assert done.returncode == 0, f"{process.module} import failed: {done.stdout}{done.stderr}"
