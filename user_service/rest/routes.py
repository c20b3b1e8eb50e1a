"""Declaring routes: what each takes, gives and may refuse; the OpenAPI document is made from it too."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypedDict, TypeVar, Unpack, get_args, get_origin, get_type_hints

import msgspec

from .access import Access
from .answers import Answer
from .problems import Problem
from .request import Request

S = TypeVar("S")

Key = Literal["no", "taken", "required"]
View = Callable[[S, Request[Any, Any]], Answer]
Translations = Mapping[type[Exception], Callable[[Any], Problem]]

_PARAMETER = re.compile(r"\{([a-z_]+)(?::([a-z]+))?\}")


class Options(TypedDict, total=False):
    """`answers` is the type of the body, or several; `problems` are codes such as "NAME_TAKEN 409".

    `key` says whether Idempotency-Key is taken, `form` that the body is a form, `cache` is Cache-Control.
    """

    answers: Any
    status: int
    key: Key
    form: bool
    cache: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`path` is written as OpenAPI does; `ids` gives the prefix of each path parameter that is an id."""

    method: str
    path: str
    ids: Mapping[str, str | None]
    access: Access
    view: Callable[..., Answer]
    query: type[Any] | None
    body: type[Any] | None
    answers: tuple[Any, ...]
    status: int = 200
    key: Key = "no"
    form: bool = False
    cache: str = "no-store"
    problems: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return self.path.replace("{", "<").replace("}", ">")

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def description(self) -> str:
        return inspect.getdoc(self.view) or self.name.replace("_", " ").capitalize() + "."


@dataclass(frozen=True, slots=True)
class BoundRoutes:
    """Routes with the service that their views work on."""

    routes: tuple[Route, ...]
    service: Any
    translations: Translations

    def translate(self, error: Exception) -> Problem | None:
        """An exception of the domain as callers see it; None when it is none of those foreseen."""
        for kind in type(error).__mro__:
            if kind in self.translations:
                return self.translations[kind](error)
        return error if isinstance(error, Problem) else None


class Routes(Generic[S]):
    """`problems` says, by type, what an exception of the domain becomes."""

    def __init__(self, problems: Translations | None = None) -> None:
        self._routes: list[Route] = []
        self._translations = dict(problems or {})

    def get(self, path: str, who: Access, **options: Unpack[Options]) -> Callable[[View[S]], View[S]]:
        options.setdefault("cache", "private, no-cache")
        return self._route("GET", path, who, options)

    def post(self, path: str, who: Access, **options: Unpack[Options]) -> Callable[[View[S]], View[S]]:
        return self._route("POST", path, who, options)

    def patch(self, path: str, who: Access, **options: Unpack[Options]) -> Callable[[View[S]], View[S]]:
        return self._route("PATCH", path, who, options)

    def delete(self, path: str, who: Access, **options: Unpack[Options]) -> Callable[[View[S]], View[S]]:
        return self._route("DELETE", path, who, options)

    def bind(self, service: S) -> BoundRoutes:
        return BoundRoutes(tuple(self._routes), service, self._translations)

    def _route(self, method: str, path: str, who: Access, options: Options) -> Callable[[View[S]], View[S]]:
        answers = options.get("answers", ())
        options["answers"] = answers if isinstance(answers, tuple) else (answers,)

        def register(view: View[S]) -> View[S]:
            query, body = _types_of(view)
            route = Route(
                method=method,
                path=_PARAMETER.sub(r"{\1}", path),
                ids={name: prefix or None for name, prefix in _PARAMETER.findall(path)},
                access=who,
                view=view,
                query=query,
                body=body,
                **options,
            )
            _check(route)
            self._routes.append(route)
            return view

        return register


def _types_of(view: Callable[..., Any]) -> tuple[type[Any] | None, type[Any] | None]:
    """The query and body types, read from the view's annotation `Request[Query, Body]`."""
    for kind in get_type_hints(view).values():
        if get_origin(kind) is Request:
            query, body = (None if part is type(None) else part for part in get_args(kind))
            return query, body
    raise TypeError(f"{view.__qualname__} takes no Request[Query, Body].")


def _check(route: Route) -> None:
    for struct in (route.query, None if route.form else route.body):
        if struct is not None and not _refuses_unknown(struct):
            raise TypeError(f"{struct.__name__} must be a Struct with forbid_unknown_fields=True.")
    if route.key != "no" and route.access.level in ("anyone", "basic"):
        # Anonymous callers would share one scope, and could be given one another's answers.
        raise TypeError(f"{route.name} takes Idempotency-Key, so it needs callers who are known.")


def _refuses_unknown(struct: Any) -> bool:
    return issubclass(struct, msgspec.Struct) and bool(struct.__struct_config__.forbid_unknown_fields)
