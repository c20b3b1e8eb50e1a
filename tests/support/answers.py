"""What the gateway answers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import requests

ANSWERS_WITHIN_S = 30.0


@dataclass(frozen=True)
class Answer:
    """One GraphQL answer, and the id by which the logs know it."""

    status: int
    data: Any
    errors: list[dict[str, Any]]
    request_id: str
    text: str

    @classmethod
    def of(
        cls,
        gateway_url: str,
        query: str,
        variables: Mapping[str, Any],
        token: str | None,
        request_id: str | None,
    ) -> Self:
        """Ask the gateway at this address."""
        identity = {"Authorization": f"Bearer {token}"} if token else {}
        request_id = request_id or f"test-{secrets.token_hex(8)}"
        response = requests.post(
            f"{gateway_url}/graphql",
            json={"query": query, "variables": dict(variables)},
            headers={"X-Request-Id": request_id, "Accept": "application/graphql-response+json", **identity},
            timeout=ANSWERS_WITHIN_S,
        )
        body = response.json()
        return cls(response.status_code, body.get("data"), body.get("errors", []), request_id, response.text)

    def without_errors(self) -> Any:
        """The data of an answer that must not have errors."""
        assert self.errors == [], f"{self.status}: {self.errors}"
        return self.data
