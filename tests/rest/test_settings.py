"""Settings: from the environment, secret files and a file that changes; refused with a sentence."""

import subprocess
from pathlib import Path

import pytest

from tests.rest.client import Tiny
from tests.rest.issuer import Issuer
from tests.support.processes import Process
from tests.support.waiting import eventually


def start(folder: Path, config: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to fail."""
    process = Process("tests.rest.tiny", folder, {"DATABASE_URL": "sqlite:///tiny.db", **environment})
    process.config_file.write_text(config)
    return process.run(timeout_s=20)


def refusals(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    done = start(tmp_path, HTTP_PORT="http", LOG_LEVEL="loud", LEGACY_ROUTES="maybe", JWKS_URL="ftp://x")

    assert refusals(done) == [
        "HTTP_PORT must be a whole number, not 'http'.",
        "LOG_LEVEL must be one of debug, info, warning, error, not 'loud'.",
        "LEGACY_ROUTES must be 1 or 0, not 'maybe'.",
        "JWKS_URL must be an http or https address.",
    ]


BAD = {
    "HTTP_PORT": ("70000", "HTTP_PORT must be a port, 1 to 65535, not 70000."),
    "MAX_BODY_BYTES": ("0", "MAX_BODY_BYTES must be more than 0, not 0."),
    "HTTP_HOST": (" ", "HTTP_HOST must not be empty."),
    "NEIGHBOUR_URL": (
        "http://a:b@c",
        "NEIGHBOUR_URL must be an address without credentials, query or fragment.",
    ),
    "DATABASE_URL": (
        "oracle://x",
        "DATABASE_URL must begin with sqlite://, postgresql://, mysql:// or mariadb://.",
    ),
    "CLIENT_SECRET_FILE": (
        "/nowhere",
        "CLIENT_SECRET cannot be read from the file that CLIENT_SECRET_FILE names: FileNotFoundError.",
    ),
    "CONFIG_FILE": ("/nowhere", "CONFIG_FILE names a file that is not there."),
}


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a start with all of these says."""
    bad = {name: value for name, (value, _) in BAD.items()}
    return refusals(start(tmp_path_factory.mktemp("bad"), **bad))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_named_with_what_is_wanted(sentences: list[str], name: str) -> None:
    _, sentence = BAD[name]

    assert sentences.count(sentence) == 1


def test_nothing_else_is_said(sentences: list[str]) -> None:
    assert len(sentences) == len(BAD)


def test_a_secret_is_never_given_twice(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")

    done = start(tmp_path, CLIENT_SECRET="hush", CLIENT_SECRET_FILE=str(secret))

    assert refusals(done) == ["CLIENT_SECRET is given twice, as CLIENT_SECRET and as CLIENT_SECRET_FILE."]


def test_a_name_that_no_setting_has_is_refused_in_the_file(tmp_path: Path) -> None:
    done = start(tmp_path, config='# addresses\nNEIGHBOUR_ULR="http://x"\nwhat is this\n')

    assert refusals(done) == [
        "CONFIG_FILE line 2 sets NEIGHBOUR_ULR, which no setting is called.",
        'CONFIG_FILE line 3 is not of the form NAME="value".',
    ]


def test_a_port_that_is_taken_is_refused(tiny: Tiny, tmp_path: Path) -> None:
    done = start(tmp_path, HTTP_PORT=str(tiny.process.port))

    (sentence,) = refusals(done)
    assert sentence.endswith(
        f"127.0.0.1 port {tiny.process.port} cannot be listened on: Address already in use."
    )


def greeted(tiny: Tiny) -> int:
    return tiny.get("/greetings/anna").status_code


def test_the_file_wins_and_addresses_in_it_are_followed(issuer: Issuer, tmp_path: Path) -> None:
    settings = {**issuer.settings, "DATABASE_URL": "sqlite:///tiny.db", "NEIGHBOUR_URL": "http://127.0.0.1:9"}
    process = Process("tests.rest.tiny", tmp_path, settings)
    process.config_file.write_text(f'NEIGHBOUR_URL="{issuer.url}"  # for now\n')
    with process:
        tiny = Tiny(process, issuer)
        assert greeted(tiny) == 200

        process.config_file.write_text('NEIGHBOUR_URL="http://127.0.0.1:9"\nTOKEN_ISSUER="http://other"\n')
        eventually(lambda: greeted(tiny) == 503, within_s=5)
        # TOKEN_ISSUER is not one of the settings that may change while the process runs.
        assert tiny.get("/notes", token=issuer.token()).status_code == 200

        process.config_file.write_text('NEIGHBOUR="broken"\n')
        eventually(lambda: greeted(tiny) == 503 and "config_refused" in process.output(), within_s=5)
        process.config_file.write_text(f"NEIGHBOUR_URL='{issuer.url}'\n")
        eventually(lambda: greeted(tiny) == 200, within_s=5)
