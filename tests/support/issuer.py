"""An issuer of access tokens whose keys and claims a test can bend."""

import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

ISSUER = "https://issuer.example"
AUDIENCE = "shop"
SUBJECT = "usr_01kaj7w6h1e2br6kfc2kzq2nts"


class SigningKey:
    """A key pair with its id."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.private = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> dict[str, Any]:
        """The public half as a JWK."""
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**jwk, "kid": self.kid, "use": "sig", "alg": "ES256"}


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good token, with changes; `None` takes a claim away."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": SUBJECT,
        "exp": now + 600,
        "iat": now,
        "jti": "1",
        "scope": "",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def header(kid: str, **changes: Any) -> dict[str, Any]:
    """The header of a good token, with changes."""
    return {"typ": "at+jwt", "kid": kid, **changes}


def token(key: SigningKey, headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """A token signed with the key."""
    return jwt.encode(claims(**changes), key.private, "ES256", headers=header(key.kid, **(headers or {})))
