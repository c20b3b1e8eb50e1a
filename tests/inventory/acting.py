"""What people do to the stock, and what they are told."""

import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import jwt
import requests

from tests.support.people import Item, Person
from tests.support.shop import Shop

Told = TypeVar("Told")


def new_key() -> str:
    """An Idempotency-Key that nobody has used."""
    return secrets.token_hex(8)


def reserve(
    stock: Shop, buyer: Person, item: Item, quantity: int = 1, key: str | None = None
) -> requests.Response:
    """Ask to hold so many pieces for the buyer."""
    path = f"/items/{item['id']}/reservations"
    headers = {"Idempotency-Key": key or new_key()}
    return stock.rest(buyer).send("POST", "inventory", path, {"quantity": quantity}, headers)


def end(stock: Shop, person: Person, reservation_id: str, how: str) -> requests.Response:
    """`release` or `fulfil` a reservation."""
    return stock.rest(person).send("POST", "inventory", f"/reservations/{reservation_id}/{how}")


def adjust(
    stock: Shop, person: Person, item: Item, by: int, headers: dict[str, str] | None = None
) -> requests.Response:
    """Count an item's stock anew."""
    path, body = f"/items/{item['id']}/adjustments", {"by": by, "reason": "Counted anew"}
    return stock.rest(person).send("POST", "inventory", path, body, headers)


def code(response: requests.Response) -> str:
    """The code of a problem, the status of anything else."""
    if response.headers["Content-Type"] != "application/problem+json":
        return str(response.status_code)
    return str(response.json()["code"])


def pointers(response: requests.Response) -> dict[str, str]:
    """The members at fault, each with its code."""
    return {error["pointer"]: error["code"] for error in response.json()["errors"]}


def at_the_same_moment(actions: Sequence[Callable[[], Told]]) -> list[Told]:
    """Do all of these at once."""
    start = Barrier(len(actions))

    def act(action: Callable[[], Told]) -> Told:
        start.wait(30)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


def events(stock: Shop, after: int = 0, limit: int = 1000) -> list[dict[str, Any]]:
    """What the feed tells after a position, asked as user_service asks."""
    response = requests.get(
        f"{stock.inventory.url}/events",
        params={"after": after, "limit": limit},
        headers={"Authorization": f"Bearer {service_token(stock, 'events:read')}"},
        timeout=30,
    )
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()["items"]
    return rows


def last_position(stock: Shop) -> int:
    """The end of the feed now."""
    position = 0
    while rows := events(stock, position):
        position = rows[-1]["position"]
    return position


def service_token(stock: Shop, scope: str) -> str:
    """A token as user_service gives itself."""
    return signed_token(stock, "svc_user_service", scope)


def signed_token(stock: Shop, subject: str, scope: str) -> str:
    """A token for whoever it is, signed with user_service's key."""
    pem = next((stock.users.var_dir / "var" / "keys").glob("*.pem")).read_bytes()
    kid = requests.get(f"{stock.users.url}/.well-known/jwks.json", timeout=30).json()["keys"][0]["kid"]
    now = int(time.time())
    claims = {"iss": stock.users.url, "aud": "shop", "sub": subject, "scope": scope}
    times = {"iat": now, "exp": now + 300, "jti": new_key()}
    return jwt.encode({**claims, **times}, pem, "ES256", headers={"kid": kid, "typ": "at+jwt"})
