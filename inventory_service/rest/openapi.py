"""The OpenAPI 3.1 document, made from the routes and types that also decode and check."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from .access import Access
from .ids import pattern
from .problems import MEDIA_TYPE, ProblemBody, title
from .routes import Route

_REF = "#/components/schemas/{name}"
_WRITING = ("POST", "PATCH", "PUT")
_HEADERS = {
    "X-Request-Id": {
        "type": "string",
        "description": "1 to 128 of A-Z a-z 0-9 . _ -; made here when it is none.",
    },
    "traceparent": {"type": "string", "description": "W3C trace context; echoed and passed on."},
    "X-Deadline-Ms": {"type": "integer", "description": "Milliseconds left; 504 rather than late work."},
}
_KEY_HEADER = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}


def document(name: str, description: str, routes: Iterable[Route]) -> dict[str, Any]:
    all_routes = list(routes)
    types = [kind for route in all_routes for kind in _types(route)]
    _, components = msgspec.json.schema_components([*types, ProblemBody], ref_template=_REF)
    paths: dict[str, Any] = {}
    for route in all_routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1", "description": description},
        "paths": paths,
        "components": {
            "schemas": components,
            "parameters": {key: _header(key, schema) for key, schema in _HEADERS.items()},
            "responses": {"Problem": _problem()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "client": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _types(route: Route) -> list[Any]:
    bodies = [] if route.body is None else [route.body]
    # A query Struct is spelled out as parameters, whose types may still refer to components.
    parameters = [] if route.query is None else [field.type for field in msgspec.structs.fields(route.query)]
    return [*route.answers, *bodies, *parameters]


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.path.split("/")[1] or "root"],
        "summary": route.description.splitlines()[0],
        "description": _described(route),
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)],
        "responses": _responses(route),
        "security": _security(route.access),
    }
    if route.body is not None:
        media_type = "application/x-www-form-urlencoded" if route.form else "application/json"
        operation["requestBody"] = {
            "required": True,
            "content": {media_type: {"schema": _schema(route.body)}},
        }
    return operation


def _described(route: Route) -> str:
    scopes = " ".join(sorted(route.access.scopes))
    who = f"Who may call: {route.access.level}{f' with {scopes}' if scopes else ''}."
    return f"{route.description}\n\n{who}"


def _schema(kind: Any) -> Any:
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=_REF)
    return schema


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": pattern(prefix)}
            if prefix
            else {"type": "string", "minLength": 1},
        }
        for name, prefix in route.ids.items()
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    return [
        {"name": field.encode_name, "in": "query", "required": field.required, "schema": _schema(field.type)}
        for field in msgspec.structs.fields(route.query)
    ]


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in _HEADERS]
    if route.key == "no":
        return shared
    return [*shared, {**_header("Idempotency-Key", _KEY_HEADER), "required": route.key == "required"}]


def _header(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": schema}


def _responses(route: Route) -> dict[str, Any]:
    answers = [_schema(kind) for kind in route.answers]
    answer: dict[str, Any] = {"description": title(route.status)}
    if answers:
        schema = answers[0] if len(answers) == 1 else {"anyOf": answers}
        answer["content"] = {"application/json": {"schema": schema}}
    responses: dict[str, Any] = {str(route.status): answer}
    if route.method == "GET":
        responses["304"] = {"description": "Not Modified"}
    codes = _codes_by_status(route.problems)
    for status, names in sorted(codes.items()):
        responses[status] = {**_problem(), "description": ", ".join(names)}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    return responses


def _codes_by_status(problems: tuple[str, ...]) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for problem in problems:
        match = re.fullmatch(r"([A-Z_]+) (\d{3})", problem)
        if match is None:
            raise TypeError(f"{problem!r} is not a code and a status, as in 'NAME_TAKEN 409'.")
        codes.setdefault(match[2], []).append(match[1])
    return codes


def _problem() -> dict[str, Any]:
    return {
        "description": "A problem (RFC 9457); `code` is stable.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name="ProblemBody")}}},
    }


def _security(access: Access) -> list[dict[str, list[str]]]:
    if access.level == "basic":
        return [{"client": []}]
    return [{}, {"bearer": []}] if access.level == "anyone" else [{"bearer": []}]
