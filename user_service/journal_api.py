"""The journal over HTTP: an entry exists for its user and for `journal:read` only."""

from msgspec import UNSET, UnsetType

from .domain import JournalEntry, Scope
from .problems import PROBLEMS
from .rest.access import SIGNED_IN
from .rest.answers import Answer, ok
from .rest.callers import Caller
from .rest.paging import Batch, Page, Pages, batch, page
from .rest.problems import Problem, forbidden
from .rest.request import Request
from .rest.routes import Routes
from .rows import NEWEST_FIRST, EntryRow, JournalQuery
from .service import Journal

api = Routes[Journal](PROBLEMS)


@api.get("/journal", SIGNED_IN, answers=(Batch[EntryRow], Page[EntryRow], Pages[EntryRow]))
def list_journal(journal: Journal, request: Request[JournalQuery, None]) -> Answer:
    """What happened, newest first: entries by id, pages by user, or everything with `journal:read`."""
    query, caller = request.query, request.caller
    if query.id and query.user_id:
        raise Problem(400, "BAD_PARAMETER", "Ask by id or by user_id, not by both.")
    if query.id:
        seen_by = None if caller.has(Scope.JOURNAL_READ) else caller.subject
        return ok(batch([_row(entry) for entry in journal.find_all(query.id, seen_by)]))
    if query.user_id:
        return ok(_pages(journal, query, caller))
    if not caller.has(Scope.JOURNAL_READ):
        raise forbidden(f"This needs the scope {Scope.JOURNAL_READ}.")
    entries, total = journal.page(NEWEST_FIRST.position(query.after), query.first, count=query.count)
    return ok(_page(entries, query.first, total))


def _pages(journal: Journal, query: JournalQuery, caller: Caller) -> Pages[EntryRow]:
    sees_all = caller.has(Scope.JOURNAL_READ)
    visible = [user_id for user_id in query.user_id if sees_all or user_id == caller.subject]
    position = NEWEST_FIRST.position(query.after)
    entries, totals = journal.pages(visible, position, query.first, count=query.count)
    by_user: dict[str | None, list[JournalEntry]] = {user_id: [] for user_id in query.user_id}
    for entry in entries:
        by_user[entry.user_id].append(entry)
    return Pages(
        {
            user_id: _page(by_user[user_id], query.first, None if totals is None else totals.get(user_id, 0))
            for user_id in query.user_id
        }
    )


def _page(entries: list[JournalEntry], first: int, total: int | None) -> Page[EntryRow]:
    rows = [_row(entry, NEWEST_FIRST.cursor(entry.at, entry.id)) for entry in entries]
    return page(rows, first, UNSET if total is None else total)


def _row(entry: JournalEntry, cursor: str | UnsetType = UNSET) -> EntryRow:
    return EntryRow(entry.id, entry.kind, entry.at, entry.user_id, entry.item_id, entry.detail, cursor)
