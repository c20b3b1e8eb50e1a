"""What the storefront asks for is what the API offers."""

import pytest
from graphql import build_schema, parse, validate

from storefront.documents import ALL
from tests.storefront.standin.gateway import SCHEMA


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_document_is_valid_and_takes_its_values_as_variables(name: str) -> None:
    schema = build_schema(SCHEMA.read_text(encoding="utf-8"))

    errors = validate(schema, parse(ALL[name].text))

    assert not errors
    assert '"' not in ALL[name].text
