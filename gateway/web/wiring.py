"""The gateway's parts put together for a schema: the one place that constructs adapters."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import graphene

from gateway.addresses import Addresses
from gateway.auth.keys import Fetch, Keys
from gateway.auth.tokens import Tokens
from gateway.auth.viewer import Viewer
from gateway.binding.blueprint import Blueprint
from gateway.binding.checks import checked_blueprint
from gateway.binding.vocabulary import Command
from gateway.errors import ServiceUnavailable, fresh
from gateway.execution.port import Call, Upstream
from gateway.metrics import Metrics
from gateway.pipeline import Pipeline, Shared
from gateway.settings import Settings
from gateway.sharing import Sharing
from gateway.upstream.client import ClientLimits, HttpClient
from gateway.upstream.coalesce import Coalesce
from gateway.upstream.deadline import Deadline
from gateway.upstream.guards import guarded
from gateway.upstream.measure import Measure
from gateway.upstream.services import Services
from gateway.upstream.tls import tls_context
from gateway.web.access_log import AccessLog
from gateway.web.admission import Admission
from gateway.web.answers import Answers
from gateway.web.cross_site import CrossSite
from gateway.web.endpoint import Endpoint
from gateway.web.heads import HeadLimits
from gateway.web.health import Health
from gateway.web.protocol import Protocol

JWKS_TIMEOUT_S = 2.0
PLAN_SCOPE = "plan:read"

#: The setting EXPLAIN -> who may see plans.
_SHOWS_PLAN: dict[str, Callable[[Viewer], bool]] = {
    "off": lambda _: False,
    "scope": lambda viewer: PLAN_SCOPE in viewer.scopes,
    "all": lambda _: True,
}


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a door needs: the endpoint, and what is to be started and closed with it."""

    endpoint: Endpoint
    keys: Keys
    client: HttpClient
    health: Health

    async def close(self) -> None:
        await self.client.close()
        self.endpoint.access_log.flush()


def wire(
    schema: graphene.Schema,
    settings: Settings,
    environ: Mapping[str, str] = os.environ,
    default_addresses: Mapping[str, str] | None = None,
) -> Gateway:
    """A gateway for a schema. `default_addresses`: of services that the environment may leave out.

    Raises:
        BadBindings: the schema's declarations do not hold. BadSettings: a service has no address, a file cannot be used.
    """
    blueprint = checked_blueprint(schema)
    known = dict(default_addresses or {})
    services = {name: known.get(name) for name in service_names(blueprint)}
    addresses = Addresses(services, environ, settings.config_file)
    tls = tls_context(settings)
    client = HttpClient(
        addresses.url, ClientLimits(settings.connect_timeout_s, settings.max_answer_bytes), tls
    )
    jwks_limits = ClientLimits(settings.connect_timeout_s, answer_bytes=1_000_000)
    issuer = HttpClient(lambda _: _origin(settings.jwks_url), jwks_limits, tls)
    keys_timeout_s = min(JWKS_TIMEOUT_S, settings.request_timeout_s / 2)
    keys = Keys(_jwks(settings.jwks_url, Deadline(issuer, keys_timeout_s)), settings.jwks_refresh_s)
    tokens = Tokens(keys, settings.token_issuer, settings.token_audience)
    wait_s = settings.share_wait_ms / 1000
    metrics = Metrics()
    measured = Measure(client, metrics.calls)
    called = Services({n: guarded(measured, n, settings.of_service(n, environ)) for n in services})
    admission = Admission(settings.max_in_flight)
    _show(called, admission, metrics)
    upstream: Upstream = called
    if settings.share_calls:
        upstream = Coalesce(upstream, Sharing(wait_s, fresh))
    operations: Sharing[Shared] | None = None
    if settings.share_operations:
        # What time runs out of is still written with the errors that say so; callers who joined see them, too.
        operations = Sharing(wait_s, fresh, grace_s=2 * wait_s)
    pipeline = Pipeline(
        blueprint,
        upstream,
        operations,
        max_tokens=settings.max_tokens,
        introspection=settings.introspection,
        shows_plan=_SHOWS_PLAN[settings.explain],
    )
    access_log = AccessLog(enabled=settings.log_level in ("debug", "info"))
    cross_site = CrossSite(settings.cors_origins, settings.cors_max_age_s)
    endpoint = Endpoint(
        Protocol(cross_site, settings.max_batch),
        Answers(draft=settings.graphql_http == "draft"),
        pipeline,
        tokens,
        settings.request_timeout_s,
        access_log,
        metrics,
        admission,
    )
    return Gateway(endpoint, keys, client, Health(admission, called.states, metrics))


def head_limits(settings: Settings) -> HeadLimits:
    """What the head of a request may be, for a door to hold."""
    return HeadLimits(settings.max_url_bytes, settings.max_head_bytes, settings.max_headers)


def service_names(blueprint: Blueprint) -> list[str]:
    """The services that a blueprint calls."""
    commands = (b.binding for b in blueprint.fields.values() if isinstance(b.binding, Command))
    collections = blueprint.collections.values()
    return sorted({c.service.name for c in commands} | {c.service.name for c in collections})


def _show(services: Services, admission: Admission, metrics: Metrics) -> None:
    """What the policies do, as metrics."""
    metrics.gauge("gateway_requests_running", "Requests being answered.", lambda: admission.in_flight)
    metrics.counter("gateway_requests_shed", "Requests refused with OVERLOADED.", lambda: admission.shed)
    degrees = {"closed": 0.0, "half_open": 1.0, "open": 2.0}
    metrics.gauge_by_service(
        "gateway_breaker_state",
        "0 closed: calls are made; 1 half open; 2 open.",
        lambda: {service: degrees[state] for service, state in services.states().items()},
    )
    metrics.gauge_by_service("gateway_upstream_calls_running", "Calls under way.", services.running)
    metrics.gauge_by_service(
        "gateway_upstream_calls_waiting", "Calls that wait for their turn.", services.waiting
    )
    metrics.counter_by_service("gateway_upstream_calls_repeated", "Calls sent again.", services.repeated)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _jwks(url: str, client: Upstream) -> Fetch:
    path = urlsplit(url).path or "/"

    async def fetch() -> bytes:
        reply = await client.send(Call("jwks", "GET", path, path, expires_at=float("inf")))
        if reply.status != 200:
            raise ServiceUnavailable("jwks", detail=f"GET {path}: {reply.status}")
        return reply.body

    return fetch
