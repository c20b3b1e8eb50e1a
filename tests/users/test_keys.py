"""The keys that access tokens are signed with, as others see them."""

import base64
import hashlib
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.support.processes import Process
from tests.support.waiting import eventually
from tests.users.people import Caller, refused, user_service

PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def key_dir(service: Process) -> Path:
    return service.var_dir / "var" / "keys"


def add_key(service: Process, active_from: datetime) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(*PEM)
    (key_dir(service) / f"{active_from:%Y%m%dT%H%M%SZ}.pem").write_bytes(pem)


def published_ids(caller: Caller) -> list[str]:
    return [key["kid"] for key in caller.found("/.well-known/jwks.json")["keys"]]


def key_id(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def test_a_token_is_verified_by_anyone_with_the_published_keys(service: Process, somebody: Caller) -> None:
    keys = jwt.PyJWKClient(f"{service.url}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(somebody.access_token)

    claims = jwt.decode(somebody.access_token, key, algorithms=["ES256"], audience="shop", issuer=service.url)

    assert claims["sub"] == somebody.id


def test_the_key_set_may_be_kept_for_five_minutes_and_holds_nothing_secret(nobody: Caller) -> None:
    response = nobody.get("/.well-known/jwks.json")

    assert response.headers["Cache-Control"] == "public, max-age=300"
    for key in response.json()["keys"]:
        assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


def test_a_key_is_named_by_its_thumbprint(nobody: Caller) -> None:
    (key,) = nobody.found("/.well-known/jwks.json")["keys"]

    members = {name: key[name] for name in ("crv", "kty", "x", "y")}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
    assert key["kid"] == thumbprint


def test_the_first_key_is_for_its_owner_only(service: Process) -> None:
    (file,) = key_dir(service).iterdir()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_database_is_for_its_owner_only(service: Process) -> None:
    (file,) = (service.var_dir / "var").glob("*.db")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_changed_token_is_refused(somebody: Caller) -> None:
    head, _, signature = somebody.access_token.split(".")
    claims = jwt.decode(somebody.access_token, options={"verify_signature": False})
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "scope": "users:read"}).encode()).decode()

    response = Caller(somebody.url, f"{head}.{forged.rstrip('=')}.{signature}").get("/users")

    refused(response, 401, "UNAUTHENTICATED")


def test_a_new_key_is_published_before_it_signs_and_old_tokens_stay_good(tmp_path: Path) -> None:
    with user_service(tmp_path) as service:
        nobody = Caller(service.url)
        before = nobody.sign_up()

        assert service.run("rotate-keys").returncode == 0
        service.restart()
        first, second = published_ids(nobody)
        assert key_id(nobody.sign_up().access_token) == key_id(before.access_token) == first

        add_key(service, datetime.now(UTC) - timedelta(minutes=1))
        eventually(lambda: len(published_ids(nobody)) == 3, within_s=20)
        after = nobody.sign_up()
        assert key_id(after.access_token) not in (first, second)
        assert "phone" in before.found(f"/users/{before.id}")
        assert "phone" in after.found(f"/users/{after.id}")


def test_sessions_and_keys_outlive_a_restart(tmp_path: Path) -> None:
    with user_service(tmp_path) as service:
        person = Caller(service.url).sign_up()
        service.restart()

        assert "phone" in person.found(f"/users/{person.id}")
        response = person.post("/sessions/refresh", {"refresh_token": person.refresh_token})
        assert response.status_code == 201


@pytest.mark.parametrize(
    ("_case", "content"),
    [
        ("no PEM", b"this is no key"),
        ("another algorithm", rsa.generate_private_key(65537, 2048).private_bytes(*PEM)),
        ("another curve", ec.generate_private_key(ec.SECP384R1()).private_bytes(*PEM)),
    ],
)
def test_a_file_that_is_no_es256_key_stops_the_start(tmp_path: Path, _case: str, content: bytes) -> None:
    service = user_service(tmp_path)
    key_dir(service).mkdir(parents=True)
    (key_dir(service) / "mine.pem").write_bytes(content)

    done = service.run("serve")

    assert done.returncode == 2
    assert "SIGNING_KEY_DIR" in done.stderr
    assert "mine.pem" in done.stderr
    assert "Traceback" not in done.stderr
