"""A JWK set (RFC 7517) to keys, each with the algorithms of its kind: a token has no say in how it is verified."""

from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

#: (`kty`, `crv`) -> the algorithms that such a key may verify. Shared secrets (`oct`) have none: a published one is no secret.
_ALGORITHMS: dict[tuple[str, str | None], tuple[str, ...]] = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("EdDSA",),
    ("RSA", None): ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
}
_SHORTEST_RSA_BITS = 2048


class Key(msgspec.Struct, frozen=True):
    """A public key. `public` is of the library `cryptography`; `algorithms`: those it may verify."""

    public: Any
    algorithms: tuple[str, ...]


class _Jwk(msgspec.Struct):
    kty: str
    kid: str
    crv: str | None = None
    alg: str | None = None
    use: str = "sig"
    key_ops: tuple[str, ...] = ("verify",)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """Those of its kind; the one that it names where it does."""
        of_kind = _ALGORITHMS.get((self.kty, self.crv), ())
        return of_kind if self.alg is None else tuple(a for a in of_kind if a == self.alg)


class _JwkSet(msgspec.Struct):
    keys: list[dict[str, object]]


def read_jwks(body: bytes) -> dict[str, Key]:
    """The signature keys of a set by `kid`; those that cannot be used are passed over (RFC 7517, 5).

    Raises:
        ValueError, RecursionError: it is no JWK set.
    """
    usable = {}
    for raw in msgspec.json.decode(body, type=_JwkSet).keys:
        try:
            told = msgspec.convert(raw, _Jwk)
            if told.use == "sig" and "verify" in told.key_ops and told.algorithms:
                usable[told.kid] = _key(raw, told.algorithms)
        except (msgspec.ValidationError, jwt.PyJWTError, ValueError, TypeError):
            continue
    return usable


def _key(raw: dict[str, object], algorithms: tuple[str, ...]) -> Key:
    public = jwt.PyJWK(raw, algorithm=algorithms[0]).key
    if isinstance(public, RSAPublicKey) and public.key_size < _SHORTEST_RSA_BITS:
        raise ValueError("an RSA key that is too short")
    return Key(public, algorithms)
