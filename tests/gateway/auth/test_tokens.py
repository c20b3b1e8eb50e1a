"""Only a sound access token of the issuer says who is calling; anything else that is sent is refused."""

import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.gateway.auth.conftest import Door
from tests.gateway.web.asking import ask
from tests.support.issuer import SigningKey, claims, header, token


def unsigned(headers: dict[str, Any], body: Any, signature: str = "") -> str:
    parts = [json.dumps(part).encode() if not isinstance(part, bytes) else part for part in (headers, body)]
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), signature])


def refused(door: Door, forged: str) -> bool:
    response = door.ask(forged)
    assert (response.status, response.codes) == (401, ["UNAUTHENTICATED"])
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    return True


def test_a_sound_token_says_who_is_calling(door: Door) -> None:
    assert door.names(token(door.key)) == "Ada"


def test_a_caller_without_a_token_is_nobody(door: Door) -> None:
    response = door.ask(None)
    assert (response.status, response.json) == (200, {"data": {"viewer": None}})


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
def test_an_unsigned_token_is_refused(door: Door, algorithm: str) -> None:
    assert refused(door, unsigned(header(door.key.kid, alg=algorithm), claims()))


def test_a_public_key_is_no_shared_secret(door: Door) -> None:
    public = door.key.private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = unsigned(header(door.key.kid, alg="HS256"), claims()).rstrip(".")
    for secret in (pem, pem.strip(), json.dumps(door.key.public).encode()):
        signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
            parts.encode(), secret
        )
        assert refused(door, f"{parts}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")


def test_a_token_signed_with_another_key_under_a_known_id_is_refused(door: Door) -> None:
    assert refused(door, token(SigningKey(door.key.kid)))


def test_a_token_of_a_key_that_is_not_published_is_refused(door: Door) -> None:
    assert refused(door, token(SigningKey("key-unknown")))


def test_a_key_that_the_token_brings_along_is_not_used(door: Door) -> None:
    own = SigningKey(door.key.kid)
    assert refused(door, token(own, {"jwk": own.public}))
    assert refused(door, token(own, {"jku": f"{door.issuer.url}/own.json", "x5u": door.issuer.url}))
    assert "/own.json" not in [call.path for call in door.issuer.calls]


NOW = int(time.time())


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": None},
        {"exp": NOW - 3600},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": NOW + 3600},
        {"iat": NOW + 3600},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
    ],
)
def test_a_token_whose_claims_do_not_hold_is_refused(door: Door, changes: dict[str, Any]) -> None:
    assert refused(door, token(door.key, **changes))


@pytest.mark.parametrize("exp", [float("inf"), float("nan")])
def test_an_expiry_that_is_no_time_is_refused(door: Door, exp: Any) -> None:
    assert refused(door, token(door.key, exp=exp))


@pytest.mark.parametrize("typ", ["JWT", "id+jwt", "", None, 5])
def test_another_kind_of_token_is_refused(door: Door, typ: Any) -> None:
    assert refused(door, token(door.key, {"typ": typ}))


def test_a_token_with_demands_that_are_not_known_is_refused(door: Door) -> None:
    assert refused(door, token(door.key, {"crit": ["b64"], "b64": False}))


@pytest.mark.parametrize("kid", [None, 5, ["key-1"], "", "../key-1", "key-1\u0000"])
def test_a_key_id_that_names_no_key_is_refused(door: Door, kid: Any) -> None:
    body = token(door.key).split(".")[1]
    forged = unsigned({"alg": "ES256", "typ": "at+jwt", "kid": kid}, b"").split(".")[0]
    assert refused(door, f"{forged}.{body}.AAAA")


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "a",
        "a.b.c",
        "..",
        "a" * 9000,
        "é",
        "a b",
        "null",
        pytest.param(
            base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("=") + ".e30.AAAA", id="nested header"
        ),
        pytest.param(
            base64.urlsafe_b64encode(b'{"a":' * 1000).decode().rstrip("=") + ".e30.AAAA", id="nested objects"
        ),
        pytest.param(
            unsigned({"alg": ["ES256"], "typ": "at+jwt", "kid": "key-1"}, {}, "AAAA"),
            id="a list of algorithms",
        ),
        pytest.param(unsigned({"typ": "at+jwt", "kid": "key-1"}, {}, "AAAA"), id="no algorithm"),
    ],
)
def test_what_is_no_token_is_refused(door: Door, forged: str) -> None:
    assert refused(door, forged)


@pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "Token abc", "", ","])
def test_another_scheme_is_refused(door: Door, value: str) -> None:
    response = door.ask(None, ("Authorization", value))
    assert (response.status, response.codes) == (401, ["UNAUTHENTICATED"])


def test_the_schemes_name_has_no_case(door: Door) -> None:
    response = door.ask(None, ("Authorization", f"bEARER {token(door.key)}"))
    assert response.json == {"data": {"viewer": {"name": "Ada"}}}


def test_several_tokens_are_refused_even_when_they_are_sound(door: Door) -> None:
    sound = ("Authorization", f"Bearer {token(door.key)}")
    assert door.ask(None, sound, sound).status == 401


def test_a_token_in_the_address_is_no_token(door: Door) -> None:
    url = f"{door.gateway.url}/graphql?access_token={token(door.key)}"
    assert ask(url, {"query": "{ viewer { name } }"}).json == {"data": {"viewer": None}}


def test_a_token_is_not_passed_on_where_it_was_refused(door: Door) -> None:
    refused(door, token(SigningKey(door.key.kid)))
    assert [call for call in door.issuer.calls if call.path == "/users"] == []


def test_no_token_is_written_to_the_log(door: Door) -> None:
    sound = token(door.key)
    door.ask(sound)
    refused(door, f"{sound}x")
    assert sound.split(".")[2] not in door.gateway.output(last_lines=10_000)
