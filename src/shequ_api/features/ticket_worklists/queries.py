"""Which tickets stand on a list."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    column,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.calendar.hours import next_midnight
from shequ_api.features.ticket_worklists.rules import Question, TicketDue, TicketListing
from shequ_api.features.tickets.public import (
    OPEN,
    Service,
    Ticket,
    TicketPermission,
    TicketState,
    assigned_to,
    filed_for_others,
)
from shequ_api.kit.clock import china_date

Rows = Select[*tuple[Any, ...]]


def tickets_of(
    actor: Actor, view: TicketListing, own: ColumnElement[bool], now: datetime
) -> ColumnElement[bool]:
    """One indexed predicate for each view."""
    if view == TicketListing.REPORTED:
        return own
    if view == TicketListing.FILED:
        return filed_for_others(actor, china_date(now))
    if view == TicketListing.ASSIGNED:
        return assigned_to(actor)
    scope = in_view(actor, Ticket, TicketPermission.VIEW)
    if view == TicketListing.UNCATEGORISED:
        return and_(scope, Ticket.awaits_service)
    if view == TicketListing.UNASSIGNED:
        return and_(scope, Ticket.assignee_id.is_(None))
    return and_(scope, Ticket.awaits_place) if view == TicketListing.TRIAGE else scope


def when_due(due: TicketDue, now: datetime) -> ColumnElement[bool]:
    """Open tickets that are overdue, or due later today; an index of each worklist's scope has
    them in the order in which they are due."""
    until = now if due == TicketDue.OVERDUE else next_midnight(now)
    is_due = and_(Ticket.ended_at.is_(None), Ticket.due_at < until)
    return is_due if due == TicketDue.OVERDUE else and_(is_due, Ticket.due_at >= now)


def chosen(
    there: ColumnElement[bool], asked: Question, after: list[Any] | None, wanted: int, now: datetime
) -> Select[UUID]:
    """So many ids of a list that is narrowed or is of what is due, in its order.

    It is short enough to be looked through: one's own, a grid's, or what is open, of which the
    index of due times knows all that may be asked. Only what is shown is read whole."""
    where = [there]
    states = OPEN if asked.states is None and asked.due is not None else asked.states
    if states is not None:
        where.append(Ticket.state.in_(sorted(states)))
        if states <= OPEN:
            where.append(Ticket.ended_at.is_(None))
    if asked.service_code is not None:
        where.append(Ticket.service_code.in_(_codes_under(asked.service_code)))
    if asked.due is not None:
        where.append(when_due(asked.due, now))
    order = order_of(asked)
    if after is not None:
        here, last = tuple_(*order), tuple_(*after)
        where.append(here > last if asked.due is not None else here < last)
    ids = select(Ticket.id).where(*where).limit(wanted).correlate(None)
    return ids.order_by(*(each if asked.due is not None else each.desc() for each in order))


def order_of(asked: Question) -> list[Any]:
    """What is due first comes first; of all else, what is newest."""
    return [Ticket.created_at if asked.due is None else Ticket.due_at, Ticket.id]


def newest_of_branches(
    actor: Actor, asked: Question, after: list[Any] | None, wanted: int
) -> Select[UUID]:
    """So many ids of a list of a whole community, subdistrict, district or city, the newest first.

    An index has the tickets of each state, and of each category and state, in this order; from each
    so many are read, and the newest of all of them are the page. It costs as much however deep it
    lies, and however many there are."""
    ticket = aliased(Ticket)
    states = _each(frozenset(TicketState) if asked.states is None else asked.states)
    branches: Any = states
    there = [in_scope(actor, ticket), ticket.state == states.c.state]
    if asked.view == TicketListing.UNASSIGNED:
        there.append(ticket.assignee_id.is_(None))
    if asked.service_code is not None:
        codes = _codes_under(asked.service_code).subquery("codes")
        branches = branches.join(codes, true())
        there.append(ticket.service_code == codes.c.code)
    if after is not None:
        there.append(tuple_(ticket.created_at, ticket.id) < tuple_(*after))
    branch = _newest(select(ticket.id, ticket.created_at).where(*there), ticket, wanted)
    read = branch.lateral("branch")
    newest: Select[UUID] = _newest(
        select(read.c.id).select_from(branches.join(read, true())), read.c, wanted
    )
    return newest


def _newest(rows: Any, of: Any, wanted: int) -> Any:
    return rows.order_by(of.created_at.desc(), of.id.desc()).limit(wanted)


def _each(states: AbstractSet[TicketState]) -> Any:
    listed = func.unnest(cast(sorted(states), ARRAY(Text())))
    return listed.table_valued(column("state", Text()), name="states").render_derived()


def _codes_under(service_code: str) -> Select[str]:
    """A category, and those that are shown under it."""
    under = or_(Service.code == service_code, Service.group_code == service_code)
    return select(Service.code).where(under).correlate(None)
