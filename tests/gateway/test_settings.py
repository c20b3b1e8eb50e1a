"""Settings come from the environment; everything that is wrong is told at once, with the setting's name."""

import dataclasses
from pathlib import Path

import pytest

from gateway.settings import BadSettings, Settings, read_settings

NAMES = [setting.metadata["name"] for setting in dataclasses.fields(Settings)]


def test_without_an_environment_everything_has_a_default() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


def test_settings_are_read_from_the_environment() -> None:
    settings = read_settings(
        {
            "HTTP_HOST": "0.0.0.0",
            "HTTP_PORT": "9000",
            "GRAPHIQL": "no",
            "REQUEST_TIMEOUT_S": "2.5",
            "LOG_LEVEL": "DEBUG",
        }
    )
    assert (settings.host, settings.port, settings.graphiql) == ("0.0.0.0", 9000, False)
    assert (settings.request_timeout_s, settings.log_level) == (2.5, "debug")


def test_addresses_lose_the_slash_at_their_end() -> None:
    assert read_settings({"JWKS_URL": "https://issuer/keys/"}).jwks_url == "https://issuer/keys"


def test_files_are_paths() -> None:
    assert read_settings({"UPSTREAM_CA_FILE": "/ca.pem"}).upstream_ca_file == Path("/ca.pem")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HTTP_PORT", "0"),
        ("HTTP_PORT", "65536"),
        ("HTTP_PORT", "80a"),
        ("HTTP_PORT", ""),
        ("HTTP_PORT", "８０"),
        ("MAX_BODY_BYTES", "0"),
        ("MAX_BODY_BYTES", "-1"),
        ("MAX_BODY_BYTES", "1e6"),
        ("PARSER_MAX_TOKENS", "many"),
        ("REQUEST_TIMEOUT_S", "0"),
        ("REQUEST_TIMEOUT_S", "nan"),
        ("REQUEST_TIMEOUT_S", "inf"),
        ("CONNECT_TIMEOUT_S", "-1"),
        ("JWKS_REFRESH_S", "soon"),
        ("GRAPHIQL", "maybe"),
        ("LOG_LEVEL", "loud"),
        ("JWKS_URL", "issuer/keys"),
        ("JWKS_URL", "file:///etc/passwd"),
        ("JWKS_URL", "http://"),
        ("JWKS_URL", "http://user@issuer/keys"),
        ("JWKS_URL", "http://issuer:99999/keys"),
        ("JWKS_URL", "http://issuer/keys?a=b"),
        ("JWKS_URL", "http://[::1/keys"),
        ("TOKEN_ISSUERS", "http://issuer"),
        ("TOKEN_ISSUERS", "=http://issuer/keys"),
        ("TOKEN_ISSUERS", "a=http://a/keys a=http://b/keys"),
        ("TOKEN_LEEWAY_S", "61"),
        ("TOKEN_LEEWAY_S", "-1"),
        ("TOKEN_TYPE", ""),
        ("SCOPE_CLAIM", "two words"),
        ("AUTHORIZATION_MODE", "ignore"),
    ],
)
def test_a_value_that_is_wrong_is_told_with_what_it_must_be(name: str, text: str) -> None:
    with pytest.raises(BadSettings) as bad:
        read_settings({name: text})
    assert len(bad.value.sentences) == 1
    assert bad.value.sentences[0].startswith(f"{name} is {text!r}; it must be ")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as bad:
        read_settings({"HTTP_PORT": "x", "GRAPHIQL": "x", "JWKS_URL": "x", "HTTP_HOST": "fine"})
    assert [sentence.split(" ")[0] for sentence in bad.value.sentences] == [
        "HTTP_PORT",
        "JWKS_URL",
        "GRAPHIQL",
    ]


def test_every_setting_has_a_name_of_its_own_and_says_what_it_is() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(setting.metadata["what"] for setting in dataclasses.fields(Settings))
