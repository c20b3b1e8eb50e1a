"""The composition root: everything that user_service is made of, put together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask

from . import journal_api, sessions_api, users_api
from .client_address import networks
from .clients import Clients
from .feeds import INVENTORY, apply_feed, apply_outbox
from .inventory_feed import InventoryFeed
from .keys import KeyRing
from .login_limits import Allowed, LoginLimits
from .passwords import Cost, Passwords
from .poller import Poller
from .rest.application import Service, build
from .rest.database import Database
from .rest.environment import load
from .rest.watched import watch
from .service import Journal, Users
from .sessions import Sessions
from .settings import Settings
from .sql_store import SqlStore
from .tokens import TokenIssuer

MIGRATIONS = Path(__file__).parent / "migrations"
_FORGET_EVERY_S = 3600.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the commands and the HTTP application share."""

    database: Database
    store: SqlStore
    keys: KeyRing
    tokens: TokenIssuer
    users: Users
    sessions: Sessions
    limits: LoginLimits


def assemble(settings: Settings) -> Parts:
    """Put together without touching anything outside: no key is read, no database asked."""
    database = Database(settings.database_url, MIGRATIONS)
    store = SqlStore(database)
    keys = KeyRing(Path(settings.signing_key_dir))
    tokens = TokenIssuer(keys, settings.token_issuer, settings.token_audience, settings.access_token_ttl_s)
    passwords = Passwords(Cost(settings.password_memory_kib, settings.password_passes, lanes=1))
    window = timedelta(seconds=settings.login_limit_window_s)
    limits = LoginLimits(
        store, Allowed(settings.login_limit_per_name, settings.login_limit_per_address, window)
    )
    sessions = Sessions(store, passwords, tokens, limits, settings.refresh_token_ttl_s)
    return Parts(database, store, keys, tokens, Users(store, passwords, sessions), sessions, limits)


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; it also begins to keep the journal."""
    settings = settings or load(Settings)
    parts = assemble(settings)
    parts.keys.load()
    clients = Clients({"inventory_service": settings.inventory_client_secret}, parts.tokens)
    proxies = networks(settings.trusted_proxies)
    users = users_api.UsersApi(parts.users, parts.sessions, proxies)
    routes = [
        users_api.api.bind(users),
        *([users_api.legacy_api.bind(users)] if settings.legacy_routes else []),
        sessions_api.api.bind(sessions_api.Entry(parts.sessions, clients, parts.keys, proxies)),
        journal_api.api.bind(Journal(parts.store)),
    ]
    app = build(
        Service(
            name="user_service",
            description="People who signed up, their sessions, and the journal of what happened.",
            settings=settings,
            database=parts.database,
            keys=parts.keys,
            routes=routes,
        )
    )
    for poller in _pollers(parts, settings):
        poller.start()
    return app


def _pollers(parts: Parts, settings: Settings) -> list[Poller]:
    current = watch(Settings, settings)
    feed = InventoryFeed(lambda: current().inventory_url, parts.tokens)
    store, interval_s = parts.store, settings.feed_interval_s

    def follow_inventory() -> bool:
        return bool(current().inventory_url) and apply_feed(store, INVENTORY, feed) > 0

    def tell_own_events() -> bool:
        return apply_outbox(store) > 0

    def forget_sessions() -> bool:
        parts.sessions.forget_expired()
        parts.limits.forget_old()
        return False

    return [
        Poller("journal", _once_migrated(parts.database, tell_own_events), interval_s),
        Poller("inventory feed", _once_migrated(parts.database, follow_inventory), interval_s),
        Poller("expired sessions", _once_migrated(parts.database, forget_sessions), _FORGET_EVERY_S),
    ]


def _once_migrated(database: Database, step: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: database.is_current() and step()
