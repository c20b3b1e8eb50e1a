"""The tiny service's routes."""

from typing import Annotated, Any, Literal
from urllib.parse import quote

from msgspec import UNSET, Meta, Struct, UnsetType

from inventory_service.rest.access import A_USER, ANYONE, BASIC, Scope
from inventory_service.rest.answers import Answer, created, no_content, ok
from inventory_service.rest.idempotency import once
from inventory_service.rest.ids import id_rule
from inventory_service.rest.paging import Batch, Keys, Order, Page, PageQuery, Pages, batch, page
from inventory_service.rest.problems import FieldError, Problem, not_found
from inventory_service.rest.request import Request
from inventory_service.rest.routes import Routes

from .notes import BY_TITLE, BY_TITLE_BACKWARDS, NoneLeftError, Notes

NoteId = Annotated[str, id_rule("itm")]
UserId = Annotated[str, id_rule("usr")]
ORDERS = {
    "title": (Order("title", str, str), BY_TITLE),
    "-title": (Order("-title", str, str), BY_TITLE_BACKWARDS),
}


class Note(Struct, frozen=True):
    id: str
    owner: str
    title: str
    copies: int
    cursor: str | UnsetType = UNSET


class NotesQuery(PageQuery, frozen=True):
    id: Keys[NoteId] = ()
    owner: Keys[UserId] = ()
    order: Literal["title", "-title"] = "title"
    in_stock: bool | None = None


class Price(Struct, frozen=True, forbid_unknown_fields=True):
    amount: str
    currency: Annotated[str, Meta(min_length=3, max_length=3)]


class NewNote(Struct, frozen=True, forbid_unknown_fields=True):
    title: Annotated[str, Meta(min_length=1, max_length=100)]
    copies: Annotated[int, Meta(ge=0, le=1000)] = 1
    price: Price | None = None
    tags: list[str] = []


class NewLend(Struct, frozen=True, forbid_unknown_fields=True):
    slow_ms: Annotated[int, Meta(ge=0, le=5000)] = 0


class Lend(Struct, frozen=True):
    id: str


class Count(Struct, frozen=True):
    count: int


class TokenForm(Struct, frozen=True):
    grant_type: str


class Granted(Struct, frozen=True):
    client: str
    grant_type: str


def _none_left(error: NoneLeftError) -> Problem:
    return Problem(409, "OUT_OF_STOCK", str(error), (FieldError("/slow_ms", "OUT_OF_STOCK", str(error)),))


api = Routes[Notes](problems={NoneLeftError: _none_left})


def _shown(row: Any, order: Order) -> Note:
    return Note(row.id, row.owner, row.title, row.copies, order.cursor(row.title, row.id))


@api.get("/notes", ANYONE, answers=(Batch[Note], Page[Note], Pages[Note]))
def list_notes(notes: Notes, request: Request[NotesQuery, None]) -> Answer:
    """Notes by id, by owner, or all of them."""
    query = request.query
    order, keyset = ORDERS[query.order]
    if query.id:
        return ok(batch([Note(*row) for row in notes.by_id(query.id)]))
    position = order.position(query.after)
    if query.owner:
        rows = [_shown(row, order) for row in notes.pages(query.owner, position, query.first)]
        return ok(
            Pages({key: page([row for row in rows if row.owner == key], query.first) for key in query.owner})
        )
    rows = [_shown(row, order) for row in notes.page(keyset, position, query.first)]
    return ok(page(rows, query.first, notes.total() if query.count else UNSET))


@api.get("/notes/{note_id:itm}", ANYONE, answers=Note)
def get_note(notes: Notes, request: Request[None, None]) -> Answer:
    rows = notes.by_id([request.path["note_id"]])
    if not rows:
        raise not_found("note")
    return ok(Note(*rows[0]))


@api.post("/notes", Scope("items:write"), answers=Note, status=201)
def add_note(notes: Notes, request: Request[None, NewNote]) -> Answer:
    with notes.database.write() as connection:
        row = notes.add(connection, request.caller.subject, request.body.title, request.body.copies)
    return created(Note(*row), f"/notes/{row.id}")


@api.post(
    "/notes/{note_id:itm}/lends",
    A_USER,
    answers=Lend,
    status=201,
    key="required",
    problems=("OUT_OF_STOCK 409",),
)
def lend_note(notes: Notes, request: Request[None, NewLend]) -> Answer:
    with notes.database.write() as connection:

        def lend() -> Answer:
            lend_id = notes.lend(connection, request.path["note_id"], request.body.slow_ms / 1000)
            return created(Lend(lend_id), f"/lends/{lend_id}")

        return once(connection, request, lend)


@api.get("/lends/count", ANYONE, answers=Count)
def count_lends(notes: Notes, request: Request[None, None]) -> Answer:
    """How many copies are lent."""
    return ok(Count(notes.lend_count()))


@api.post("/notes/{note_id:itm}/burn", A_USER, status=204)
def burn_note(notes: Notes, request: Request[None, None]) -> Answer:
    return no_content()


@api.post("/oauth/token", BASIC, answers=Granted, form=True)
def grant(notes: Notes, request: Request[None, TokenForm]) -> Answer:
    return ok(Granted(request.basic.username if request.basic else "", request.body.grant_type))


class Greeting(Struct, frozen=True):
    text: str


@api.get("/greetings/{name}", ANYONE, answers=Greeting)
def greet(notes: Notes, request: Request[None, None]) -> Answer:
    """What the neighbour says to somebody."""
    found = notes.neighbour.get(f"/greetings/{quote(request.path['name'])}", {}, Greeting, request.context)
    if found is None:
        raise not_found("greeting")
    return ok(found)


@api.get("/broken", ANYONE)
def break_down(notes: Notes, request: Request[None, None]) -> Answer:
    raise RuntimeError("secret dsn")
