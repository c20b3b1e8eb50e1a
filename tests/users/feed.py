"""A service whose events user_service follows: as much of inventory_service as that takes."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

Event = dict[str, Any]


class Feed:
    """`GET /events?after=` over a list that tests add to, on one port, there or away."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self.events: list[Event] = []
        self.asked_after: list[int] = []
        self.claims: dict[str, Any] = {}

    def tell(self, user_id: str, kind: str = "reservation.held", **members: Any) -> Event:
        """Add an event; the next position unless it is given."""
        position = len(self.events) + 1
        event = {
            "position": position,
            "id": f"evt_{position:026}",
            "kind": kind,
            "at": f"2026-11-21T09:{position // 60 % 60:02}:{position % 60:02}Z",
            "user_id": user_id,
            "item_id": "itm_01m7yhq3gqf0mrd6fj3y1y72x6",
            "detail": f"Event number {position}.",
            **members,
        }
        self.events.append(event)
        return event

    @contextmanager
    def open(self) -> Iterator["Feed"]:
        """Answering until the end of the block."""
        server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _answer(self, path: str, authorization: str) -> Any:
        query = parse_qs(urlsplit(path).query)
        after, limit = int(query["after"][0]), int(query["limit"][0])
        self.asked_after.append(after)
        token = authorization.removeprefix("Bearer ")
        self.claims = jwt.decode(token, options={"verify_signature": False})
        items = [event for event in self.events if event["position"] > after][:limit]
        return {"items": items, "next": items[-1]["position"] if items else after}

    def _handler(feed) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the inner class has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(feed._answer(self.path, self.headers["Authorization"])).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Silent: the output of tests is theirs."""

        return Handler
