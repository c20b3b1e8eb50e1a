"""Only a sound access token of the issuer says who is calling; anything else that is sent is refused, with 401."""

import pytest

from tests.gateway.auth.conftest import Door
from tests.gateway.web.asking import ask
from tests.support.issuer import SigningKey, token


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


@pytest.mark.parametrize("forged", ["", "a.b.c", "a" * 9000, "é"])
def test_what_is_no_token_is_refused(door: Door, forged: str) -> None:
    assert refused(door, forged)


def test_another_scheme_is_told_which_is_wanted(door: Door) -> None:
    response = door.ask(None, ("Authorization", "Basic YTpi"))
    assert (response.status, response.codes) == (401, ["UNAUTHENTICATED"])
    assert response.headers["www-authenticate"] == "Bearer"


def test_the_schemes_name_has_no_case(door: Door) -> None:
    response = door.ask(None, ("Authorization", f"bEARER {token(door.key)}"))
    assert response.json == {"data": {"viewer": {"name": "Ada"}}}


def test_several_tokens_are_refused_even_when_they_are_sound(door: Door) -> None:
    sound = ("Authorization", f"Bearer {token(door.key)}")
    assert door.ask(None, sound, sound).status == 401


def test_a_token_in_the_address_is_no_token(door: Door) -> None:
    url = f"{door.gateway.url}/graphql?access_token={token(door.key)}"
    assert ask(url, {"query": "{ viewer { name } }"}).json == {"data": {"viewer": None}}


def test_nothing_that_a_token_names_is_fetched(door: Door) -> None:
    stranger = SigningKey(door.key.kid)
    assert refused(door, token(stranger, {"jku": f"{door.issuer.url}/own.json", "x5u": door.issuer.url}))
    assert "/own.json" not in [call.path for call in door.issuer.calls]


def test_a_token_is_not_passed_on_where_it_was_refused(door: Door) -> None:
    refused(door, token(SigningKey(door.key.kid)))
    assert [call for call in door.issuer.calls if call.path == "/users"] == []


def test_no_token_is_written_to_the_log(door: Door) -> None:
    sound = token(door.key)
    door.ask(sound)
    refused(door, f"{sound}x")
    assert sound.split(".")[2] not in door.gateway.output(last_lines=10_000)
