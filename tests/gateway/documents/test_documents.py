"""Documents are parsed and validated once, refused with a code, and remembered within bounds."""

import time

import pytest

from gateway.binding.checks import checked_blueprint
from gateway.documents import Documents, TokenLimit
from gateway.documents.memory import CHARACTER_BYTES, FIRST_BYTES, KEPT_BYTES, TEXT_BYTES
from gateway.errors import DocumentRefused, LimitExceeded
from gateway.planning.plan import Plan
from tests.gateway.library import schema

MAX_TOKENS = 200


@pytest.fixture
def documents() -> Documents[Plan]:
    return Documents(checked_blueprint(schema), TokenLimit(MAX_TOKENS, MAX_TOKENS), lambda plan: plan)


def refusal(documents: Documents[Plan], text: str) -> tuple[str, str]:
    with pytest.raises(DocumentRefused) as refused:
        documents.get(text)
    return refused.value.code, refused.value.errors[0].message


def test_a_document_that_cannot_be_parsed_is_refused(documents: Documents[Plan]) -> None:
    code, message = refusal(documents, "{ version")
    assert (code, message) == ("GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>.")


def test_a_document_with_too_many_tokens_is_refused_without_being_read_on(documents: Documents[Plan]) -> None:
    began = time.monotonic()
    with pytest.raises(LimitExceeded) as refused:
        documents.get("{ " + "version " * 60_000 + "}")
    assert (refused.value.code, time.monotonic() - began < 1) == ("MAX_TOKENS_LIMIT", True)
    assert str(MAX_TOKENS) in refused.value.message


def test_a_document_nested_too_deeply_is_refused() -> None:
    tokens = TokenLimit(100_000, 100_000)
    documents: Documents[Plan] = Documents(checked_blueprint(schema), tokens, lambda plan: plan)
    code, message = refusal(documents, "{ node" * 20_000)
    assert (code, "nested too deeply" in message) == ("GRAPHQL_PARSE_FAILED", True)


def test_a_refusal_is_remembered_and_told_anew(documents: Documents[Plan]) -> None:
    assert refusal(documents, "{ nothing }") == refusal(documents, "{ nothing }")
    assert refusal(documents, "{ nothing }")[0] == "GRAPHQL_VALIDATION_FAILED"


def ask_for_many_others(documents: Documents[Plan], name: str) -> None:
    for number in range(FIRST_BYTES // TEXT_BYTES):
        documents.get(f"{{ {name}{number}: version }}")


def test_documents_that_are_asked_for_once_push_out_none_that_is_asked_for_again(
    documents: Documents[Plan],
) -> None:
    kept = documents.get("{ version }")
    assert documents.get("{ version }") is kept
    once = documents.get("{ once: version }")
    ask_for_many_others(documents, "other")
    assert documents.get("{ version }") is kept
    assert documents.get("{ once: version }") is not once


def test_a_document_that_is_asked_for_again_later_is_kept(documents: Documents[Plan]) -> None:
    documents.get("{ version }")
    ask_for_many_others(documents, "other")
    read_again = documents.get("{ version }")
    ask_for_many_others(documents, "another")
    assert documents.get("{ version }") is read_again


def test_what_is_remembered_is_bounded_by_its_weight(documents: Documents[Plan]) -> None:
    half = "{ version }" + " " * (KEPT_BYTES // CHARACTER_BYTES // 2)
    kept = [documents.get(text) for text in (half, half)][-1]
    assert documents.get(half) is kept
    for text in (f"{half} ", f"{half} "):
        documents.get(text)
    assert documents.get(half) is not kept


def test_a_refusal_keeps_nothing_of_its_document_but_the_places(documents: Documents[Plan]) -> None:
    with pytest.raises(DocumentRefused) as refused:
        documents.get('{ books(first: "' + "a" * 5_000 + '") { nodes { id } } }')
    error = refused.value.errors[0]
    assert (error.nodes, error.source, len(error.message)) == (None, None, 1_001)
    assert [(at.line, at.column) for at in error.locations or ()] == [(1, 16)]
