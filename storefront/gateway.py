"""The only door to the data: GraphQL over HTTP to the gateway."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError, ProtocolError, ReadTimeoutError

from .documents import Document
from .errors import GatewayError

CONNECT_TIMEOUT_S = 2.0
POOLED_CONNECTIONS = 64
LARGEST_ANSWER_BYTES = 4_194_304
CHUNK_BYTES = 65_536


@dataclass(frozen=True)
class Fault:
    """An entry of `errors`: its stable code, the path of the field that it left null, and when to try again."""

    code: str
    path: tuple[str | int, ...]
    retry_after_s: int | None = None


@dataclass(frozen=True)
class Answer:
    """What an operation brought: data, in which whatever failed is null, and the faults that say why."""

    data: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()

    def fault_at(self, *path: str | int) -> Fault | None:
        """The first fault at this field or inside it."""
        return next((fault for fault in self.faults if fault.path[: len(path)] == path), None)

    def has(self, code: str) -> bool:
        """Whether any field failed with this code."""
        return any(fault.code == code for fault in self.faults)

    def required(self, field: str) -> Any:
        """The field's value; GatewayError with its fault's code when it failed."""
        value = self.data.get(field)
        fault = self.fault_at(field)
        if value is None and fault:
            raise GatewayError(fault.code, fault.retry_after_s)
        return value


@dataclass(frozen=True)
class Origin:
    """
    The visitor's request that a call is made for. `forwarded_for`: the addresses that it came by, so that
    visitors are not all taken for one; the gateway decides whether to believe it.
    """

    request_id: str
    forwarded_for: str


@dataclass(frozen=True)
class Call:
    """One operation, and on whose behalf it is sent."""

    document: Document
    variables: Mapping[str, Any]
    gateway_url: str
    timeout_s: float
    origin: Origin
    access_token: str | None = None
    by_id: bool = False

    def body(self) -> str:
        """The operation in JSON, its text or, `by_id`, the id that a gateway knows it by."""
        asked = {"documentId": self.document.id} if self.by_id else {"query": self.document.text}
        return json.dumps({**asked, "variables": self.variables})

    def headers(self) -> dict[str, str]:
        """What travels beside the operation."""
        headers = {
            "Accept": "application/graphql-response+json, application/json;q=0.9",
            "Content-Type": "application/json",
            "X-Request-Id": self.origin.request_id,
            "X-Forwarded-For": self.origin.forwarded_for,
        }
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        return headers


class Gateway:
    """A pool of connections to the gateway. Safe to share between threads; holds no one's identity."""

    def __init__(self) -> None:
        self._http = requests.Session()
        self._http.trust_env = False
        # One visitor's cookies must never travel with another's request.
        self._http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_connections=4, pool_maxsize=POOLED_CONNECTIONS)
        self._http.mount("http://", adapter)
        self._http.mount("https://", adapter)

    def execute(self, call: Call) -> Answer:
        """Send the operation. GatewayError when there is no answer with data."""
        try:
            return self._send(call)
        except _ConnectionLostError as lost:
            if call.document.is_mutation:
                raise GatewayError("OUTCOME_UNKNOWN" if lost.may_be_sent else "GATEWAY_AWAY") from None
        # An idle pooled connection may have been closed under us: a read is simply asked again.
        try:
            return self._send(call)
        except _ConnectionLostError:
            raise GatewayError("GATEWAY_AWAY") from None

    def _send(self, call: Call) -> Answer:
        deadline = time.monotonic() + call.timeout_s
        try:
            with self._http.post(
                f"{call.gateway_url}/graphql",
                data=call.body(),
                headers=call.headers(),
                timeout=(min(CONNECT_TIMEOUT_S, call.timeout_s), call.timeout_s),
                allow_redirects=False,
                stream=True,
            ) as response:
                return _answer(response, _read_capped(response, deadline), call.document)
        except requests.ConnectTimeout:
            raise GatewayError("GATEWAY_AWAY") from None
        except (requests.Timeout, ReadTimeoutError):
            raise GatewayError("GATEWAY_TIMEOUT") from None
        except (requests.ConnectionError, ProtocolError) as error:
            raise _ConnectionLostError(error) from None


class _ConnectionLostError(Exception):
    """The connection could not be made, or broke."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        reason = getattr(error.args[0], "reason", None) if error.args else None
        self.may_be_sent = not isinstance(reason, NewConnectionError)


def _read_capped(response: requests.Response, deadline: float) -> bytes:
    """The body, within the deadline as a whole: a socket's timeout counts only one read."""
    body = bytearray()
    while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > LARGEST_ANSWER_BYTES:
            raise GatewayError("GATEWAY_AWAY")
        if time.monotonic() > deadline:
            raise GatewayError("GATEWAY_TIMEOUT")
    return bytes(body)


def _answer(response: requests.Response, body: bytes, document: Document) -> Answer:
    try:
        answer = json.loads(body)
        data = answer.get("data")
        faults = tuple(_fault(entry) for entry in answer.get("errors", ()))
    except (ValueError, AttributeError, TypeError):
        # Something between us and the gateway spoke in its place.
        raise GatewayError("OUTCOME_UNKNOWN" if document.is_mutation else "GATEWAY_AWAY") from None
    if data is not None:
        return Answer(data, faults)
    raise GatewayError(faults[0].code if faults else "GATEWAY_AWAY", _retry_after(response))


def _fault(entry: Mapping[str, Any]) -> Fault:
    extensions = entry.get("extensions") or {}
    retry_after_s = extensions.get("retryAfter")
    return Fault(
        str(extensions.get("code", "INTERNAL_SERVER_ERROR")),
        tuple(entry.get("path") or ()),
        retry_after_s if isinstance(retry_after_s, int) else None,
    )


def _retry_after(response: requests.Response) -> int | None:
    text = response.headers.get("Retry-After", "")
    return int(text) if text.isascii() and text.isdigit() else None
