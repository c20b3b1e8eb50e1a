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
from gateway.documents.manifest import read_manifest
from gateway.documents.persisted import PersistedRules
from gateway.errors import ServiceUnavailable, fresh
from gateway.execution.port import Call, Upstream
from gateway.metrics import Metrics
from gateway.pipeline import Pipeline, Rules, Shared
from gateway.settings import BadSettings, Settings
from gateway.sharing import Sharing
from gateway.upstream.client import ClientLimits, HttpClient
from gateway.upstream.coalesce import Coalesce
from gateway.upstream.measure import Measure
from gateway.upstream.tls import tls_context
from gateway.web.access_log import AccessLog
from gateway.web.endpoint import Endpoint

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
        BadManifest: the list of trusted documents cannot be used.
    """
    blueprint = checked_blueprint(schema)
    known = dict(default_addresses or {})
    services = {name: known.get(name) for name in service_names(blueprint)}
    addresses = Addresses(services, environ, settings.config_file)
    limits = ClientLimits(settings.upstream_timeout_s, settings.connect_timeout_s, settings.max_answer_bytes)
    tls = tls_context(settings)
    client = HttpClient(addresses.url, limits, tls)
    jwks_limits = ClientLimits(JWKS_TIMEOUT_S, settings.connect_timeout_s, answer_bytes=1_000_000)
    issuer = HttpClient(lambda _: _origin(settings.jwks_url), jwks_limits, tls)
    keys = Keys(_jwks(settings.jwks_url, issuer), settings.jwks_refresh_s)
    tokens = Tokens(keys, settings.token_issuer, settings.token_audience)
    wait_s = settings.share_wait_ms / 1000
    metrics = Metrics()
    upstream: Upstream = Measure(client, metrics.calls)
    if settings.share_calls:
        upstream = Coalesce(upstream, Sharing(wait_s, fresh))
    operations: Sharing[Shared] | None = None
    if settings.share_operations:
        # What time runs out of is still written with the errors that say so; callers who joined see them, too.
        operations = Sharing(wait_s, fresh, grace_s=2 * wait_s)
    rules = Rules(
        settings.max_tokens, _persisted(settings), _SHOWS_PLAN[settings.explain], settings.mask_errors
    )
    pipeline = Pipeline(blueprint, upstream, operations, rules)
    access_log = AccessLog(enabled=settings.log_level in ("debug", "info"))
    endpoint = Endpoint(
        pipeline, tokens, settings.request_timeout_s, access_log, metrics, settings.mask_errors
    )
    return Gateway(endpoint, keys, client)


def service_names(blueprint: Blueprint) -> list[str]:
    """The services that a blueprint calls."""
    commands = (b.binding for b in blueprint.fields.values() if isinstance(b.binding, Command))
    collections = blueprint.collections.values()
    return sorted({c.service.name for c in commands} | {c.service.name for c in collections})


def _persisted(settings: Settings) -> PersistedRules:
    mode, file = settings.persisted_documents, settings.persisted_documents_file
    if file is None and mode != "off":
        raise BadSettings([f"PERSISTED_DOCUMENTS is {mode!r}; it needs a list, PERSISTED_DOCUMENTS_FILE."])
    return PersistedRules(read_manifest(file) if file else {}, mode, settings.apq)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _jwks(url: str, client: HttpClient) -> Fetch:
    path = urlsplit(url).path or "/"

    async def fetch() -> bytes:
        reply = await client.send(Call("jwks", "GET", path, path, expires_at=float("inf")))
        if reply.status != 200:
            raise ServiceUnavailable("jwks", detail=f"GET {path}: {reply.status}")
        return reply.body

    return fetch
