"""A token issuer and neighbour that tests control: its keys, its grants, its moods."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.ports import free_port

SOMEBODY = "usr_01kajgryp0f2v9h8b5c3x7m6qd"


class Issuer:
    """Answers `/jwks.json`, `/oauth/token` and `/greetings/…` on its own port, and keeps what was asked."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.greeting: tuple[int, bytes] = (200, b'{"text": "hello"}')
        self.greeting_takes_s = 0.0
        self.change_key()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """What a service needs to trust it."""
        return {
            "TOKEN_ISSUER": self.url,
            "TOKEN_AUDIENCE": "shop",
            "JWKS_URL": f"{self.url}/jwks.json",
            "NEIGHBOUR_URL": self.url,
        }

    def change_key(self) -> None:
        """A new key under a new id, as after a restart that lost the old one."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.kid = uuid.uuid4().hex

    def jwks(self) -> dict[str, Any]:
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "shop",
            "sub": SOMEBODY,
            "exp": now + 600,
            "iat": now,
            "jti": uuid.uuid4().hex,
            "scope": "",
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, *, headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """A good access token, but for what is changed; a claim that is None is left out."""
        chosen = {"typ": "at+jwt", "kid": self.kid, **(headers or {})}
        return jwt.encode(self.claims(**claims), self.key, "ES256", headers=chosen)

    def fetches(self, path: str) -> int:
        return sum(1 for asked, _ in self.asked if asked.startswith(path))

    @contextmanager
    def listening(self) -> Iterator[None]:
        server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(self, path: str) -> tuple[int, bytes]:
        if path == "/jwks.json":
            return 200, json.dumps(self.jwks()).encode()
        if path == "/oauth/token":
            granted = self.token(sub="svc_tiny")
            return 200, json.dumps({"access_token": granted, "expires_in": 600}).encode()
        time.sleep(self.greeting_takes_s)
        return self.greeting

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(
                    (self.path, {name.lower(): value for name, value in self.headers.items()})
                )
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, body = issuer.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the name that http.server calls

            def log_message(self, *_: Any) -> None:
                """Says nothing: what was asked is kept in `asked`."""

        return Handler
