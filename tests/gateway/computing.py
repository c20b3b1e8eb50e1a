"""Books and people whose rows have fields that resolvers compute."""

# mypy: disallow-subclassing-any=False
# mypy: disable-error-code="misc"

import asyncio
import threading
import time
from typing import Any

import graphene

from gateway.auth.scopes import owner, scope
from gateway.binding.declare import (
    Entity,
    Payload,
    command,
    computed,
    lookup,
    many,
    member,
    one,
    page,
    post,
)
from gateway.binding.scalars import DateTime, Decimal
from gateway.binding.vocabulary import Collection
from gateway.errors import BadInput
from tests.gateway.library import BLOCKED_S, BOOKS, PEOPLE, Genre

#: What resolvers were given, and the threads that `label` was called in.
seen: list[Any] = []
threads: set[str] = set()


class Node(graphene.Interface):
    id = graphene.ID(required=True)


class Size(graphene.ObjectType):
    height = graphene.Int(required=True)
    inches = computed(graphene.Float, reads=("height",))

    def resolve_inches(row: Any, _: graphene.ResolveInfo) -> float:  # noqa: N805
        return float(row.height) / 2.5


class Person(Entity):
    class Meta:
        interfaces = (Node,)
        collection = Collection(PEOPLE, "/people", id_pattern=r"per_[0-9]+")

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    born = graphene.Int()
    phone = member(graphene.String, "phone", requires=owner("id"))
    initial = computed(graphene.String, reads=("name",), required=True)
    masked = computed(graphene.String, reads=("phone",), requires=owner("id"))
    books = page(lambda: Book, by="author_id")

    def resolve_initial(row: Any, _: graphene.ResolveInfo) -> str | None:  # noqa: N805
        return None if row.name == "Ben" else row.name[0]

    def resolve_masked(row: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        return f"…{row.phone[-1]}"


class Mention(graphene.ObjectType):
    note = graphene.String(required=True)
    person = one(Person, key="person_id")


class Book(Entity):
    class Meta:
        interfaces = (Node,)
        collection = Collection(BOOKS, "/books", id_pattern=r"bok_[0-9]+")

    id = graphene.ID(required=True)
    title = graphene.String(required=True)
    pages = graphene.Int()
    price = Decimal()
    genre = Genre()
    printed_at = DateTime()
    tags = graphene.List(graphene.NonNull(graphene.String))
    size = graphene.Field(Size)
    sales = member(graphene.Int, "sales", requires=scope("sales:read"))
    author = one(Person, key="author_id")
    label = computed(graphene.String, reads=("title", "pages"), mark=graphene.String(default_value="-"))
    forms = computed(graphene.String, reads=("id", "price", "genre", "printed_at", "tags", "author_id"))
    words = computed(graphene.List(graphene.NonNull(graphene.String)), reads=("title",))
    twin = computed(Genre, reads=("genre",))
    mentions = computed(graphene.List(graphene.NonNull(Mention)), reads=("author_id",))
    patient = computed(graphene.String, reads=("title",))
    broken = computed(graphene.String, reads=("pages",))
    success = computed(graphene.Int, reads=("sales",), requires=scope("sales:read"))
    whoever = computed(graphene.String, reads=())

    def resolve_label(row: Any, _: graphene.ResolveInfo, mark: str) -> str:  # noqa: N805
        threads.add(threading.current_thread().name)
        return f"{row.title} {mark} {row.pages}"

    def resolve_forms(row: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        seen.append(row)
        return "seen"

    def resolve_words(row: Any, _: graphene.ResolveInfo) -> Any:  # noqa: N805
        return [None] if row.title == "Title 2" else row.title.split()

    def resolve_twin(row: Any, _: graphene.ResolveInfo) -> Any:  # noqa: N805
        return row.genre

    def resolve_mentions(row: Any, _: graphene.ResolveInfo) -> list[dict[str, str]]:  # noqa: N805
        return [{"note": "by", "person_id": row.author_id}, {"note": "of", "person_id": "per_3"}]

    async def resolve_patient(row: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        await asyncio.sleep(BLOCKED_S)
        return f"{row.title}, at last"

    def resolve_broken(row: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        if row.pages == 100:
            raise BadInput("Not this.")
        raise RuntimeError("the password is swordfish")

    def resolve_success(row: Any, _: graphene.ResolveInfo) -> int:  # noqa: N805
        return int(row.sales) * 2

    def resolve_whoever(row: Any, info: graphene.ResolveInfo) -> str:  # noqa: N805
        return f"{info.context.viewer.subject} {info.context.headers.get('x-thing')}"


class AddBookInput(graphene.InputObjectType):
    title = graphene.String(required=True)


class AddBookPayload(Payload):
    title = graphene.String()
    shout = computed(graphene.String, reads=("title",))

    def resolve_shout(row: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        time.sleep(0)
        return str(row.title).upper()


class Query(graphene.ObjectType):
    node = lookup(Node)
    book = lookup(Book)
    books = page(Book)
    all_books = many(Book)
    people = page(Person)
    given = graphene.Field(Book)

    def resolve_given(root: None, _: graphene.ResolveInfo) -> dict[str, Any]:  # noqa: N805
        return {"title": "Given", "pages": 3, "author_id": "per_1"}


class Mutation(graphene.ObjectType):
    add_book = command(AddBookPayload, AddBookInput, post(BOOKS, "/books"))


schema: Any = graphene.Schema(query=Query, mutation=Mutation, types=[Book, Person])
