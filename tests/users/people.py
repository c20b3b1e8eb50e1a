"""user_service as one caller sees it, and the people who call it."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.support.people import FAST_HASHES, PASSWORD
from tests.support.processes import Process

CLIENT_SECRET = "a secret that two services share"
# Everybody in the tests is at one address, and some of them cannot remember their passwords.
PATIENCE = {"LOGIN_LIMIT_PER_NAME": "1000", "LOGIN_LIMIT_PER_ADDRESS": "1000"}

Row = dict[str, Any]


def user_service(folder: Any, **settings: str) -> Process:
    """A user_service that follows no other service unless it is told to."""
    process = Process("user_service", folder)
    process.environment |= {
        "TOKEN_ISSUER": process.url,
        "INVENTORY_URL": "",
        "INVENTORY_CLIENT_SECRET": CLIENT_SECRET,
        "FEED_INTERVAL_S": "0.1",
        **FAST_HASHES,
        **PATIENCE,
        **settings,
    }
    return process


@dataclass(frozen=True)
class Caller:
    """Somebody who asks `url`, as who they signed in as, or as nobody."""

    url: str
    access_token: str = ""
    refresh_token: str = ""
    id: str = ""
    name: str = ""
    phone: str = ""
    email: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        identity = {"Authorization": f"Bearer {self.access_token}"} if self.access_token else {}
        return requests.request(
            method, self.url + path, json=body, headers={**identity, **self.headers}, timeout=30, **options
        )

    def get(self, path: str) -> requests.Response:
        return self.send("GET", path)

    def post(self, path: str, body: Any) -> requests.Response:
        return self.send("POST", path, body)

    def found(self, path: str) -> Row:
        """The body at the path, which must be there."""
        return body_of(self.get(path), 200)

    def sign_up(self, name: str | None = None, **members: Any) -> "Caller":
        """A new user with a name nobody has, signed in."""
        body = {"name": name or new_name(), "phone": new_phone(), "password": PASSWORD, **members}
        row = body_of(self.post("/users", body), 201)
        return Caller(
            url=self.url,
            access_token=row["session"]["access_token"],
            refresh_token=row["session"]["refresh_token"],
            id=row["id"],
            name=row["name"],
            phone=row["phone"],
            email=row["email"],
        )

    def log_in(self, name: str, password: str = PASSWORD) -> "Caller":
        session = body_of(self.post("/sessions", {"name": name, "password": password}), 201)
        return Caller(
            url=self.url,
            access_token=session["access_token"],
            refresh_token=session["refresh_token"],
            id=session["user_id"],
            name=name,
        )


def with_role(service: Process, role: str) -> Caller:
    """A new user to whom the operator gave the role, signed in with its scopes."""
    nobody = Caller(service.url)
    person = nobody.sign_up()
    done = service.run("grant", person.name, role)
    assert done.returncode == 0, done.stderr
    return nobody.log_in(person.name)


def granted(admin: Caller, role: str) -> Caller:
    """A new user to whom the administrator gave the role, signed in with its scopes."""
    person = admin.sign_up()
    body_of(admin.post(f"/users/{person.id}/roles", {"role": role}), 200)
    return admin.log_in(person.name)


def new_name(label: str = "Somebody") -> str:
    return f"{label} {secrets.token_hex(4)}"


def new_phone() -> str:
    return str(9_000_000_000 + secrets.randbelow(10**9))


def body_of(response: requests.Response, wanted_status: int) -> Row:
    assert response.status_code == wanted_status, f"{response.status_code}: {response.text}"
    body: Row = response.json()
    return body


def refused(response: requests.Response, status: int, code: str) -> Row:
    """The problem that the response tells of, which must be this one."""
    problem = body_of(response, status)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["code"] == code
    return problem


def faults(problem: Row) -> dict[str, str]:
    """Code by pointer."""
    return {error["pointer"]: error["code"] for error in problem["errors"]}
