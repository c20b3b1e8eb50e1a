"""Several issuers, what is asked of their tokens, and how long a verified token is remembered."""

import asyncio
import time
from dataclasses import replace

import pytest

from gateway.auth import tokens as module
from gateway.auth.keys import Keys
from gateway.auth.tokens import Tokens
from gateway.errors import InvalidToken, TokenRequired
from gateway.settings import BadSettings, Settings, read_settings
from gateway.web.wiring import wire
from tests.gateway.auth.desk import EC, ED, RULES, Issuer, Pair, by, forged, tokens_of, viewer_of
from tests.gateway.library import schema
from tests.support.issuer import ISSUER, SUBJECT, claims

PARTNER = "https://partner.example"
SAME_KID = Pair(EC.kid, ED.algorithm, ED.private)


def bearer(pair: Pair = EC, **changes: object) -> str:
    header = {"alg": pair.algorithm, "typ": "at+jwt", "kid": pair.kid}
    return f"Bearer {forged(header, claims(**changes), by(pair))}"


@pytest.fixture
def both() -> Tokens:
    """Two issuers whose keys have the same id."""
    ours, theirs = Issuer(EC), Issuer(SAME_KID)
    return Tokens({ISSUER: Keys(ours.fetch, 300, 30), PARTNER: Keys(theirs.fetch, 300, 30)}, RULES)


def test_the_same_key_id_of_two_issuers_is_resolved_by_the_issuer(both: Tokens) -> None:
    assert viewer_of(both, bearer()).issuer == ISSUER
    assert viewer_of(both, bearer(SAME_KID, iss=PARTNER)).issuer == PARTNER


def test_an_issuer_cannot_speak_for_another(both: Tokens) -> None:
    for impostor in (bearer(EC, iss=PARTNER), bearer(SAME_KID)):
        with pytest.raises(InvalidToken):
            viewer_of(both, impostor)


@pytest.mark.parametrize(
    ("claim", "value", "scopes"),
    [
        ("scope", "a:read b:write", {"a:read", "b:write"}),
        ("scope", ["a:read", 5, "b:write"], {"a:read", "b:write"}),
        ("scope", {"a:read": True}, set()),
        ("scope", None, set()),
        ("scp", "a:read", {"a:read"}),
        ("roles", ["ADMIN"], {"ADMIN"}),
    ],
)
def test_scopes_are_read_from_the_claim_that_is_set(claim: str, value: object, scopes: set[str]) -> None:
    tokens = tokens_of(Issuer(EC), replace(RULES, scope_claim=claim))
    assert viewer_of(tokens, bearer(EC, **{claim: value})).scopes == scopes


def test_another_type_of_token_is_taken_where_that_is_set() -> None:
    tokens = tokens_of(Issuer(EC), replace(RULES, type="jwt"))
    header = {"alg": "ES256", "typ": "JWT", "kid": "ec"}
    assert viewer_of(tokens, f"Bearer {forged(header, claims(), by(EC))}").subject == SUBJECT
    with pytest.raises(InvalidToken):
        viewer_of(tokens, bearer())


def test_everybody_must_have_a_token_where_that_is_set() -> None:
    tokens = tokens_of(Issuer(EC), replace(RULES, required=True))
    with pytest.raises(TokenRequired) as refused:
        viewer_of(tokens)
    assert (refused.value.status, refused.value.headers) == (401, {"WWW-Authenticate": "Bearer"})
    assert viewer_of(tokens, bearer()).subject == SUBJECT


def test_a_token_is_verified_once() -> None:
    tokens = tokens_of(Issuer(EC))
    sound = bearer()
    assert viewer_of(tokens, sound) is viewer_of(tokens, sound)


def test_a_remembered_token_is_forgotten_with_its_issuers_keys_only() -> None:
    ours, theirs = Issuer(EC), Issuer(SAME_KID)
    keys = {ISSUER: Keys(ours.fetch, 300, 30), PARTNER: Keys(theirs.fetch, 300, 30)}
    tokens, sound, partners = Tokens(keys, RULES), bearer(), bearer(SAME_KID, iss=PARTNER)
    viewer_of(tokens, sound)
    remembered = viewer_of(tokens, partners)
    ours.publish(ED)
    asyncio.run(_refreshed(keys[ISSUER]))

    with pytest.raises(InvalidToken):
        viewer_of(tokens, sound)
    assert viewer_of(tokens, partners) is remembered


async def _refreshed(keys: Keys) -> None:
    await keys.refresh()
    keys.close()


def test_a_remembered_token_expires() -> None:
    now = time.time()
    tokens = tokens_of(Issuer(EC), replace(RULES, leeway_s=now % 1 + 0.2))
    sound = bearer(exp=int(now))
    assert viewer_of(tokens, sound).subject == SUBJECT
    time.sleep(0.25)
    with pytest.raises(InvalidToken):
        viewer_of(tokens, sound)


def test_few_tokens_are_remembered_those_in_use_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_REMEMBERED", 2)
    tokens = tokens_of(Issuer(EC))
    in_use, others = bearer(), [bearer(jti=str(n)) for n in range(4)]
    first = viewer_of(tokens, in_use)
    for other in others:
        viewer_of(tokens, other)
        assert viewer_of(tokens, in_use) is first
    assert len(tokens._verified) == 2


def test_a_token_is_remembered_once_however_its_header_is_written() -> None:
    tokens, sound = tokens_of(Issuer(EC)), bearer()
    spellings = [
        sound,
        sound.replace("Bearer ", "bearer   "),
        f" {sound} ",
        sound.replace("Bearer", "BEARER"),
    ]
    assert len({id(viewer_of(tokens, spelling)) for spelling in spellings}) == 1
    assert len(tokens._verified) == 1


def test_issuers_are_settings() -> None:
    settings = read_settings({"TOKEN_ISSUERS": f"{PARTNER}=https://partner.example/keys b=http://b/k"})
    assert settings.token_issuers == ((PARTNER, "https://partner.example/keys"), ("b", "http://b/k"))


def test_an_issuer_that_is_named_twice_is_refused() -> None:
    twice = Settings(token_issuer="a", token_issuers=(("a", "http://a/keys"),))
    with pytest.raises(BadSettings, match="TOKEN_ISSUERS"):
        wire(schema, twice, {"BOOKS_URL": "http://b", "PEOPLE_URL": "http://p"})
