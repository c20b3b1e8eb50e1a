"""One execution: what graphql-core calls its context, and what is remembered while it runs."""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import ExecutionContext, GraphQLResolveInfo, default_field_resolver
from graphql.pyutils import Path

#: Classes whose instances are never awaited: one look in a set instead of three checks.
PLAIN = frozenset({str, int, float, bool, type(None), list, dict})

Pending = Awaitable[Any]

#: A value, the path of its place, and the field's info where its type asks for one -> what the answer holds, or an awaitable.
Complete = Callable[["Execution", Any, Path, GraphQLResolveInfo | None], Any]


class Execution(ExecutionContext):
    """`arguments`: coerced ones, by field, where they cannot be changed. `simple`: neither middleware nor a field resolver of
    the caller's own stands between a field and its value."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.arguments: dict[Any, dict[str, Any]] = {}
        self.simple = self.middleware_manager is None and self.field_resolver is default_field_resolver

    async def awaited(self, pending: Pending) -> Any:
        """What a resolver's awaitable gives."""
        return await pending

    async def continued(self, complete: Complete, value: Any, path: Path, info: Any) -> Any:
        """Complete a value that had to be waited for."""
        return complete(self, value, path, info)

    async def settled(self, completed: Any) -> Any:
        """What is there at the end of however many awaitables."""
        while self.is_awaitable(completed):
            completed = await completed
        return completed
