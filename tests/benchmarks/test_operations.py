"""The operations that every contender must answer."""

import asyncio
import json

import pytest

from benchmarks.operations import OPERATIONS, Operation
from benchmarks.stages.canned import Canned, shop
from gateway.admission import Admission, GraphQLRequest
from gateway.auth.viewer import ANONYMOUS
from gateway.binding.checks import checked_blueprint
from gateway.execution.context import Context
from gateway.pipeline import Pipeline
from gateway.schema import schema


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_the_shops_gateway_answers_as_is_asked_of_all_contenders(operation: Operation) -> None:
    context = Context({}, ANONYMOUS, "test", float("inf"))
    pipeline = Pipeline(Admission(checked_blueprint(schema)), Canned(shop), None)

    answer = json.loads(asyncio.run(pipeline.answer(GraphQLRequest(operation.query), context)))

    assert answer == {"data": operation.data}
    assert len(context.calls) == operation.calls
