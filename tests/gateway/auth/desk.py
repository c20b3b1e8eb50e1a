"""A verifier of tokens in the test's own process: issuers that count how often they are asked, and any kind of token."""

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from gateway.auth.keys import Keys
from gateway.auth.tokens import TokenRules, Tokens
from gateway.auth.viewer import Viewer
from gateway.errors import ServiceUnavailable
from tests.support.issuer import AUDIENCE, ISSUER

RULES = TokenRules(audience=AUDIENCE, type="at+jwt", leeway_s=30.0, scope_claim="scope", required=False)


class Pair:
    """A key pair of any kind, with its id."""

    def __init__(self, kid: str, algorithm: str, private: Any) -> None:
        self.kid, self.algorithm, self.private = kid, algorithm, private

    @property
    def public(self) -> dict[str, Any]:
        """The public half as a JWK that names no algorithm."""
        jwk = jwt.get_algorithm_by_name(self.algorithm).to_jwk(self.private.public_key(), as_dict=True)
        return {**jwk, "kid": self.kid, "use": "sig"}


EC = Pair("ec", "ES256", ec.generate_private_key(ec.SECP256R1()))
EC384 = Pair("ec384", "ES384", ec.generate_private_key(ec.SECP384R1()))
ED = Pair("ed", "EdDSA", ed25519.Ed25519PrivateKey.generate())
RSA = Pair("rsa", "RS256", rsa.generate_private_key(65537, 2048))


class Issuer:
    """Publishes keys. `fetches`: how often it was asked; `away`: it does not answer."""

    def __init__(self, *keys: Pair | dict[str, Any], delay_s: float = 0) -> None:
        self.fetches = 0
        self.away = False
        self.delay_s = delay_s
        self.publish(*keys)

    def publish(self, *keys: Pair | dict[str, Any]) -> None:
        self.body = json.dumps({"keys": [k.public if isinstance(k, Pair) else k for k in keys]}).encode()

    async def fetch(self) -> bytes:
        self.fetches += 1
        await asyncio.sleep(self.delay_s)
        if self.away:
            raise ServiceUnavailable("jwks", detail="nobody there")
        return self.body


def tokens_of(
    issuer: Issuer, rules: TokenRules = RULES, refresh_s: float = 300, cooldown_s: float = 30
) -> Tokens:
    """A verifier that believes one issuer."""
    return Tokens({ISSUER: Keys(issuer.fetch, refresh_s, cooldown_s)}, rules)


def viewer_of(tokens: Tokens, *authorization: str) -> Viewer:
    """Whom the headers stand for."""
    return asyncio.run(_viewer(tokens, ", ".join(authorization) if authorization else None))


async def _viewer(tokens: Tokens, authorization: str | None) -> Viewer:
    try:
        return await tokens.viewer(authorization)
    finally:
        for keys in tokens.issuers.values():
            keys.close()


def part(content: bytes | str | dict[str, Any] | list[Any]) -> str:
    """A part of a token: bytes and text as they are, anything else as JSON."""
    text = content if isinstance(content, bytes | str) else json.dumps(content)
    data = text.encode() if isinstance(text, str) else text
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


Sign = Callable[[bytes], bytes]


def by(pair: Pair, algorithm: str | None = None) -> Sign:
    """Signatures of a pair."""
    scheme = jwt.get_algorithm_by_name(algorithm or pair.algorithm)
    return lambda data: bytes(scheme.sign(data, pair.private))


def forged(header: Any, claims: Any, sign: Sign) -> str:
    """A token of these very parts, signed with the function."""
    head = f"{part(header)}.{part(claims)}"
    return f"{head}.{part(sign(head.encode()))}"
