"""Services as OAuth clients: RFC 6749 section 4.4, client credentials."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from .domain import Scope
from .tokens import TokenIssuer

MIN_SECRET_LENGTH = 16
SCOPES: Mapping[str, frozenset[str]] = {"inventory_service": frozenset({Scope.USERS_READ.value})}
_NOBODYS = "-"


class OAuthError(Exception):
    """An error of RFC 6749 section 5.2."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    access_token: str
    expires_in_s: int
    scope: str


class Clients:
    """`secrets` by client id; a client without a secret cannot sign in."""

    def __init__(self, secrets: Mapping[str, str], tokens: TokenIssuer) -> None:
        self._secrets = secrets
        self._tokens = tokens

    def authenticate(self, client_id: str, secret: str) -> None:
        expected = self._secrets.get(client_id, "")
        # Compared even when there is nothing to compare with, so that time does not tell who exists.
        is_right = hmac.compare_digest((expected or _NOBODYS).encode(), secret.encode())
        if not expected or not is_right:
            raise OAuthError("invalid_client", "The client is unknown or its secret is wrong.")

    def grant(self, client_id: str, scope: str) -> Grant:
        """A token for an authenticated client: the scopes asked for, all of its own when none are."""
        allowed = SCOPES[client_id]
        asked = frozenset(scope.split()) or allowed
        if not asked <= allowed:
            raise OAuthError("invalid_scope", "The client may not have every scope that it asked for.")
        access_token = self._tokens.issue(f"svc_{client_id}", sorted(asked))
        return Grant(access_token, self._tokens.ttl_s, " ".join(sorted(asked)))
