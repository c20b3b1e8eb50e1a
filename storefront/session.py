"""The session lives in the visitor's cookie, encrypted: no store is needed, and nobody reads the tokens."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface

LIFETIME_S = 30 * 24 * 3600
PURPOSE = b"storefront session cookie, version 1"


class EncryptedSessions(SessionInterface):
    """
    Flask's session, kept with Fernet (AES-128-CBC and HMAC-SHA-256) under a key derived from the secret.

    A cookie that is forged, damaged, older than LIFETIME_S or of another secret is an empty session.
    """

    def __init__(self, secret: str, *, secure: bool) -> None:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
        self._fernet = Fernet(urlsafe_b64encode(derive.derive(secret.encode())))
        self._secure = secure
        # Browsers accept a __Host- cookie only from this very host, over https, for the whole site.
        self._name = "__Host-shop_session" if secure else "shop_session"

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:  # noqa: ARG002 - Flask's signature
        """What the cookie holds; an empty session when it holds nothing we wrote."""
        cookie = request.cookies.get(self._name, "")
        try:
            held = json.loads(self._fernet.decrypt(cookie.encode(), ttl=LIFETIME_S))
        except (InvalidToken, ValueError):
            held = {}
        return SecureCookieSession(held)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:  # noqa: ARG002 - as above
        """Set the cookie if the session changed; drop it if nothing is left."""
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        attributes: dict[str, Any] = {
            "path": "/",
            "secure": self._secure,
            "httponly": True,
            "samesite": "Lax",
        }
        if session:
            sealed = self._fernet.encrypt(json.dumps(dict(session), ensure_ascii=False).encode()).decode()
            response.set_cookie(self._name, sealed, max_age=LIFETIME_S, **attributes)
        else:
            response.delete_cookie(self._name, **attributes)
