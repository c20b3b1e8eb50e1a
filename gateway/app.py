"""The WSGI door: the gateway as a Flask app, for any WSGI server: `flask --app gateway.app run`."""

import graphene
from flask import Flask

from gateway.served import served_schema
from gateway.settings import Settings, read_settings
from gateway.web.graphql_view import GraphQLView
from gateway.web.health import pages_of
from gateway.web.pages import pages
from gateway.web.wiring import Gateway, head_limits, wire


def create_app(settings: Settings | None = None) -> Flask:
    """The whole gateway: `/graphql`, GraphiQL, probes."""
    settings = settings or read_settings()
    served = served_schema(settings.schema)
    gateway = wire(served.schema, settings, default_addresses=served.addresses)
    return create_pages(served.schema, gateway, settings)


def create_pages(schema: graphene.Schema, gateway: Gateway, settings: Settings) -> Flask:
    """The Flask app around a gateway."""
    app = Flask("gateway", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.body_cap_bytes
    view = GraphQLView.as_view(
        "graphql",
        schema=schema,
        graphiql=settings.graphiql,
        endpoint=gateway.endpoint,
        max_body_bytes=settings.body_cap_bytes,
        head_limits=head_limits(settings),
    )
    app.add_url_rule("/graphql", view_func=view)
    app.register_blueprint(pages)
    app.register_blueprint(pages_of(gateway.health))
    return app
