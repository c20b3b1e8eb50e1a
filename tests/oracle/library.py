"""A library whose schema uses every word of a binding, over three services that speak differently."""

# mypy: disallow-subclassing-any=False

import graphene

from gateway.auth.scopes import AUTHENTICATED, owner, scope
from gateway.binding.declare import (
    Entity,
    Payload,
    command,
    constant,
    lookup,
    many,
    member,
    one,
    page,
    post,
    signed_in,
    succeeded,
    whole,
)
from gateway.binding.scalars import DateTime, Decimal
from gateway.binding.vocabulary import Collection, Paging, Service

HOUSE = Service("house")
PRESS = Service("press", camel_case=True, id_type=int)
STAFF = Service("staff")
MINE = owner("owner_id", or_scope="all")


class Node(graphene.Interface):
    id = graphene.ID(required=True)


class Kind(graphene.Enum):
    NEW = "NEW"
    USED = "USED"


class Price(graphene.ObjectType):
    amount = Decimal(required=True)
    currency = graphene.String()
    cost = member(graphene.Int, "cost", requires=scope("secrets"))


class Facts(graphene.ObjectType):
    pages = graphene.Int(required=True)
    weight = graphene.Float()


class Book(Entity, collection=Collection(HOUSE, "/books", id_pattern="b[0-9]", max_keys=2)):
    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True)
    title = graphene.String(required=True)
    kind = graphene.Field(Kind)
    prices = graphene.List(graphene.NonNull(Price))
    price = graphene.Field(Price)
    published = DateTime()
    subtitle = member(graphene.String, "sub", absent=None)
    note = member(graphene.String, "note", requires=MINE)
    secret = member(graphene.List(graphene.Int), "secret", requires=scope("secrets"))
    hint = member(Price, "hint", absent=None, requires=AUTHENTICATED)
    facts = whole(Facts)
    shelf = constant(graphene.String, "A1")
    writes = graphene.Int()
    author = one("tests.oracle.library.Person", key="author_id", fan_out=2, required=True)
    rival = one(lambda: Book, key="rival_id", requires=MINE)
    reviews = page("tests.oracle.library.Review", by="book_id", requires=MINE)
    mentions = many("tests.oracle.library.Article", by="bookId", tone=Kind())


class Review(Entity, collection=Collection(HOUSE, "/reviews")):
    id = graphene.ID(required=True)
    stars = graphene.Float()
    text = graphene.String(required=True)
    about = one(Book, key="book_id", required=True)


class Article(
    Entity,
    collection=Collection(
        PRESS, "/articles", rows=None, key_style="comma", paging=Paging("_limit", "_page", numbered=True)
    ),
):
    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True)
    written_at = DateTime(required=True)
    tone = graphene.Field(Kind)
    tags = graphene.List(graphene.List(graphene.NonNull(graphene.String)))
    draft = member(graphene.Boolean, "draft", requires=AUTHENTICATED)
    covers = one(Book, key="bookId")
    follows = one(lambda: Article, key="afterId")
    quotes = page(Review, by="article_id", first=graphene.Int(default_value=2))


class Person(
    Entity,
    collection=Collection(
        STAFF,
        "/people",
        rows="data",
        batch=False,
        id_pattern="p[0-9]",
        paging=Paging("limit", "offset", total="X-Total"),
        public=True,
    ),
):
    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    phone = member(graphene.String, "phone", requires=owner("id"))
    wrote = page(Book, by="author_id")


class Found(graphene.Union):
    class Meta:
        types = (Book, Person)


class AdjustInput(graphene.InputObjectType):
    book_id = graphene.ID(required=True)
    by = graphene.Int(required=True)
    kind = Kind()
    request_key = graphene.String()


class AdjustPayload(Payload):
    now = one(Book, key="id")
    done = succeeded()
    serial = graphene.Int()
    count = member(graphene.Int, "count", requires=AUTHENTICATED)
    adjusted = graphene.Field(Price)


class Query(graphene.ObjectType):
    book = lookup(Book)
    book_by_title = lookup(Book, "title", by="title", ignore_case=True)
    books = page(
        Book,
        kind=Kind(),
        writer=graphene.ID(),
        parameters={"writer": "author_id"},
        ids={"writer": Person},
    )
    all_books = many(Book, requires=AUTHENTICATED)
    article = lookup(Article)
    articles = page(Article)
    all_articles = many(
        Article,
        tone=Kind(default_value="NEW"),
        behind=graphene.ID(),
        parameters={"behind": "afterId"},
        ids={"behind": Article},
    )
    person = lookup(Person)
    people = page(Person, first=graphene.Int(default_value=2))
    any_node = lookup(Node)
    found = lookup(Found)
    me = signed_in(Person)
    given = graphene.List(Book)

    async def resolve_given(self, _: graphene.ResolveInfo) -> object:
        return GIVEN


class Mutation(graphene.ObjectType):
    adjust = command(
        AdjustPayload,
        AdjustInput,
        post(
            HOUSE,
            "/books/{book_id}/adjustments",
            key_header="request_key",
            body={"by": "/change/by"},
            ids={"book_id": Book},
        ),
    )
    adjust_signed = command(
        AdjustPayload,
        AdjustInput,
        post(HOUSE, "/books/{book_id}/adjustments", ids={"book_id": Book}),
        requires=AUTHENTICATED,
    )


#: What a resolver gives: some of it wrong, all of it with the keys of its relations.
GIVEN = (
    {"id": "b0", "title": "Emma", "author_id": "p0", "rival_id": "b1", "owner_id": "p1", "note": "mine"},
    {"id": "b1", "title": None, "author_id": "p9", "rival_id": None, "owner_id": "p2", "note": "theirs"},
    None,
    {"id": "b2", "title": 5, "author_id": "p1", "rival_id": "b0", "owner_id": "p1", "note": []},
)

schema = graphene.Schema(query=Query, mutation=Mutation, types=[Price])
