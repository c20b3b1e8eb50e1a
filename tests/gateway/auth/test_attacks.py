"""Attacks on tokens, a line each: all of them are refused, and the token that they start from is not."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.errors import InvalidToken, TokenRequired
from tests.gateway.auth.desk import EC, EC384, ED, RSA, Issuer, Pair, by, forged, part, tokens_of, viewer_of
from tests.support.issuer import SUBJECT, claims

SECRET = b"a secret that is published, and so is none"
OCT = {"kty": "oct", "k": part(SECRET), "kid": "oct", "alg": "HS256", "use": "sig"}
SHORT_RSA = {"kty": "RSA", "kid": "short", "use": "sig", "e": "AQAB", "n": part(b"\xc7" * 64)}
ISSUER = Issuer(EC, EC384, ED, RSA, OCT, SHORT_RSA, {**EC.public, "kid": "enc", "use": "enc"})
STRANGER = Pair(EC.kid, "ES256", ec.generate_private_key(ec.SECP256R1()))
NOW = int(time.time())
PEM = EC.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def head(**changes: Any) -> dict[str, Any]:
    return {"alg": "ES256", "typ": "at+jwt", "kid": "ec", **changes}


def hs256(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda data: hmac.new(secret, data, hashlib.sha256).digest()


def good(pair: Pair = EC, **changes: Any) -> str:
    return forged(
        head(alg=pair.algorithm, kid=pair.kid), claims(**{"exp": NOW + 36_000, **changes}), by(pair)
    )


def with_header(**changes: Any) -> str:
    return forged(head(**changes), claims(), by(EC))


def with_claims(text: str | bytes) -> str:
    return forged(head(), text, by(EC))


def claims_with(text: str) -> str:
    """The claims as JSON, with this before their end."""
    return json.dumps(claims())[:-1] + f", {text}}}"


def unsigned(alg: str) -> str:
    return f"{part(head(alg=alg))}.{part(claims())}."


def respelled(token: str) -> str:
    """The same signature, with other bits where the last character has some to spare."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) ^ 1]


ATTACKS = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE": unsigned("NONE"),
    "alg none with the signature of another": forged(head(alg="none"), claims(), by(EC)),
    "HS256 with the public key as PEM": forged(head(alg="HS256"), claims(), hs256(PEM)),
    "HS256 with the public key as JWK": forged(head(alg="HS256"), claims(), hs256(json.dumps(EC.public).encode())),
    "HS256 with an empty secret": forged(head(alg="HS256"), claims(), hs256(b"")),
    "HS256 with a published secret": forged(head(alg="HS256", kid="oct"), claims(), hs256(SECRET)),
    "RS256 said of an EC key": forged(head(alg="RS256"), claims(), by(RSA)),
    "ES256 said of an RSA key": forged(head(kid="rsa"), claims(), by(EC)),
    "EdDSA said of an EC key": forged(head(alg="EdDSA"), claims(), by(ED)),
    "ES384 said of a P-256 key": forged(head(alg="ES384"), claims(), by(EC384)),
    "no alg": forged({"typ": "at+jwt", "kid": "ec"}, claims(), by(EC)),
    "a list of algs": with_header(alg=["ES256"]),
    "alg in small letters": with_header(alg="es256"),
    "a key for encryption": with_header(kid="enc"),
    "an RSA key that is too short": with_header(kid="short", alg="RS256"),
    "another key under a known kid": forged(head(), claims(), by(STRANGER)),
    "jwk in the header": forged(head(jwk=STRANGER.public), claims(), by(STRANGER)),
    "jku in the header": forged(head(jku="http://127.0.0.1:1/jwks.json"), claims(), by(STRANGER)),
    "x5u in the header": forged(head(x5u="http://127.0.0.1:1/cert.pem"), claims(), by(STRANGER)),
    "x5c in the header": forged(head(x5c=["MIIB"]), claims(), by(STRANGER)),
    "kid as a path": with_header(kid="../../../../dev/null"),
    "kid as SQL": with_header(kid="ec' OR '1'='1"),
    "kid as a command": with_header(kid="ec; sleep 10"),
    "kid with a null byte": with_header(kid="ec\0"),
    "kid as an object": with_header(kid={"$ne": None}),
    "no kid": forged({"typ": "at+jwt", "alg": "ES256"}, claims(), by(EC)),
    "crit": with_header(crit=["exp"]),
    "crit that is empty": with_header(crit=[]),
    "b64 false": with_header(b64=False, crit=["b64"]),
    "b64 false without crit": with_header(b64=False),
    "an ID token": with_header(typ="JWT"),
    "a refresh token": with_header(typ="rt+jwt"),
    "typ with more behind it": with_header(typ="at+jwt; v=2"),
    "no typ": forged({"alg": "ES256", "kid": "ec"}, claims(), by(EC)),
    "another issuer": good(iss="https://elsewhere.example"),
    "the issuer with a slash": good(iss=claims()["iss"] + "/"),
    "issuers in a list": good(iss=[claims()["iss"]]),
    "another audience": good(aud="another"),
    "a list of other audiences": good(aud=["another", "shop2"]),
    "an audience that begins the same": good(aud="shop.evil.example"),
    "an empty list of audiences": good(aud=[]),
    "audience as an object": good(aud={"shop": True}),
    **{f"no {name}": good(EC, **{name: None}) for name in ("iss", "aud", "sub", "exp", "iat")},
    "expired": good(exp=NOW - 61),
    "exp as text": good(exp=str(NOW + 600)),
    "exp as true": good(exp=True),
    "exp negative": good(exp=-1),
    "exp beyond all time": good(exp=10**30),
    "exp as huge float": good(exp=1e300),
    "exp infinite": with_claims(claims_with('"exp": Infinity').replace('"exp": 1', '"was": 1', 1)),
    "exp not a number": with_claims(claims_with('"exp": NaN').replace('"exp": 1', '"was": 1', 1)),
    "exp with thousands of digits": good(exp=0).split(".")[0] + "." + part('{"exp": ' + "9" * 5000 + "}") + ".AAAA",
    "nbf to come": good(nbf=NOW + 36_000),
    "nbf as text": good(nbf=str(NOW)),
    "iat to come": good(iat=NOW + 36_000),
    "iat as text": good(iat="now"),
    "sub empty": good(sub=""),
    "sub as a number": good(sub=1),
    "sub with a null byte": good(sub=f"{SUBJECT}\0"),
    "sub with a line break": good(sub=f"{SUBJECT}\r\nX-Admin: 1"),
    "sub as half a character": with_claims(json.dumps(claims(sub="\ud800"))),
    "a claim twice": with_claims(claims_with(f'"sub": "{SUBJECT}"')),
    "a header twice": forged('{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"ec"}', claims(), by(EC)),
    "claims as a list": with_claims("[]"),
    "claims that are another token": with_claims(good()),
    "claims in UTF-16": with_claims(json.dumps(claims()).encode("utf-16")),
    "claims that are no UTF-8": with_claims(b'{"sub": "\xff"}'),
    "claims nested deeply": with_claims('{"a":' * 900 + "1" + "}" * 900 + ","),
    "no signature": good().rpartition(".")[0] + ".",
    "only two parts": good().rpartition(".")[0],
    "encrypted": good() + ".AAAA.AAAA",
    "the psychic signature": forged(head(), claims(), lambda _: bytes(64)),
    "a signature in DER": forged(head(), claims(), lambda _: bytes.fromhex("3006020101020101")),
    "a signature cut short": good()[:-2],
    "a signature respelled": respelled(good()),
    "padding": good() + "==",
    "a blank inside": good().replace(".", ". ", 1),
    "a line break inside": good().replace(".", ".\n", 1),
    "plus and slash": good().replace(".", "+/.", 1),
    "a letter from elsewhere": good().replace(".", "é.", 1),
    "more than 8 KiB": good(note="x" * 9000),
    "claims changed": ".".join([good().split(".")[0], part(claims(sub="usr_x")), good().split(".")[2]]),
}  # fmt: skip


