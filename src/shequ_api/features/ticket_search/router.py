"""Searches over HTTP. What is searched for stands in the body: addresses are written into logs."""

import hashlib
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.audit.looks import note_look
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.rights.searching import Searches
from shequ_api.features.ticket_search import queries
from shequ_api.features.ticket_search.rules import number_in, words_in
from shequ_api.features.ticket_search.schemas import (
    FoundTickets,
    TicketByNumber,
    TicketsByPhone,
    TicketsByWords,
)
from shequ_api.features.ticket_worklists.public import lines_of
from shequ_api.features.tickets.public import (
    Ticket,
    TicketLine,
    TicketPermission,
    ticket_in_view,
    ticket_lines,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import CursorInvalid, Page, ThePaging

router = Router(tags=["tickets"], prefix="/ticket-searches")
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheSearches = Annotated[Searches, Depends(part(Searches))]
Viewer = Annotated[Actor, Depends(may(TicketPermission.VIEW))]


@router.post("/by-number")
@unkeyed
async def find_ticket_by_number(
    search: TicketByNumber, actor: AnyActor, session: Session, now: Now
) -> FoundTickets:
    """按编号查诉求: The ticket of this number, if I may see it. One that does not exist and one of
    others are answered alike."""
    wanted = select(Ticket.id).where(Ticket.number == number_in(search.number))
    ticket_id = await session.scalar(wanted)
    if ticket_id is None:
        return FoundTickets(items=[], more=False)
    try:
        ticket = await ticket_in_view(ticket_id, actor, session, now)
    except Absent:
        return FoundTickets(items=[], more=False)
    rows = (await session.execute(ticket_lines(Ticket.id == ticket.id))).mappings()
    return FoundTickets(items=lines_of(rows, now), more=False)


@router.post("/by-phone")
@unkeyed
async def find_tickets_by_phone(
    search: TicketsByPhone,
    actor: Viewer,
    session: Session,
    book: TheBook,
    searches: TheSearches,
    now: Now,
) -> FoundTickets:
    """按手机号查诉求: What whoever has this number ordered in my scope under their name, the newest
    100. The look is on record, and theirs to read; anonymous tickets are never found."""
    searches.count(actor.person_id)
    found = await session.execute(queries.by_phone(actor, book.index_of(search.phone)))
    rows = [dict(row) for row in found.mappings()]
    reporters = {row.pop("reporter_id") for row in rows}
    for person_id in reporters:
        note_look(
            session,
            actor,
            subject_kind="person",
            subject_id=person_id,
            person_id=person_id,
            district_id=None,
            fields=["phone", "tickets"],
            purpose=search.purpose,
            reason=search.reason,
            now=now,
        )
    most = queries.MOST_BY_PHONE
    return FoundTickets(items=lines_of(rows[:most], now), more=len(rows) > most)


@router.post("/by-text")
@unkeyed
async def find_tickets_by_text(
    search: TicketsByWords, actor: Viewer, session: Session, paging: ThePaging, now: Now
) -> Page[TicketLine]:
    """按文字查诉求: Tickets of the last five years in my scope whose text has all these words, the
    newest first. For the next page send the same body, and `cursor` in the query."""
    words = words_in(search.text)
    asked = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    after = None
    if (given := paging.after) is not None:
        if given[2] != asked:
            raise CursorInvalid
        after = (given[0], given[1])
    statement = queries.by_words(actor, words, now, after, paging.limit + 1)
    rows = (await session.execute(statement)).mappings().all()
    shown = rows[: paging.limit]
    last = [shown[-1]["created_at"], shown[-1]["id"], asked] if len(rows) > len(shown) else None
    return Page(items=lines_of(shown, now), next_cursor=paging.cursor(last) if last else None)
