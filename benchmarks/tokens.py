"""An access token, and the public key that it is verified with. Both are made anew each time and kept nowhere."""

import time
from dataclasses import dataclass

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.rows import identifier

ISSUER = "http://issuer.example"
AUDIENCE = "shop"
VALID_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Issued:
    token: str
    jwks: bytes


def issue() -> Issued:
    """A token of somebody without scopes."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    jwks = {"keys": [{**public, "kid": "bench", "use": "sig", "alg": "ES256"}]}
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": identifier("usr", 1),
        "iat": now,
        "exp": now + VALID_S,
        "jti": "bench",
        "scope": "",
    }
    token = jwt.encode(claims, key, "ES256", headers={"typ": "at+jwt", "kid": "bench"})
    return Issued(token, msgspec.json.encode(jwks))
