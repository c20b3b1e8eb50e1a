"""Sessions and tokens over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from .client_address import Network, client_address
from .clients import Clients, OAuthError
from .keys import KeyRing
from .problems import PROBLEMS
from .rest.access import ANYONE, BASIC
from .rest.answers import Answer, no_content, ok
from .rest.request import Request
from .rest.routes import Routes
from .rows import LogIn, RefreshTokenBody, SessionRow
from .sessions import Sessions


@dataclass(frozen=True, slots=True)
class Entry:
    """Every way to a token, and the keys to check one with."""

    sessions: Sessions
    clients: Clients
    keys: KeyRing
    trusted_proxies: Sequence[Network]


class TokenRequest(Struct, frozen=True):
    """RFC 6749 wants parameters that are not known to be ignored."""

    grant_type: str = ""
    scope: str = ""


class TokenAnswer(Struct, frozen=True):
    access_token: str
    expires_in: int
    scope: str
    token_type: str = "Bearer"  # noqa: S105


class KeySet(Struct, frozen=True):
    """A JWK set (RFC 7517)."""

    keys: list[dict[str, str]]


api = Routes[Entry](PROBLEMS)


@api.post(
    "/sessions",
    ANYONE,
    answers=SessionRow,
    status=201,
    problems=("INVALID_CREDENTIALS 400", "REQUEST_RATE_LIMITED 429", "OVERLOADED 503"),
)
def log_in(entry: Entry, request: Request[None, LogIn]) -> Answer:
    """Log in with name and password."""
    address = client_address(request.context.peer, request.context.forwarded_for, entry.trusted_proxies)
    return Answer(SessionRow.of(entry.sessions.log_in(request.body.name, request.body.password, address)))


@api.post(
    "/sessions/refresh", ANYONE, answers=SessionRow, status=201, problems=("INVALID_REFRESH_TOKEN 400",)
)
def refresh_session(entry: Entry, request: Request[None, RefreshTokenBody]) -> Answer:
    """Exchange a refresh token for a new pair; to use one twice ends the session."""
    return Answer(SessionRow.of(entry.sessions.refresh(request.body.refresh_token)))


@api.post("/sessions/revoke", ANYONE, status=204)
def log_out(entry: Entry, request: Request[None, RefreshTokenBody]) -> Answer:
    """Log out. An unknown token is no error."""
    entry.sessions.revoke(request.body.refresh_token)
    return no_content()


@api.post("/oauth/token", BASIC, answers=TokenAnswer, form=True)
def issue_token(entry: Entry, request: Request[None, TokenRequest]) -> Answer:
    """A token for a service: client credentials, errors as RFC 6749 5.2."""
    try:
        return ok(_token(entry.clients, request))
    except OAuthError as error:
        return _refused(error)


@api.get("/.well-known/jwks.json", ANYONE, answers=KeySet, cache="public, max-age=300")
def publish_keys(entry: Entry, _: Request[None, None]) -> Answer:
    """The keys that access tokens are verified with."""
    return ok(KeySet([key.jwk for key in entry.keys.published()]))


def _token(clients: Clients, request: Request[None, TokenRequest]) -> TokenAnswer:
    if request.basic is None:
        raise OAuthError("invalid_client", "The client authenticates with HTTP Basic.")
    clients.authenticate(request.basic.username, request.basic.password)
    if not request.body.grant_type:
        raise OAuthError("invalid_request", "The parameter grant_type is missing.")
    if request.body.grant_type != "client_credentials":
        raise OAuthError("unsupported_grant_type", "The only grant type here is client_credentials.")
    grant = clients.grant(request.basic.username, request.body.scope)
    return TokenAnswer(grant.access_token, grant.expires_in_s, grant.scope)


def _refused(error: OAuthError) -> Answer:
    body: dict[str, Any] = {"error": error.error, "error_description": str(error)}
    if error.error == "invalid_client":
        return Answer(body, 401, {"WWW-Authenticate": 'Basic realm="oauth"'})
    return Answer(body, 400)
