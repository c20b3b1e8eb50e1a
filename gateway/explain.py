"""The command `explain`: the plan of an operation, and what its calls gave when it is run."""

import asyncio
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import graphene
import msgspec
from graphql import GraphQLError
from graphql.execution.values import get_variable_values

from gateway.binding.checks import checked_blueprint
from gateway.binding.page_size import PageSize
from gateway.documents import Documents, TokenLimit
from gateway.errors import DocumentRefused
from gateway.planning.description import Description
from gateway.planning.explain import described
from gateway.planning.plan import Plan
from gateway.served import Served
from gateway.settings import Settings
from gateway.web.messages import Incoming, Outgoing
from gateway.web.wiring import wire


class Refused(Exception):
    """The operation cannot be explained, or run; a sentence for each reason."""

    def __init__(self, sentences: Iterable[str]) -> None:
        super().__init__("\n".join(sentences))


@dataclass(frozen=True, slots=True)
class Question:
    """The operation that is asked about; `variables` is `None` where none are given."""

    query: str
    operation: str | None
    variables: Mapping[str, Any] | None

    @classmethod
    def read(cls, query: str, operation: str | None, variables: str | None) -> Self:
        """From the command line.

        Raises:
            Refused: the variables are no JSON object.
        """
        try:
            given = None if variables is None else msgspec.json.decode(variables, type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError) as error:
            raise Refused([f"The variables are not a JSON object: {error}"]) from None
        return cls(query, operation, given)


def plan_of(question: Question, schema: graphene.Schema, settings: Settings) -> Description:
    """The plan when every rule grants; without variables every condition holds, too.

    Raises:
        Refused: the operation is not valid.
    """
    page_size = PageSize(settings.max_page_size, settings.max_page_size_warn_only)
    blueprint = replace(checked_blueprint(schema), page_size=page_size)
    tokens = TokenLimit(settings.max_tokens, settings.token_cap)
    documents: Documents[Plan] = Documents(blueprint, tokens, lambda plan: plan)
    try:
        planner = documents.get(question.query).operation(question.operation)
    except DocumentRefused as refused:
        raise Refused(map(_sentence, refused.errors)) from None
    variables = None
    if question.variables is not None:
        definitions = planner.operation.variable_definitions
        coerced = get_variable_values(blueprint.schema, definitions, dict(question.variables))
        if isinstance(coerced, list):
            raise Refused(map(_sentence, coerced))
        variables = coerced
    return described(blueprint.schema, planner.widest(variables), planner.guarded, variables or {}, None)


def run_of(question: Question, served: Served, settings: Settings) -> tuple[Description, list[str]]:
    """The plan for whoever the variable TOKEN stands for, with the calls that were made, and the answer's errors.

    Raises:
        Refused: nothing was executed.
    """
    with _quiet():
        answer = msgspec.json.decode(asyncio.run(_asked(question, served, settings)).body)
    errors = _told(answer.get("errors", []))
    if "extensions" not in answer:
        raise Refused(errors)
    return msgspec.convert(answer["extensions"]["plan"], Description), errors


@contextmanager
def _quiet() -> Iterator[None]:
    """Faults are told as errors of the answer; the log need not say them again."""
    log = logging.getLogger("gateway")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


async def _asked(question: Question, served: Served, settings: Settings) -> Outgoing:
    """The gateway's own answer, as over HTTP."""
    open_to_all = replace(settings, explain="all", log_level="error")
    gateway = wire(served.schema, open_to_all, default_addresses=served.addresses)
    headers = {"content-type": "application/json"}
    if os.environ.get("TOKEN"):
        headers["authorization"] = f"Bearer {os.environ['TOKEN']}"
    body = {
        "query": question.query,
        "operationName": question.operation,
        "variables": question.variables,
        "extensions": {"plan": True},
    }
    try:
        return await gateway.endpoint.answer(Incoming("POST", headers, "", msgspec.json.encode(body)))
    finally:
        await gateway.close()


def _sentence(error: GraphQLError) -> str:
    at = f" (line {error.locations[0].line}, column {error.locations[0].column})" if error.locations else ""
    return f"{error.message}{at}"


def _told(errors: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line each; of those that differ in the number of a row only, the first."""
    alike: dict[Any, list[str]] = {}
    for error in errors:
        path, code = error.get("path", ()), error["extensions"]["code"]
        place = f" at {'.'.join(map(str, path))}" if path else ""
        field = tuple(key for key in path if isinstance(key, str))
        alike.setdefault((code, error["message"], field), []).append(f"{code}{place}: {error['message']}")
    return [
        first + (f" And {len(more):,} more like this." if more else "") for first, *more in alike.values()
    ]