@pytest.fixture(scope="module")
def tokens() -> Any:
    return tokens_of(ISSUER)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused(tokens: Any, name: str) -> None:
    with pytest.raises(InvalidToken):
        viewer_of(tokens, f"Bearer {ATTACKS[name]}")


@pytest.mark.parametrize("pair", [EC, EC384, ED, RSA], ids=lambda pair: pair.algorithm)
def test_a_token_of_each_kind_of_key_is_taken(tokens: Any, pair: Pair) -> None:
    assert viewer_of(tokens, f"Bearer {good(pair)}").subject == SUBJECT


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(good(aud=["other", "shop"]), id="one audience of several"),
        pytest.param(good(exp=NOW + 36_000.5), id="a time with a fraction"),
        pytest.param(with_header(typ="application/AT+JWT"), id="typ in full"),
        pytest.param(with_header(jku="http://127.0.0.1:1/"), id="a jku that nobody follows"),
    ],
)
def test_what_the_standards_allow_is_taken(tokens: Any, token: str) -> None:
    assert viewer_of(tokens, f"Bearer {token}").subject == SUBJECT


def test_a_token_that_expired_within_the_leeway_is_taken(tokens: Any) -> None:
    assert viewer_of(tokens, f"Bearer {good(exp=int(time.time()) - 10)}").subject == SUBJECT


@pytest.mark.parametrize("value", ["Basic YTpi", "Token abc", "", ","])
def test_another_scheme_is_asked_for_a_token(tokens: Any, value: str) -> None:
    with pytest.raises(TokenRequired):
        viewer_of(tokens, value)


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", f"Bearer {good()}, Bearer {good()}"])
def test_a_bearer_without_one_token_is_refused(tokens: Any, value: str) -> None:
    with pytest.raises(InvalidToken):
        viewer_of(tokens, value)


def test_several_headers_are_refused_even_when_one_is_remembered(tokens: Any) -> None:
    sound = f"Bearer {good()}"
    viewer_of(tokens, sound)
    for several in ([sound, sound], [sound, "Basic YTpi"], ["Basic YTpi", sound]):
        with pytest.raises(InvalidToken):
            viewer_of(tokens, *several)
