"""One service as a caller with every scope sees it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from tests.support.processes import Process

WITHIN_S = 20.0
Rows = list[dict[str, Any]]
Ask = Callable[[str], "Asked"]


@dataclass(frozen=True)
class Asked:
    """Requests to a running service; `token` is sent unless a call says otherwise."""

    process: Process
    token: str

    def send(self, method: str, path: str, *, signed_in: bool = True, **options: Any) -> requests.Response:
        identity = {"Authorization": f"Bearer {self.token}"} if signed_in else {}
        headers = {**identity, **options.pop("headers", {})}
        return requests.request(method, self.process.url + path, headers=headers, timeout=WITHIN_S, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.send("GET", path, **options)

    def found(self, path: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a GET that must succeed."""
        response = self.get(path, params=parameters)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def all_rows(self, path: str, **parameters: Any) -> Rows:
        """Every row, page by page."""
        rows: Rows = []
        page = self.found(path, **parameters)
        while True:
            rows += page["items"]
            if page["next"] is None:
                return rows
            assert page["items"], "A page that is not the last has rows."
            assert page["next"] == page["items"][-1]["cursor"]
            page = self.found(path, after=page["next"], **parameters)

    def journal_kinds(self) -> Counter[str]:
        """How often each kind of event is in user_service's journal."""
        return Counter(row["kind"] for row in self.all_rows("/journal", first=100))


def refused(response: requests.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that the answer is; it must have this status and code."""
    assert response.headers["Content-Type"] == "application/problem+json", response.text
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code), body
    assert {"type", "title", "detail"} <= body.keys()
    for error in body.get("errors", []):
        assert {"pointer", "code", "detail"} == error.keys()
    return body
