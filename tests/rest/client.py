"""The tiny service as its callers see it."""

import secrets
from dataclasses import dataclass
from typing import Any

import requests

from tests.rest.issuer import SOMEBODY, Issuer
from tests.support.processes import Process

WITHIN_S = 10.0


@dataclass(frozen=True)
class Tiny:
    process: Process
    issuer: Issuer

    def send(self, method: str, path: str, token: str | None = None, **options: Any) -> requests.Response:
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **options.pop("headers", {})}
        return requests.request(method, self.process.url + path, headers=headers, timeout=WITHIN_S, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.send("GET", path, **options)

    def add(self, title: str = "A note", owner: str = SOMEBODY, **members: Any) -> dict[str, Any]:
        token = self.issuer.token(sub=owner, scope="items:write")
        response = self.send("POST", "/notes", token, json={"title": title, **members})
        assert response.status_code == 201, response.text
        row: dict[str, Any] = response.json()
        return row

    def lend(self, note_id: str, key: str | None, sub: str = SOMEBODY, **members: Any) -> requests.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        path = f"/notes/{note_id}/lends"
        return self.send("POST", path, self.issuer.token(sub=sub), headers=headers, json=members)


def new_key() -> str:
    return secrets.token_hex(8)


def problem(response: requests.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that the answer is; it must have this status and code."""
    assert response.headers["Content-Type"] == "application/problem+json", response.text
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return body


def faults(body: dict[str, Any]) -> dict[str, str]:
    """Codes by pointer."""
    return {error["pointer"]: error["code"] for error in body["errors"]}
