"""Strawberry on uvicorn: async resolvers, a DataLoader a request, one aiohttp session with kept connections."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, call-arg, untyped-decorator, unused-ignore"

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

UPSTREAM = os.environ["UPSTREAM"]
Parameters = list[tuple[str, str]]


class Services:
    """The session that all requests share; it must be made on the event loop."""

    session: Any = None

    async def read(self, path: str, parameters: Parameters) -> Any:
        async with self.session.get(UPSTREAM + path, params=parameters) as reply:
            reply.raise_for_status()
            return await reply.json()


services = Services()


@strawberry.type
class Money:
    amount: str
    currency: str


@strawberry.type
class User:
    id: strawberry.ID
    name: str


@strawberry.type
class Item:
    id: strawberry.ID
    name: str
    price: Money
    available: int
    seller_id: strawberry.Private[str]

    @strawberry.field
    async def seller(self, info: strawberry.Info) -> User | None:
        found: User | None = await info.context["users"].load(self.seller_id)
        return found


@strawberry.type
class ItemConnection:
    total_count: int
    nodes: list[Item]


@strawberry.type
class Query:
    version: str = strawberry.field(resolver=lambda: "0.1.0", graphql_type=str)

    @strawberry.field
    async def items(self, first: int = 20) -> ItemConnection:
        page = await services.read("/items", [("first", str(first)), ("count", "true")])
        return ItemConnection(total_count=page["total"], nodes=[item_of(row) for row in page["items"]])


def item_of(row: dict[str, Any]) -> Item:
    return Item(
        id=row["id"],
        name=row["name"],
        price=Money(**row["price"]),
        available=row["available"],
        seller_id=row["seller_id"],
    )


async def load_users(ids: list[str]) -> list[User | None]:
    answer = await services.read("/users", [("id", key) for key in ids])
    found = {row["id"]: User(id=row["id"], name=row["name"]) for row in answer["items"]}
    return [found.get(key) for key in ids]


class Endpoint(GraphQL):
    async def get_context(self, request: Request, response: Response) -> dict[str, Any]:
        return {"request": request, "response": response, "users": DataLoader(load_fn=load_users)}


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    connector = aiohttp.TCPConnector(limit=256)
    async with aiohttp.ClientSession(connector=connector) as services.session:
        yield


schema = strawberry.Schema(query=Query, extensions=[ParserCache(), ValidationCache()])
app = Starlette(routes=[Route("/graphql", Endpoint(schema, graphql_ide=None))], lifespan=lifespan)
