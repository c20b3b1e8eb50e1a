"""One ES256 key pair: its file, its name, its public half."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


class UnusableKeyError(Exception):
    """A file among the signing keys cannot be used; the message names it, and shows nothing of it."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`kid` is the RFC 7638 thumbprint; `jwk` the public half as RFC 7517 writes it."""

    private: ec.EllipticCurvePrivateKey
    kid: str
    jwk: dict[str, str]
    active_from: datetime

    @classmethod
    def read(cls, file: Path, active_from: datetime) -> Self:
        private = _private_key(file)
        numbers = private.public_key().public_numbers()
        x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        kid = _base64url(
            hashlib.sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode()).digest()
        )
        jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "alg": "ES256", "use": "sig"}
        return cls(private, kid, jwk, active_from)

    @property
    def public(self) -> ec.EllipticCurvePublicKey:
        return self.private.public_key()


def new_pem() -> bytes:
    private = ec.generate_private_key(ec.SECP256R1())
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private_key(file: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKeyError(f"{file} is not an unencrypted private key in PEM.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise UnusableKeyError(f"{file} is not a key of the curve P-256, which ES256 needs.")
    return key


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
