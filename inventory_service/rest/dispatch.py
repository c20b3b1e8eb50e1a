"""From Flask's request to a view and back: the order in which a request is checked."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g
from flask import request as http

from . import bodies, caching, credentials, deadline, shapes
from .answers import Answer
from .callers import ANONYMOUS, BasicCredentials, Caller
from .failures import response_of
from .idempotency import HEADER as KEY_HEADER
from .idempotency import InFlight, key_of
from .ids import is_id
from .problems import FieldError, Problem
from .query import QueryReader
from .request import Context, IdempotencyKey, Request
from .routes import BoundRoutes, Route
from .tokens import TokenVerifier

_WRITING = ("POST", "PATCH", "PUT")


class Dispatcher:
    """Serves bound routes on a Flask app."""

    def __init__(self, verifier: TokenVerifier, max_body_bytes: int) -> None:
        self._verifier = verifier
        self._max_body_bytes = max_body_bytes
        self._in_flight = InFlight()

    def serve(self, app: Flask, bound: BoundRoutes) -> None:
        for route in bound.routes:
            app.add_url_rule(
                route.rule,
                endpoint=f"{route.method} {route.path}",
                view_func=self._view(route, bound),
                methods=[route.method],
                provide_automatic_options=False,
            )

    def _view(self, route: Route, bound: BoundRoutes) -> Callable[..., Response]:
        reader = QueryReader(route.query)

        def view(**path: str) -> Response:
            request = self._request(route, bound, path, reader)
            with self._in_flight.hold(request.idempotency_key):
                answer = _call(route, bound, request)
            return _respond(route, answer)

        return view

    def _request(
        self, route: Route, bound: BoundRoutes, path: dict[str, str], reader: QueryReader
    ) -> Request[Any, Any]:
        time_left = deadline.from_header(http.headers.get(deadline.HEADER), g.trail.arrived_at)
        time_left.check()
        _check_accept()
        caller, basic = self._caller(route)
        _check_ids(route, path)
        asked = reader.read(http.query_string)
        body = self._body(route)
        return Request(
            query=asked,
            body=body,
            path=path,
            caller=caller,
            context=_context(time_left),
            translate=bound.translate,
            idempotency_key=_key(route, caller, body),
            basic=basic,
        )

    def _caller(self, route: Route) -> tuple[Caller, BasicCredentials | None]:
        header = http.headers.get("Authorization")
        if route.access.level == "basic":
            return ANONYMOUS, credentials.basic(header)
        caller = credentials.caller(header, self._verifier)
        g.trail.subject = caller.subject or None
        route.access.check(caller)
        return caller, None

    def _body(self, route: Route) -> Any:
        if route.method not in _WRITING:
            return None
        if route.body is None:
            raw = bodies.read(http.environ, self._max_body_bytes)
            if raw.strip() not in (b"", b"{}"):
                raise Problem(400, "BODY_NOT_TAKEN", "This takes no body.")
            return None
        bodies.check_media_type(
            http.headers, "application/x-www-form-urlencoded" if route.form else "application/json"
        )
        raw = bodies.read(http.environ, self._max_body_bytes)
        data = bodies.decode_form(raw) if route.form else bodies.decode_json(raw)
        try:
            return shapes.convert(data, route.body)
        except shapes.ShapeError as bad:
            raise _misshapen(bad.errors) from None


def _context(time_left: deadline.Deadline) -> Context:
    trail, forwarded_for = g.trail, http.headers.get("X-Forwarded-For", "")
    return Context(trail.request_id, trail.traceparent, time_left, http.remote_addr or "", forwarded_for)


def _call(route: Route, bound: BoundRoutes, request: Request[Any, Any]) -> Answer:
    try:
        return route.view(bound.service, request)
    except Exception as error:
        problem = bound.translate(error)
        if problem is None or problem is error:
            raise
        raise problem from error


def _respond(route: Route, answer: Answer) -> Response:
    response = response_of(answer)
    response.status_code = answer.status or route.status
    if answer.cache is None:
        response.headers["Cache-Control"] = route.cache
    if route.method == "GET" and response.status_code == 200:
        caching.tag(response, http.if_none_match)
    return response


def _check_accept() -> None:
    accept = http.accept_mimetypes
    if accept and not any(accept[kind] for kind in ("application/json", "application/problem+json")):
        raise Problem(406, "NOT_ACCEPTABLE", "This is answered as application/json.")


def _check_ids(route: Route, path: dict[str, str]) -> None:
    for name, value in path.items():
        prefix = route.ids[name]
        if prefix is not None and not is_id(prefix, value):
            raise Problem(400, "MALFORMED_ID", f"An id here looks like {prefix}_ and 26 letters or digits.")
        # Bytes that are no UTF-8 arrive as replacement characters.
        if "\0" in value or "\ufffd" in value:
            raise Problem(400, "BAD_PATH", "The path is not sound UTF-8.")


def _key(route: Route, caller: Caller, body: Any) -> IdempotencyKey | None:
    if route.key == "no":
        return None
    sent = http.headers.get(KEY_HEADER)
    if sent is None and route.key == "required":
        raise Problem(400, "IDEMPOTENCY_KEY_REQUIRED", f"This needs the header {KEY_HEADER}.")
    return key_of(sent, (caller.subject, f"{route.method} {route.path}"), (http.path, body))


def _misshapen(errors: tuple[FieldError, ...]) -> Problem:
    if any(error.code in shapes.SHAPE_CODES for error in errors):
        return Problem(
            400, "MALFORMED_BODY", "The body has not the shape that is wanted; see errors.", errors
        )
    return Problem(422, "VALIDATION_FAILED", "Some members break a rule; see errors.", errors)
