"""Reads of helpers, and of what somebody handles."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.people.models import Person
from shequ_api.features.tickets.public import (
    Ticket,
    TicketHelper,
    TicketPermission,
    assigned_to,
    helped_by,
    in_reach,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def open_helps(ticket_id: UUID, *conditions: ColumnElement[bool]) -> Select[TicketHelper]:
    """Who helps with a ticket now."""
    helping = (TicketHelper.ticket_id == ticket_id, TicketHelper.ended_at.is_(None))
    return select(TicketHelper).where(*helping, *conditions).order_by(TicketHelper.id)


def handled(actor: Actor) -> ColumnElement[bool]:
    """Tickets that the actor works on, whose scope covers them, or whose lead (并单) is theirs."""
    lead = aliased(Ticket)
    leading = exists().where(lead.id == Ticket.merged_into_id, lead.assignee_id == actor.person_id)
    mine = or_(assigned_to(actor), helped_by(actor), and_(leading, in_reach(actor)))
    return in_view(actor, Ticket, TicketPermission.VIEW, mine)


@built_once
def helper_lines() -> Rows:
    """Helpers with the names that people read."""
    helper, asker, ender = aliased(Person), aliased(Person), aliased(Person)
    shown = ("id", "ticket_id", "person_id", "request", "asked_at", "ended_at", "end_kind")
    return (
        select(
            *(getattr(TicketHelper, name) for name in shown),
            TicketHelper.end_reason,
            helper.name.label("person_name"),
            asker.name.label("asked_by_name"),
            ender.name.label("ended_by_name"),
        )
        .join(helper, helper.id == TicketHelper.person_id)
        .join(asker, asker.id == TicketHelper.asked_by_id)
        .outerjoin(ender, ender.id == TicketHelper.ended_by_id)
    )
