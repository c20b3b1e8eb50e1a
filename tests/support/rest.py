"""The services' REST interfaces as one caller sees them."""

from dataclasses import dataclass
from typing import Any, Literal

import requests

ANSWERS_WITHIN_S = 30.0
Service = Literal["users", "inventory"]


@dataclass(frozen=True)
class Rest:
    """Requests to both services with one caller's token, or none."""

    users_url: str
    inventory_url: str
    token: str | None = None

    def send(
        self,
        method: str,
        service: Service,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send one request; `path` holds the query string."""
        base = self.users_url if service == "users" else self.inventory_url
        identity = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return requests.request(
            method, base + path, json=body, headers={**identity, **(headers or {})}, timeout=ANSWERS_WITHIN_S
        )

    def found(self, service: Service, path: str) -> dict[str, Any]:
        """The row or page at the path, which must be there."""
        return _body(self.send("GET", service, path), 200)

    def created(
        self, service: Service, path: str, body: Any, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """The row that a POST made, which must succeed."""
        return _body(self.send("POST", service, path, body, headers), 201)


def _body(response: requests.Response, wanted_status: int) -> dict[str, Any]:
    assert response.status_code == wanted_status, f"{response.status_code}: {response.text}"
    body: dict[str, Any] = response.json()
    return body
