"""Putting a service together: its routes on the plumbing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Flask

from . import docs, failures, health, leaving, log, observe, openapi
from .database import Database
from .dispatch import Dispatcher
from .health import Check, Readiness
from .jwks import KeySource
from .metrics import Metrics
from .routes import BoundRoutes
from .settings import RestSettings
from .tokens import TokenVerifier


@dataclass(frozen=True, kw_only=True)
class Service:
    """`checks` are asked by /readyz beside the database's own."""

    name: str
    description: str
    settings: RestSettings
    database: Database
    keys: KeySource
    routes: Sequence[BoundRoutes]
    checks: Mapping[str, Check] = field(default_factory=dict)


def build(service: Service) -> Flask:
    log.configure(service.name, service.settings.log_level)
    # No static folder: every path is a declared one.
    app = Flask(service.name, static_folder=None)
    app.url_map.merge_slashes = False
    metrics = Metrics()
    readiness = Readiness(
        {
            "database": lambda: _reachable(service.database),
            "schema": service.database.is_current,
            **service.checks,
        }
    )
    observe.install(app, metrics)
    failures.install(app)
    leaving.install(app)
    health.install(app, readiness, metrics)
    verifier = TokenVerifier(service.settings.token_issuer, service.settings.token_audience, service.keys)
    dispatcher = Dispatcher(verifier, service.settings.max_body_bytes)
    for bound in service.routes:
        dispatcher.serve(app, bound)
    routes = [route for bound in service.routes for route in bound.routes]
    docs.install(app, openapi.document(service.name, service.description, routes))
    return app


def _reachable(database: Database) -> bool:
    database.ping()
    return True
