"""The textbook: Graphene resolvers that call the services with requests, one call for each object, behind Flask."""

# mypy: disallow-subclassing-any=False

import os
from typing import Any

import graphene
import requests
from flask import Flask, Response, jsonify, request

UPSTREAM = os.environ["UPSTREAM"]
Row = dict[str, Any]

session = requests.Session()
session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=64))


def read(path: str, **parameters: Any) -> Row:
    answer = session.get(UPSTREAM + path, params=parameters, timeout=5)
    answer.raise_for_status()
    row: Row = answer.json()
    return row


class Money(graphene.ObjectType):
    amount = graphene.String(required=True)
    currency = graphene.String(required=True)


class User(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Item(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    price = graphene.Field(Money, required=True)
    available = graphene.Int(required=True)
    seller = graphene.Field(User)

    def resolve_seller(self: Row, _info: graphene.ResolveInfo) -> Row:
        return read(f"/users/{self['seller_id']}")


class ItemConnection(graphene.ObjectType):
    total_count = graphene.Int(required=True)
    nodes = graphene.List(graphene.NonNull(Item), required=True)


class Query(graphene.ObjectType):
    version = graphene.String(required=True)
    items = graphene.Field(ItemConnection, first=graphene.Int(default_value=20))

    def resolve_version(self: Any, _info: graphene.ResolveInfo) -> str:
        return "0.1.0"

    def resolve_items(self: Any, _info: graphene.ResolveInfo, first: int) -> Row:
        page = read("/items", first=first, count="true")
        return {"total_count": page["total"], "nodes": page["items"]}


schema: Any = graphene.Schema(query=Query)
app = Flask(__name__)


@app.post("/graphql")
def answer() -> Response:
    asked = request.get_json()
    result = schema.execute(asked["query"], variable_values=asked.get("variables"))
    return jsonify(result.formatted)
