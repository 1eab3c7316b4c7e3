"""Which tickets stand on a list."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.calendar.hours import next_midnight
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_worklists.schemas import TicketDue, TicketListing
from shequ_api.features.tickets.public import Ticket, TicketPermission, assigned_to

Rows = Select[*tuple[Any, ...]]


def tickets_of(actor: Actor, view: TicketListing, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """One indexed predicate for each view."""
    if view == TicketListing.REPORTED:
        return own
    if view == TicketListing.FILED:
        return Ticket.filed_by_id == actor.person_id
    if view == TicketListing.ASSIGNED:
        return assigned_to(actor)
    scope = in_view(actor, Ticket, TicketPermission.VIEW)
    if view == TicketListing.UNCATEGORISED:
        return and_(scope, Ticket.awaits_service)
    return and_(scope, Ticket.awaits_place) if view == TicketListing.TRIAGE else scope


def when_due(due: TicketDue, now: datetime) -> ColumnElement[bool]:
    """Open tickets that are overdue, or due later today; an index of each worklist's scope has
    them in the order in which they are due."""
    until = now if due == TicketDue.OVERDUE else next_midnight(now)
    is_due = and_(Ticket.ended_at.is_(None), Ticket.due_at < until)
    return is_due if due == TicketDue.OVERDUE else and_(is_due, Ticket.due_at >= now)


def in_state(lines: Rows, state: str) -> Rows:
    """Only lines in one state."""
    return lines.where(Case.state == state)
