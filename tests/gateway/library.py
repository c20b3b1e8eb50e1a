"""A schema of its own for the tests: books and people, with every kind of binding, and resolvers beside them."""

# mypy: disallow-subclassing-any=False
# mypy: disable-error-code="misc"

import asyncio
import time
from typing import Any

import graphene

from gateway.auth.scopes import AUTHENTICATED, owner, scope
from gateway.binding.declare import (
    Entity,
    Payload,
    command,
    constant,
    lookup,
    member,
    one,
    page,
    patch,
    post,
    signed_in,
    succeeded,
)
from gateway.binding.scalars import DateTime, Decimal
from gateway.binding.vocabulary import Collection, Service
from gateway.errors import BadInput

BOOKS = Service("books")
PEOPLE = Service("people")
BLOCKED_S = 0.5


class Node(graphene.Interface):
    id = graphene.ID(required=True)


class Genre(graphene.Enum):
    PROSE = "prose"
    VERSE = "verse"


class Size(graphene.ObjectType):
    height = graphene.Int(required=True)
    width = graphene.Int()


class Person(Entity):
    class Meta:
        interfaces = (Node,)
        collection = Collection(PEOPLE, "/people", id_pattern=r"per_[0-9]+")

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    born = graphene.Int()
    nickname = member(graphene.String, "nickname", absent=None)
    phone = member(graphene.String, "phone", requires=owner("id", or_scope="people:read"))
    books = page(lambda: Book, by="author_id")
    drafts = page(lambda: Book, by="drafter_id", requires=owner("id", or_scope="drafts:read"))


class Press(Entity):
    class Meta:
        collection = Collection(BOOKS, "/presses", batch=False)

    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Book(Entity):
    class Meta:
        interfaces = (Node,)
        collection = Collection(BOOKS, "/books", id_pattern=r"bok_[0-9]+")

    id = graphene.ID(required=True)
    title = graphene.String(required=True)
    pages = graphene.Int()
    rating = graphene.Float()
    price = Decimal()
    genre = Genre()
    in_print = graphene.Boolean()
    printed_at = DateTime()
    tags = graphene.List(graphene.NonNull(graphene.String))
    notes = graphene.List(graphene.String)
    size = graphene.Field(Size)
    sales = member(graphene.Int, "sales", requires=scope("sales:read"))
    author = one(Person, key="author_id")
    editor = one(Person, key="editor_id")
    translator = one(Person, key="translator_id", required=True)
    press = one(Press, key="press_id", fan_out=2)


class Shelf(graphene.ObjectType):
    label = graphene.String()
    room = graphene.String(required=True)

    def resolve_label(shelf: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        time.sleep(BLOCKED_S)
        return f"Shelf {shelf['number']}"

    def resolve_room(shelf: Any, _: graphene.ResolveInfo) -> str:  # noqa: N805
        raise BadInput("No room.")


class Query(graphene.ObjectType):
    version = constant(graphene.String, "1", required=True)
    node = lookup(Node)
    me = signed_in(Person)
    person = lookup(Person)
    person_by_name = lookup(Person, "name", by="name", ignore_case=True)
    people = page(Person)
    book = lookup(Book)
    books = page(Book, search=graphene.String(), author_id=graphene.ID(), ids={"author_id": Person})
    returns = page(Book, requires=scope("returns:read"))
    greeting = graphene.String(name=graphene.String(default_value="you"))
    patient = graphene.String()
    whoever = graphene.String()
    refused = graphene.String()
    broken = graphene.String()
    favourites = graphene.List(Book)
    loans = graphene.List(graphene.NonNull(Book))
    whoever_wrote = graphene.Field(Node)
    shelf = graphene.Field(Shelf, number=graphene.Int(default_value=1))
    the_shelf = graphene.Field(Shelf, required=True)

    async def resolve_favourites(root: None, _: graphene.ResolveInfo) -> list[Any]:  # noqa: N805
        lent = Book(id="bok_9", title="Lent")
        lent.author_id, lent.editor_id, lent.translator_id = "per_2", None, "per_2"
        mine = {"id": "bok_8", "title": "Mine", "author_id": "per_1", "translator_id": "per_3", "sales": 5}
        return [mine, lent, {"id": "bok_7", "author_id": 1.5}]

    def resolve_loans(root: None, _: graphene.ResolveInfo) -> list[Any]:  # noqa: N805
        return [{"title": "Good", "translator_id": "per_1"}, {"title": "Bad", "translator_id": "per_9"}]

    def resolve_whoever_wrote(root: None, _: graphene.ResolveInfo) -> Any:  # noqa: N805
        return Person(id="per_1", name="Ada", phone="111")

    async def resolve_shelf(root: None, _: graphene.ResolveInfo, number: int) -> dict[str, int]:  # noqa: N805
        return {"number": number}

    def resolve_the_shelf(root: None, _: graphene.ResolveInfo) -> dict[str, int]:  # noqa: N805
        return {"number": 1}

    def resolve_greeting(root: None, _: graphene.ResolveInfo, name: str) -> str:  # noqa: N805
        time.sleep(BLOCKED_S)
        return f"Good day, {name}."

    async def resolve_patient(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        await asyncio.sleep(BLOCKED_S)
        return "Here at last."

    def resolve_whoever(root: None, info: graphene.ResolveInfo) -> str:  # noqa: N805
        context = info.context
        return f"{context.viewer.subject} {context.request_id} {context.headers.get('x-thing')}"

    def resolve_refused(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        raise BadInput("Not this.")

    def resolve_broken(root: None, _: graphene.ResolveInfo) -> str:  # noqa: N805
        raise RuntimeError("the password is swordfish")


class AddBookInput(graphene.InputObjectType):
    title = graphene.String(required=True)
    genre = Genre()
    page_height = graphene.Int()


class RenameBookInput(graphene.InputObjectType):
    book_id = graphene.ID(required=True)
    new_title = graphene.String(required=True)


class LendBookInput(graphene.InputObjectType):
    book_id = graphene.ID(required=True)
    once_key = graphene.String()


class AddBookPayload(Payload):
    book = one(Book, key="id")


class RenameBookPayload(Payload):
    book = one(Book, key="id")


class LendBookPayload(Payload):
    ok = succeeded()


class EnterInput(graphene.InputObjectType):
    name = graphene.String(required=True)


class EnterPayload(Payload):
    person = one(Person, key="person_id")


class Mutation(graphene.ObjectType):
    enter = command(
        EnterPayload, EnterInput, post(PEOPLE, "/visits", signs_in="pass/token", client_address=True)
    )
    add_book = command(
        AddBookPayload, AddBookInput, post(BOOKS, "/books", body={"page_height": "/size/height"})
    )
    rename_book = command(
        RenameBookPayload,
        RenameBookInput,
        patch(BOOKS, "/books/{book_id}", body={"new_title": "/title"}, ids={"book_id": Book}),
    )
    lend_book = command(
        LendBookPayload,
        LendBookInput,
        post(BOOKS, "/books/{book_id}/loans", key_header="once_key", ids={"book_id": Book}),
        requires=AUTHENTICATED,
    )
    purge_books = command(
        LendBookPayload, LendBookInput, post(BOOKS, "/purge"), requires=scope("books:purge")
    )


schema: Any = graphene.Schema(query=Query, mutation=Mutation, types=[Book, Person, Press])
