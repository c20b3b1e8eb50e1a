"""Trusted documents: a list of those that are executed by their ids, and what becomes of all others."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from gateway.app import create_app
from gateway.documents.persisted import BadManifest, document_id_of
from gateway.settings import BadSettings, Settings
from tests.gateway.web.asking import Response, ask
from tests.gateway.web.test_registering import by_post, hash_of
from tests.support.wsgi import serving

LISTED = "query Listed { listed: __typename }"
OTHER = "{ other: __typename }"
INTROSPECTION = "{ __schema { queryType { name } } }"
DATA = {"data": {"listed": "Query"}}
MODES = ("off", "log", "safelist", "require")


def served(file: Path, mode: str, **settings: Any) -> Settings:
    return Settings(persisted_documents=mode, persisted_documents_file=file, **settings)


@pytest.fixture(scope="module")
def gateways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The address of a gateway by its mode, all with the same list; `no apq` is `off` without APQ."""
    file = tmp_path_factory.mktemp("trusted") / "documents.json"
    file.write_text(json.dumps({document_id_of(LISTED): LISTED}))
    modes = {mode: served(file, mode) for mode in MODES} | {"no apq": served(file, "off", apq=False)}
    with ExitStack() as stack:
        yield {
            mode: stack.enter_context(serving(create_app(settings))) + "/graphql"
            for mode, settings in modes.items()
        }


def by_id(url: str, document_id: str = document_id_of(LISTED), **more: Any) -> Response:
    return ask(url, {"documentId": document_id, **more})


@pytest.mark.parametrize("mode", [*MODES, "no apq"])
def test_a_listed_document_is_executed_by_its_id(gateways: dict[str, str], mode: str) -> None:
    url = gateways[mode]

    got = ask(f"{url}?documentId={document_id_of(LISTED)}", method="GET")

    assert by_id(url).json == got.json == DATA
    assert by_post(url, LISTED).json == DATA, "as Apollo's clients send the ids of a manifest"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("document_id", [document_id_of(OTHER), "sha256:", "x", "sha256:../../etc/passwd"])
def test_an_id_that_is_not_listed_is_refused(gateways: dict[str, str], mode: str, document_id: str) -> None:
    response = by_id(gateways[mode], document_id)

    assert (response.status, response.codes) == (404, ["PERSISTED_QUERY_NOT_IN_LIST"])


@pytest.mark.parametrize("mode", MODES)
def test_id_and_text_together_are_refused(gateways: dict[str, str], mode: str) -> None:
    response = by_id(gateways[mode], query=LISTED)

    assert (response.status, response.codes) == (400, ["CANNOT_SEND_PQ_ID_AND_BODY"])


@pytest.mark.parametrize(
    ("mode", "text", "status", "code"),
    [
        ("off", LISTED, 200, None),
        ("off", OTHER, 200, None),
        ("log", LISTED, 200, None),
        ("log", OTHER, 200, None),
        ("safelist", LISTED, 200, None),
        ("safelist", OTHER, 403, "QUERY_NOT_IN_SAFELIST"),
        ("safelist", INTROSPECTION, 403, "QUERY_NOT_IN_SAFELIST"),
        ("require", LISTED, 400, "PERSISTED_QUERY_ID_REQUIRED"),
        ("require", OTHER, 400, "PERSISTED_QUERY_ID_REQUIRED"),
        ("require", INTROSPECTION, 400, "PERSISTED_QUERY_ID_REQUIRED"),
    ],
)
def test_texts_are_taken_as_the_mode_says(
    gateways: dict[str, str], mode: str, text: str, status: int, code: str | None
) -> None:
    response = ask(gateways[mode], {"query": text})

    assert (response.status, response.codes if code else None) == (status, [code] if code else None)


@pytest.mark.parametrize(
    ("mode", "with_text", "with_hash"),
    [
        ("safelist", "QUERY_NOT_IN_SAFELIST", "PERSISTED_QUERY_NOT_FOUND"),
        ("require", "PERSISTED_QUERY_ID_REQUIRED", "PERSISTED_QUERY_NOT_IN_LIST"),
        ("no apq", "PERSISTED_QUERY_NOT_SUPPORTED", "PERSISTED_QUERY_NOT_SUPPORTED"),
    ],
)
def test_nothing_gets_past_the_list_by_registering_it(
    gateways: dict[str, str], mode: str, with_text: str, with_hash: str
) -> None:
    assert by_post(gateways[mode], OTHER, query=OTHER).codes == [with_text]
    assert by_post(gateways[mode], OTHER).codes == [with_hash]


def test_without_apq_clients_are_told_so_as_they_know_it(gateways: dict[str, str]) -> None:
    response = by_post(gateways["no apq"], OTHER)

    assert (response.status, response.json["errors"][0]["message"]) == (200, "PersistedQueryNotSupported")


def test_an_unlisted_text_is_logged_with_its_id_and_the_client(
    gateways: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    for text in (LISTED, OTHER):
        ask(gateways["log"], {"query": text}, headers={"GraphQL-Client-Name": "web shop"})

    [line] = [record for record in caplog.records if record.name == "gateway.documents"]
    assert vars(line)["document_id"] == f"sha256:{hash_of(OTHER)}"
    assert vars(line)["client"] == "web shop"


def test_apollos_manifest_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    operation = {"id": "shop-1", "name": "Listed", "type": "query", "body": LISTED}
    file.write_text(
        json.dumps({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation]})
    )

    with serving(create_app(served(file, "require"))) as url:
        assert by_id(f"{url}/graphql", "shop-1").json == by_id(f"{url}/graphql").json == DATA


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "must be an object of ids and documents"),
        ('{"a": 1}', "must be an object of ids and documents"),
        (json.dumps({document_id_of(OTHER): LISTED}), "of a document whose id is"),
        ('{"a": "{ missing }"}', "The document a ({ missing }…) cannot be executed: Cannot query field"),
        ('{"a": "{"}', "The document a ({…) cannot be executed: Syntax Error"),
        (None, "cannot be read: No such file"),
        ('{"format": "apollo-persisted-query-manifest", "operations": [{}]}', "without `id` and `body`"),
    ],
)
def test_a_list_with_a_mistake_stops_the_start(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "documents.json"
    if content is not None:
        file.write_text(content)

    with pytest.raises(BadManifest) as stopped:
        create_app(served(file, "off"))

    assert said in str(stopped.value)


def test_a_mode_without_a_list_stops_the_start() -> None:
    with pytest.raises(BadSettings, match="PERSISTED_DOCUMENTS is 'log'; it needs a list"):
        create_app(Settings(persisted_documents="log"))
