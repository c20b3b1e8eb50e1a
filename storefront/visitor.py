"""Whoever looks at the shop: what their session says of them, and the gateway asked on their behalf."""

import logging
import time
from collections.abc import Mapping
from typing import Any, cast

from flask import current_app, g, session

from .documents import ALL
from .errors import GatewayError, SessionEndedError
from .gateway import Answer, Call, Gateway, Origin
from .live_settings import LiveSettings
from .renewal import Renewer, Tokens

SELLING_ROLES = frozenset({"SELLER", "ADMIN"})
STOCK_ROLES = frozenset({"CLERK", "ADMIN"})
TOKENS, PERSON = "tokens", "person"

log = logging.getLogger(__name__)


class Shop:
    """What all visitors of one process share."""

    def __init__(self, settings: LiveSettings) -> None:
        self.settings = settings
        self.gateway = Gateway()
        self.renewer = Renewer()

    def ask(
        self, document: str, variables: Mapping[str, Any], origin: Origin, access_token: str | None
    ) -> Answer:
        """Send the named document to the gateway."""
        settings = self.settings.current
        return self.gateway.execute(
            Call(
                ALL[document],
                variables,
                settings.gateway_url,
                settings.gateway_timeout_s,
                origin,
                access_token,
                settings.send_document_ids,
            )
        )


class Visitor:
    """One visitor during one request."""

    def __init__(self, shop: Shop, origin: Origin) -> None:
        self._shop = shop
        self._origin = origin

    @property
    def is_signed_in(self) -> bool:
        """Whether the session holds tokens; the gateway has the last word on them."""
        return TOKENS in session

    @property
    def id(self) -> str | None:
        """The user's id, None for a stranger."""
        return cast(str | None, session.get(PERSON, {}).get("id"))

    @property
    def name(self) -> str:
        """The user's name, empty for a stranger."""
        return cast(str, session.get(PERSON, {}).get("name", ""))

    @property
    def may_sell(self) -> bool:
        """Whether the seller's pages are for this visitor, as far as the session knows."""
        return not SELLING_ROLES.isdisjoint(session.get(PERSON, {}).get("roles", ()))

    def may_manage(self, seller_id: str | None) -> bool:
        """
        Whether this seller's stock is this visitor's to change, as far as the session knows. When it
        cannot be told who the seller is, sellers get the benefit of the doubt: the services decide.
        """
        is_own = self.may_sell if seller_id is None else seller_id == self.id
        return is_own or not STOCK_ROLES.isdisjoint(session.get(PERSON, {}).get("roles", ()))

    def ask(self, document: str, **variables: Any) -> Answer:
        """
        The answer to a document. Tokens that the gateway does not take are renewed and the document is
        sent once more (refused, it did nothing); SessionEndedError when that does not help.
        """
        tokens = self._tokens()
        if tokens is None:
            return self._shop.ask(document, variables, self._origin, None)
        answer = self._accepted(document, variables, tokens)
        if answer is None:
            answer = self._accepted(document, variables, self._renew(tokens))
        if answer is None:
            self.sign_out()
            raise SessionEndedError
        return answer

    def freshen(self) -> None:
        """Renew tokens that are about to expire. With the gateway away, the old ones are kept."""
        tokens = self._tokens()
        if tokens is None or time.time() < tokens.renew_at:
            return
        try:
            self._renew(tokens)
        except SessionEndedError:
            raise
        except GatewayError as error:
            log.warning("Tokens were not renewed: %s", error.code)

    def sign_in(self, issued: Mapping[str, Any], person: Mapping[str, Any]) -> None:
        """Begin a session of this person's own; nothing of the one before it is kept."""
        session.clear()
        self._keep(Tokens.of(issued))
        self.remember(person)

    def sign_out(self) -> None:
        """Forget who this was. What the gateway knows of the session is not touched."""
        session.clear()

    def log_out(self) -> None:
        """End the session at the gateway, when it can be reached, and here in any case."""
        tokens = self._tokens()
        if tokens is None:
            return
        self.sign_out()
        self._shop.renewer.forget(tokens.refresh_token)
        try:
            self._shop.ask("log_out", {"input": {"refreshToken": tokens.refresh_token}}, self._origin, None)
        except GatewayError as error:
            log.warning("The session was not ended at the gateway: %s", error.code)

    def remember(self, person: Mapping[str, Any]) -> None:
        """Keep what the gateway tells of the person. New roles need new tokens: the next request renews."""
        told = {"id": person["id"], "name": person["name"], "roles": sorted(person["roles"])}
        known = session.get(PERSON)
        if known == told:
            return
        session[PERSON] = told
        tokens = self._tokens()
        if known and tokens and known["roles"] != told["roles"]:
            self._keep(Tokens(tokens.access_token, tokens.refresh_token, renew_at=0))

    def _accepted(self, document: str, variables: Mapping[str, Any], tokens: Tokens) -> Answer | None:
        """The answer, or None when the gateway did not take the access token."""
        try:
            answer = self._shop.ask(document, variables, self._origin, tokens.access_token)
        except GatewayError as error:
            if error.code == "UNAUTHENTICATED":
                return None
            raise
        return None if answer.has("UNAUTHENTICATED") else answer

    def _renew(self, tokens: Tokens) -> Tokens:
        renewed = self._shop.renewer.renew(tokens.refresh_token, self._exchange)
        if renewed is None:
            self.sign_out()
            raise SessionEndedError
        self._keep(renewed)
        return renewed

    def _exchange(self, refresh_token: str) -> Tokens | None:
        answer = self._shop.ask(
            "refresh_session", {"input": {"refreshToken": refresh_token}}, self._origin, None
        )
        payload = answer.required("refreshSession")
        return Tokens.of(payload["session"]) if payload["session"] else None

    def _tokens(self) -> Tokens | None:
        held = session.get(TOKENS)
        return Tokens(*held) if held else None

    def _keep(self, tokens: Tokens) -> None:
        session[TOKENS] = [tokens.access_token, tokens.refresh_token, tokens.renew_at]


def the_shop() -> Shop:
    """What the running app's visitors share."""
    return cast(Shop, current_app.extensions["shop"])


def the_visitor() -> Visitor:
    """The visitor of the request being answered."""
    return cast(Visitor, g.visitor)
