"""Reads of whom a ticket could be given to, and what they have to do already."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import in_force, live, posting_lines, with_cover
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.public import SETTLERS, Ticket, TicketState
from shequ_api.kit.clock import china_date, china_midnight

Rows = Select[*tuple[Any, ...]]
ONE_DAY = timedelta(days=1)


def assignee_lines(ticket: Ticket, on: date) -> Rows:
    """The postings under which a ticket may be settled, in its community and above it, with the
    names that people read, until when their holder is absent, and who covers."""
    above = (ticket.subdistrict_id, ticket.district_id, ticket.city_id)
    reaches = or_(
        Posting.community_id == ticket.community_id,
        and_(Posting.community_id.is_(None), Posting.place_id.in_(above)),
    )
    fits = (Posting.role.in_(SETTLERS), Posting.end_announced_at.is_(None))
    return with_cover(posting_lines(reaches, *fits, in_force(on), live()), on)


def loads_of(person_ids: Collection[UUID], now: datetime) -> Rows:
    """Person → how many tickets are in their hands, and how many of these are due until the end of
    today, or overdue. One range of an index for each person."""
    tomorrow = china_midnight(china_date(now) + ONE_DAY)
    overdue = Ticket.due_at < now
    return (
        select(
            Ticket.assignee_id,
            func.count().label("load"),
            func.count().filter(Ticket.due_at >= now, Ticket.due_at < tomorrow).label("due_today"),
            func.count().filter(overdue).label("overdue"),
        )
        .join(Case, Case.id == Ticket.case_id)
        .where(Ticket.assignee_id.in_(person_ids), Ticket.ended_at.is_(None))
        .where(Case.state == TicketState.RESOLVING)
        .group_by(Ticket.assignee_id)
    )
