"""Access tokens: only what the issuer signed for this audience, now, is believed."""

import base64
import hmac
import http.client
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.rest.client import Tiny, problem
from tests.rest.issuer import SOMEBODY, Issuer
from tests.support.waiting import eventually

NOW = int(time.time())


def refused(tiny: Tiny, token: str) -> None:
    response = tiny.get("/notes", token=token)
    problem(response, 401, "UNAUTHENTICATED")
    assert response.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_anonymous_callers_may_read(tiny: Tiny) -> None:
    assert tiny.get("/notes").status_code == 200


def test_a_good_token_is_taken_again_and_again(tiny: Tiny) -> None:
    token = tiny.issuer.token()

    assert [tiny.get("/notes", token=token).status_code for _ in range(3)] == [200, 200, 200]


def test_a_call_that_needs_a_token_says_so(tiny: Tiny) -> None:
    response = tiny.send("POST", "/notes", json={"title": "x"})

    problem(response, 401, "UNAUTHENTICATED")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_missing_scope_is_named(tiny: Tiny) -> None:
    response = tiny.send("POST", "/notes", tiny.issuer.token(scope="stock:write"), json={"title": "x"})

    assert "items:write" in problem(response, 403, "FORBIDDEN")["detail"]


def test_a_service_may_not_do_what_only_users_do(tiny: Tiny) -> None:
    note = tiny.add()

    problem(tiny.lend(note["id"], "key", sub="svc_inventory_service"), 403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("_case", "claims"),
    [
        ("expired", {"exp": NOW - 60, "iat": NOW - 600}),
        ("issued in the future", {"iat": NOW + 600, "exp": NOW + 1200}),
        ("another issuer", {"iss": "http://elsewhere"}),
        ("another audience", {"aud": "elsewhere"}),
        ("an empty subject", {"sub": ""}),
        ("a subject that is no text", {"sub": 5}),
        ("a scope that is no text", {"scope": ["items:write"]}),
        *((f"no {name}", {name: None}) for name in ("iss", "aud", "sub", "exp", "iat", "jti")),
    ],
)
def test_claims_that_are_not_sound_are_refused(tiny: Tiny, _case: str, claims: dict[str, Any]) -> None:
    refused(tiny, tiny.issuer.token(**claims))


@pytest.mark.parametrize(
    ("_case", "headers"),
    [
        ("an id token", {"typ": "JWT"}),
        ("an unknown key", {"kid": "other"}),
        ("no key", {"kid": ""}),
        ("no type", {"typ": None}),
    ],
)
def test_headers_that_are_not_those_of_an_access_token_are_refused(
    tiny: Tiny, _case: str, headers: dict[str, Any]
) -> None:
    refused(tiny, tiny.issuer.token(headers=headers))


def test_a_key_of_somebody_else_is_refused(tiny: Tiny) -> None:
    headers = {"typ": "at+jwt", "kid": tiny.issuer.kid}
    stranger = ec.generate_private_key(ec.SECP256R1())

    refused(tiny, jwt.encode(tiny.issuer.claims(), stranger, "ES256", headers=headers))


def test_the_public_key_is_no_shared_secret(tiny: Tiny) -> None:
    header = _segment({"alg": "HS256", "typ": "at+jwt", "kid": tiny.issuer.kid})
    signed = f"{header}.{_segment(tiny.issuer.claims())}"
    public = tiny.issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signature = hmac.digest(public, signed.encode(), "sha256")

    refused(tiny, f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")


def test_an_unsigned_token_is_refused(tiny: Tiny) -> None:
    header = _segment({"alg": "none", "typ": "at+jwt", "kid": tiny.issuer.kid})

    refused(tiny, f"{header}.{_segment(tiny.issuer.claims())}.")


def test_a_token_whose_claims_were_changed_is_refused(tiny: Tiny) -> None:
    header, _, signature = tiny.issuer.token().split(".")

    refused(tiny, f"{header}.{_segment(tiny.issuer.claims(scope='items:write'))}.{signature}")


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer a b", "Token x", "Basic YTpi", "Bearer ä", "Bearer " + "x" * 9000]
)
def test_a_malformed_header_is_refused(tiny: Tiny, value: str) -> None:
    response = tiny.get("/notes", headers={"Authorization": value.encode()})

    problem(response, 401, "UNAUTHENTICATED")


def test_two_authorization_headers_are_refused(tiny: Tiny) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", tiny.process.port, timeout=5)
    connection.putrequest("GET", "/notes")
    for _ in range(2):
        connection.putheader("Authorization", f"Bearer {tiny.issuer.token()}")
    connection.endheaders()

    assert connection.getresponse().status == 401
    connection.close()


def test_the_log_names_the_subject_and_never_the_token(tiny: Tiny) -> None:
    token = tiny.issuer.token()
    tiny.get("/notes?id=&first=5", token=token, headers={"X-Request-Id": "who-was-it"})

    (line,) = tiny.process.request_log("who-was-it")

    assert line["subject"] == SOMEBODY
    assert line["query_keys"] == ["id", "first"]
    assert token not in tiny.process.output(10_000)


def _segment(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_is_checked_again_after_it_expired(tiny: Tiny, issuer: Issuer) -> None:
    # Ten seconds of leeway are given to clocks that differ.
    token = issuer.token(exp=int(time.time()) - 8)
    assert tiny.get("/notes", token=token).status_code == 200

    eventually(lambda: tiny.get("/notes", token=token).status_code != 200, within_s=5)

    refused(tiny, token)
