"""Calling another service: pooled, bounded in time and size, its failures one kind of problem."""

import logging
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import msgspec
import requests
from requests.adapters import HTTPAdapter

from .deadline import HEADER as DEADLINE_HEADER
from .log import say
from .problems import Problem
from .request import Context

T = TypeVar("T")

_CONNECT_TIMEOUT_S = 1.0
_READ_TIMEOUT_S = 5.0
_LARGEST = 8 * 1024 * 1024
_POOL = 16

Params = Mapping[str, str | int | list[str]]


class TokenSource(Protocol):
    def token(self) -> str:
        """An access token that is good for a while."""

    def forget(self) -> None:
        """Called when the last token was refused."""


class Upstream:
    """`name` is for logs only; `base_url` is asked on every call, so the address may change."""

    def __init__(self, name: str, base_url: Callable[[], str], token: TokenSource | None = None) -> None:
        self._name = name
        self._base_url = base_url
        self._token = token
        self._session = session()

    def get(self, path: str, params: Params, answer: type[T], context: Context) -> T | None:
        """The decoded answer, None for 404; Problem 503 UPSTREAM_UNAVAILABLE for anything else."""
        try:
            response, document = self._send(path, params, context)
            if response.status_code == 404:
                return None
            if response.status_code != 200:
                raise ValueError(f"status {response.status_code}")
            return msgspec.json.decode(document, type=answer)
        except (requests.RequestException, OSError, ValueError, RecursionError) as error:
            raise self._unavailable(error, context) from error

    def _send(self, path: str, params: Params, context: Context) -> tuple[requests.Response, bytes]:
        for attempt in (1, 2):
            headers = forwarded(context)
            if self._token is not None:
                headers["Authorization"] = f"Bearer {self._token.token()}"
            with self._session.get(
                self._base_url().rstrip("/") + path,
                params=params,
                headers=headers,
                timeout=timeouts(context),
                allow_redirects=False,
                stream=True,
            ) as response:
                document = read(response)
            if response.status_code != 401 or self._token is None or attempt == 2:
                break
            # The issuer may have restarted with other keys since this token was made.
            self._token.forget()
        return response, document

    def _unavailable(self, error: Exception, context: Context) -> Problem:
        say(
            logging.WARNING,
            "upstream_failed",
            upstream=self._name,
            reason=type(error).__name__ if isinstance(error, OSError) else str(error),
            request_id=context.request_id,
        )
        context.deadline.check()
        detail = "A service that this one asks does not answer just now."
        return Problem(503, "UPSTREAM_UNAVAILABLE", detail, headers={"Retry-After": "1"})


def session() -> requests.Session:
    made = requests.Session()
    # Proxies and .netrc of the environment are not for calls between services.
    made.trust_env = False
    adapter = HTTPAdapter(pool_connections=2, pool_maxsize=_POOL, max_retries=1)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made


def timeouts(context: Context) -> tuple[float, float]:
    """Connect and read timeouts, no longer than the time that is left; 504 when none is."""
    context.deadline.check()
    left = context.deadline.remaining_s()
    longest = _READ_TIMEOUT_S if left is None else max(left, 0.001)
    return min(_CONNECT_TIMEOUT_S, longest), min(_READ_TIMEOUT_S, longest)


def forwarded(context: Context) -> dict[str, str]:
    headers = {"X-Request-Id": context.request_id, "Accept": "application/json"}
    if context.traceparent:
        headers["traceparent"] = context.traceparent
    left = context.deadline.remaining_s()
    if left is not None:
        headers[DEADLINE_HEADER] = str(max(int(left * 1000), 0))
    return headers


def read(response: requests.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(64 * 1024):
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            raise ValueError("the answer is too large")
    return b"".join(parts)
