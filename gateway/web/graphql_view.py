"""The Flask view of `/graphql`, with Flask-GraphQL's call: `GraphQLView.as_view("graphql", schema=schema, graphiql=True)`."""

from dataclasses import replace
from typing import Any

import graphene
from flask import Response, request
from flask.views import View

from gateway.errors import RequestError
from gateway.settings import Settings, read_settings
from gateway.web.background import BackgroundLoop
from gateway.web.bodies import read_body
from gateway.web.endpoint import Endpoint
from gateway.web.heads import HeadLimits
from gateway.web.messages import FIXED_HEADERS, Incoming, Outgoing, joined
from gateway.web.pages import graphiql_page
from gateway.web.protocol import wants_page
from gateway.web.wiring import head_limits as limits_of_heads
from gateway.web.wiring import wire


class GraphQLView(View):
    """Answers GraphQL over HTTP under any WSGI server: the thread waits, one background event loop works.

    `endpoint` answers; without one it is made for `schema` from the environment's settings, with introspection where there
    is GraphiQL, which lives on it.
    """

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"]  # noqa: RUF012 (Flask's own declaration)
    provide_automatic_options = False
    init_every_request = False

    def __init__(
        self,
        schema: graphene.Schema | None = None,
        graphiql: bool = False,
        *,
        endpoint: Endpoint | None = None,
        max_body_bytes: int | None = None,
        head_limits: HeadLimits | None = None,
    ) -> None:
        settings = read_settings() if endpoint is None else Settings()
        if endpoint is None:
            if schema is None:
                raise TypeError("GraphQLView needs a schema, or an endpoint.")
            endpoint = wire(
                schema, replace(settings, introspection=settings.introspection or graphiql)
            ).endpoint
        self._endpoint = endpoint
        self._graphiql = graphiql
        self._max_body_bytes = max_body_bytes or settings.body_cap_bytes
        self._head_limits = head_limits or limits_of_heads(settings)
        self._loop = BackgroundLoop()

    def dispatch_request(self, **_: Any) -> Response:
        if self._graphiql and wants_page(request.method, request.headers.get("Accept", "")):
            return graphiql_page(request.path)
        query_string = request.query_string.decode("latin-1")
        headers = joined(request.headers)
        peer = request.remote_addr or ""
        try:
            url_bytes, fields = len(request.full_path), list(request.headers)
            head_bytes = url_bytes + sum(len(name) + len(value) for name, value in fields)
            self._head_limits.check(url_bytes, head_bytes, len(fields))
            body = read_body(request.environ, self._max_body_bytes)
        except RequestError as error:
            unread = Incoming(request.method, headers, query_string, b"", peer)
            return _response(self._loop.run(self._refused(unread, error)))
        incoming = Incoming(request.method, headers, query_string, body, peer)
        return _response(self._loop.run(self._endpoint.answer(incoming)))

    async def _refused(self, unread: Incoming, error: RequestError) -> Outgoing:
        """As the endpoint refuses; its log is written by the loop."""
        return self._endpoint.refuse(unread, error)


def _response(outgoing: Outgoing) -> Response:
    return Response(outgoing.body, outgoing.status, {**FIXED_HEADERS, **outgoing.headers})
