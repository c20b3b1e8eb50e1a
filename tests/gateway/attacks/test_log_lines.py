"""Texts that would begin a line of the log, or say something else in it."""

import json
import time

import pytest

from tests.gateway.attacks.conftest import Vault
from tests.gateway.web.asking import ask
from tests.support.processes import LOG_SETTLES_IN_S, LogLine

FORGED = '\n{"time":"2026-01-01","event":"request","status":200,"subject":"admin"}\r\n'
TEXTS = [FORGED, "\x1b[2J", "\u2028forged", "\x85", "\x00", '","subject":"admin', "a" * 50_000]


def log_of(vault: Vault, output: pytest.CaptureFixture[str]) -> list[LogLine]:
    """The lines so far; those of the WSGI door go to the test's own output, and are told once."""
    if vault.request_log is not None:
        return vault.request_log()
    time.sleep(LOG_SETTLES_IN_S)
    return [json.loads(line) for line in output.readouterr().out.splitlines()]


def test_a_request_is_one_line_whatever_it_says(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    log_of(vault, capsys)

    ids = [vault.ask(f"query A {{ box(id: {json.dumps(text)}) {{ id }} }}").request_id for text in TEXTS]
    ids += [ask(vault.url, {"query": "{ __typename }", "operationName": text}).request_id for text in TEXTS]

    lines = log_of(vault, capsys)[-len(ids) :]
    assert [line["request_id"] for line in lines] == ids
    assert {line["subject"] for line in lines} == {None}
    assert max(len(json.dumps(line)) for line in lines) < 1_000
