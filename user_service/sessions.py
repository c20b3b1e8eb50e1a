"""Sessions: logging in, staying in with rotating refresh tokens, logging out, changing the password.

A refresh token is good once. Each log-in begins a family; a token that is shown a second time was stolen, so
its whole family ends: nobody can tell the owner from the thief.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .domain import BrokenRuleError, Name, Password, User
from .events import password_changed
from .login_limits import LoginLimits, WrongSecretError
from .passwords import Passwords
from .repository import Credentials, RefreshToken, Store, Work
from .rest.ids import mint
from .tokens import TokenIssuer


class InvalidCredentialsError(WrongSecretError):
    """No such name or not its password: which of them is not told."""


class WrongPasswordError(WrongSecretError):
    """The current password, given to change it, is not the current one."""


class InvalidRefreshTokenError(Exception):
    """Unknown, spent, expired or revoked."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    user_id: str
    access_token: str
    refresh_token: str
    expires_in_s: int


class Sessions:
    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        tokens: TokenIssuer,
        limits: LoginLimits,
        refresh_ttl_s: int,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._tokens = tokens
        self._limits = limits
        self._refresh_ttl = timedelta(seconds=refresh_ttl_s)

    def log_in(self, name: str, password: str, address: str) -> Session:
        """Raises InvalidCredentialsError, or TooManyAttemptsError before any password is hashed."""
        with self._limits.attempt(name, address):
            return self._log_in(name, password)

    def _log_in(self, name: str, password: str) -> Session:
        with self._store.read() as work:
            found = work.users.credentials(_name_key(name))
        if not self._passwords.verify(found.password_hash if found else None, password) or found is None:
            raise InvalidCredentialsError
        kept_hash = found.password_hash
        if self._passwords.is_outdated(kept_hash):
            kept_hash = self._passwords.rehash(password)
        with self._store.write() as work:
            # The password may have been changed, and all sessions ended, since it was read.
            if not work.users.replace_password(found.user.id, found.password_hash, kept_hash):
                raise InvalidCredentialsError
            return self.begin(work, found.user)

    def begin(self, work: Work, user: User) -> Session:
        """A new family for a user who has just proved or set their password, in a running transaction."""
        secret, token = self._new_token(mint("ses"), user.id)
        work.sessions.open(token)
        return self._session(user, secret)

    def refresh(self, secret: str) -> Session:
        now = datetime.now(UTC)
        with self._store.write() as work:
            spent = work.sessions.token(_hash(secret))
            if spent is None:
                raise InvalidRefreshTokenError
            session = self._rotate(work, spent, now)
            if session is None:
                work.sessions.revoke_family(spent.family_id, now)
        # Only now: an exception inside would have taken the revocation back.
        if session is None:
            raise InvalidRefreshTokenError
        return session

    def revoke(self, secret: str) -> None:
        """Log out: end the token's family; an unknown token is no error."""
        with self._store.write() as work:
            token = work.sessions.token(_hash(secret))
            if token is not None:
                work.sessions.revoke_family(token.family_id, datetime.now(UTC))

    def change_password(self, user_id: str, current: str, new: str, address: str) -> None:
        """Ends every session of the user. Raises WrongPasswordError, TooManyAttemptsError or BrokenRuleError."""
        with self._store.read() as work:
            found = work.users.credentials_by_id(user_id)
        if found is None:
            raise WrongPasswordError
        with self._limits.attempt(found.user.name.value, address):
            self._change_password(found, current, new)

    def _change_password(self, found: Credentials, current: str, new: str) -> None:
        user_id = found.user.id
        if not self._passwords.verify(found.password_hash, current):
            raise WrongPasswordError
        new_hash = self._passwords.hash(Password.parse(new, found.user.name))
        with self._store.write() as work:
            if not work.users.replace_password(user_id, found.password_hash, new_hash):
                raise WrongPasswordError
            work.sessions.revoke_all_of(user_id, datetime.now(UTC))
            work.journal.announce(password_changed(found.user))

    def forget_expired(self) -> None:
        with self._store.write() as work:
            work.sessions.forget_expired(datetime.now(UTC))

    def _rotate(self, work: Work, token: RefreshToken, now: datetime) -> Session | None:
        users = work.users.with_ids([token.user_id])
        if not users or not work.sessions.spend(token.hash, now):
            return None
        secret, following = self._new_token(token.family_id, token.user_id)
        work.sessions.extend(following)
        return self._session(users[0], secret)

    def _new_token(self, family_id: str, user_id: str) -> tuple[str, RefreshToken]:
        secret = secrets.token_urlsafe(32)
        expires_at = datetime.now(UTC) + self._refresh_ttl
        return secret, RefreshToken(_hash(secret), family_id, user_id, expires_at)

    def _session(self, user: User, secret: str) -> Session:
        access_token = self._tokens.issue(user.id, user.scopes)
        return Session(user.id, access_token, secret, self._tokens.ttl_s)


def _hash(secret: str) -> str:
    # Plain SHA-256 is enough: 256 random bits cannot be guessed, so there is nothing to slow down.
    return hashlib.sha256(secret.encode()).hexdigest()


def _name_key(name: str) -> str:
    try:
        return Name.parse(name).key
    except BrokenRuleError:
        return ""
