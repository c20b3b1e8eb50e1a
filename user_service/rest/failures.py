"""Every error an application/problem+json: ours, Flask's, the database's and those nobody foresaw."""

import re

from flask import Flask, Response, g
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from .answers import Answer, refused
from .log import say_failure
from .problems import Problem


def install(app: Flask) -> None:
    app.register_error_handler(Problem, lambda problem: response_of(refused(problem)))
    app.register_error_handler(HTTPException, lambda error: response_of(refused(_from_http(error))))
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _database_away)
    app.register_error_handler(Exception, _unforeseen)


def response_of(answer: Answer) -> Response:
    response = Response(answer.encoded(), answer.status, mimetype=None)
    if answer.body is None:
        response.headers.pop("Content-Type", None)
    else:
        response.headers["Content-Type"] = answer.media_type
    for name, value in answer.headers.items():
        response.headers[name] = value
    if answer.cache is not None:
        response.headers["Cache-Control"] = answer.cache
    return response


def _from_http(error: HTTPException) -> Problem:
    status = error.code or 500
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return Problem(405, "METHOD_NOT_ALLOWED", f"Allowed here: {allowed}.", headers={"Allow": allowed})
    if status == 404:
        return Problem(404, "NOT_FOUND", "There is nothing at this path.")
    return Problem(status, re.sub("[^A-Z]+", "_", error.name.upper()), f"{error.name}.")


def _database_away(_: Exception) -> Response:
    say_failure("database_unavailable", request_id=g.trail.request_id)
    detail = "The database does not answer just now."
    return response_of(refused(Problem(503, "DATABASE_UNAVAILABLE", detail, headers={"Retry-After": "1"})))


def _unforeseen(_: Exception) -> Response:
    say_failure("failure", request_id=g.trail.request_id)
    detail = f"Something went wrong here; the log has it under request {g.trail.request_id}."
    return response_of(refused(Problem(500, "INTERNAL_SERVER_ERROR", detail)))
