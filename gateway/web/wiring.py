"""The gateway's parts put together for a schema: the one place that constructs adapters."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import graphene

from gateway.addresses import Addresses
from gateway.admission import Admission, Rules
from gateway.auth.keys import Fetch, Keys
from gateway.auth.policy import Policy
from gateway.auth.tokens import TokenRules, Tokens
from gateway.auth.viewer import Viewer
from gateway.binding.blueprint import Blueprint
from gateway.binding.checks import checked_blueprint
from gateway.binding.vocabulary import Command
from gateway.documents import TokenLimit
from gateway.documents.manifest import read_manifest
from gateway.documents.persisted import PersistedRules
from gateway.errors import ServiceUnavailable, fresh
from gateway.execution.policies import Policies
from gateway.execution.port import Call, Upstream
from gateway.limits.rates import Rates
from gateway.metrics import Metrics
from gateway.pipeline import Pipeline, Shared
from gateway.settings import BadSettings, Settings
from gateway.settings.named import named_object
from gateway.sharing import Sharing
from gateway.upstream.client import ClientLimits, HttpClient
from gateway.upstream.coalesce import Coalesce
from gateway.upstream.deadline import Deadline
from gateway.upstream.guards import guarded
from gateway.upstream.services import Services
from gateway.upstream.tls import tls_context
from gateway.web.access_log import AccessLog
from gateway.web.answers import Answers
from gateway.web.body_limit import BodyLimit
from gateway.web.capacity import Capacity
from gateway.web.cross_site import CrossSite
from gateway.web.endpoint import Endpoint
from gateway.web.heads import HeadLimits
from gateway.web.health import Health
from gateway.web.limiting import counted, limits_of, page_size_of
from gateway.web.protocol import Protocol

log = logging.getLogger("gateway.web")

JWKS_TIMEOUT_S = 2.0
GRACE_S = 0.1
MAX_JWKS_BYTES = 256_000
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
    client: HttpClient
    health: Health
    rates: Rates

    async def fetch_keys(self) -> None:
        """Fetch every issuer's keys, before the first token comes."""
        await asyncio.gather(*(keys.refresh() for keys in self.endpoint.tokens.issuers.values()))

    async def close(self) -> None:
        for keys in self.endpoint.tokens.issuers.values():
            keys.close()
        await self.client.close()
        await self.rates.close()
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
        BadManifest: the list of trusted documents cannot be used.
    """
    metrics = Metrics()
    blueprint = replace(checked_blueprint(schema), page_size=page_size_of(settings, metrics))
    if settings.authorization_dry_run:
        blueprint = blueprint.permissive()
    known = dict(default_addresses or {})
    services = {name: known.get(name) for name in service_names(blueprint)}
    addresses = Addresses(services, environ, settings.config_file)
    tls = tls_context(settings)
    call_limits = ClientLimits(settings.connect_timeout_s, settings.max_answer_bytes)
    client = HttpClient(addresses.url, call_limits, tls, metrics.calls.add)
    keys_limits = ClientLimits(settings.connect_timeout_s, MAX_JWKS_BYTES)
    keys_timeout_s = min(JWKS_TIMEOUT_S, settings.request_timeout_s / 2)

    def fetch_of(url: str) -> Fetch:
        return _jwks(url, Deadline(HttpClient(lambda _: _origin(url), keys_limits, tls), keys_timeout_s))

    tokens = _tokens(settings, fetch_of)
    wait_s = settings.share_wait_ms / 1000
    called = Services({n: guarded(client, n, settings.of_service(n, environ)) for n in services})
    capacity = Capacity(settings.max_in_flight)
    _show(called, capacity, metrics)
    upstream: Upstream = called
    if settings.share_calls:
        upstream = Coalesce(upstream, Sharing(wait_s, fresh))
    operations: Sharing[Shared] | None = None
    if settings.share_operations:
        # What time runs out of is still written with the errors that say so; callers who joined see them, too.
        operations = Sharing(wait_s, fresh, GRACE_S)
    limits = limits_of(settings, blueprint, metrics)
    rules = Rules(
        TokenLimit(settings.max_tokens, settings.token_cap, counted(metrics)),
        settings.introspection,
        limits,
        _policy(settings, tokens),
        _policies(settings, blueprint),
        _persisted(settings),
    )
    pipeline = Pipeline(
        Admission(blueprint, rules),
        upstream,
        operations,
        shows_plan=_SHOWS_PLAN[settings.explain],
        masks_errors=settings.mask_errors,
    )
    access_log = AccessLog(settings.log_level in ("debug", "info"), metrics.settle)
    cross_site = CrossSite(settings.cors_origins, settings.cors_max_age_s)
    endpoint = Endpoint(
        Protocol(cross_site, settings.max_batch, BodyLimit(settings.max_body_bytes, counted(metrics))),
        Answers(draft=settings.graphql_http == "draft"),
        pipeline,
        tokens,
        settings.request_timeout_s,
        access_log,
        metrics,
        settings.trusted_proxies,
        capacity,
        settings.show_cost,
        settings.mask_errors,
    )
    return Gateway(endpoint, client, Health(capacity, called.states, metrics), limits.rates)


def head_limits(settings: Settings) -> HeadLimits:
    """What the head of a request may be, for a door to hold."""
    return HeadLimits(settings.max_url_bytes, settings.max_head_bytes, settings.max_headers)


def service_names(blueprint: Blueprint) -> list[str]:
    """The services that a blueprint calls."""
    commands = (b.binding for b in blueprint.fields.values() if isinstance(b.binding, Command))
    collections = blueprint.collections.values()
    return sorted({c.service.name for c in commands} | {c.service.name for c in collections})


def _show(services: Services, capacity: Capacity, metrics: Metrics) -> None:
    """What the policies do, as metrics."""
    metrics.gauge("gateway_requests_running", "Requests being answered.", lambda: capacity.in_flight)
    metrics.counter("gateway_requests_shed", "Requests refused with OVERLOADED.", lambda: capacity.shed)
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


def _tokens(settings: Settings, fetch_of: Callable[[str], Fetch]) -> Tokens:
    """The verifier of tokens, with the keys of every issuer. `fetch_of`: how what is at a URL is fetched.

    Raises:
        BadSettings: an issuer is named twice.
    """
    more = dict(settings.token_issuers or ())
    if settings.token_issuer in more:
        raise BadSettings([f"TOKEN_ISSUERS names {settings.token_issuer}, which is TOKEN_ISSUER already."])
    issuers = {
        issuer: Keys(fetch_of(url), settings.jwks_refresh_s, settings.jwks_cooldown_s)
        for issuer, url in {settings.token_issuer: settings.jwks_url, **more}.items()
    }
    rules = TokenRules(
        audience=settings.token_audience,
        type=settings.token_type.lower(),
        leeway_s=settings.token_leeway_s,
        scope_claim=settings.scope_claim,
        required=settings.require_authentication,
    )
    return Tokens(issuers, rules)


def _policy(settings: Settings, tokens: Tokens) -> Policy:
    return Policy(
        rejects=settings.authorization_mode == "reject",
        dry_run=settings.authorization_dry_run,
        identify=lambda token: tokens.viewer(f"Bearer {token}"),
    )


def _policies(settings: Settings, blueprint: Blueprint) -> Policies:
    """Who says which policies hold.

    Raises:
        BadSettings: the setting names no function.
    """
    name = settings.authorization_policies
    if name is None:
        if any(rule.policies for rules in blueprint.permissions.effective.values() for rule in rules):
            log.warning("no policy holds for anybody: AUTHORIZATION_POLICIES is not set")
        return Policies()
    holding = named_object("AUTHORIZATION_POLICIES", name, "function")
    if not callable(holding):
        raise BadSettings([f"AUTHORIZATION_POLICIES is {name!r}; there is no such function."])
    return Policies(holding)


def _persisted(settings: Settings) -> PersistedRules:
    mode, file = settings.persisted_documents, settings.persisted_documents_file
    if file is None and mode != "off":
        raise BadSettings([f"PERSISTED_DOCUMENTS is {mode!r}; it needs a list, PERSISTED_DOCUMENTS_FILE."])
    return PersistedRules(read_manifest(file) if file else {}, mode, settings.apq)


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
