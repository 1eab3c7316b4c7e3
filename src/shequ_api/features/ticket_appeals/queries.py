"""Reads of appeals: what was declined when, what was said to that, and what was decided."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import aliased, contains_eager

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.ticket_appeals.models import TicketAppeal
from shequ_api.features.tickets.public import Service, Ticket, TicketPermission
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
AT_ONCE = 100
"""Appeals in one run of a clock."""


def declined_at(case_id: UUID) -> Select[datetime]:
    """When a ticket was declined last."""
    declined = select(StepLog.taken_at).where(StepLog.case_id == case_id, StepLog.step == "decline")
    return declined.order_by(StepLog.number.desc()).limit(1)


def appeal_of(ticket_id: UUID) -> Select[TicketAppeal]:
    """That of a ticket, if there is one."""
    return select(TicketAppeal).where(TicketAppeal.ticket_id == ticket_id)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Appeals of the scope of whoever sees the tickets in it."""
    return in_view(actor, TicketAppeal, TicketPermission.VIEW)


def late(now: datetime) -> Select[TicketAppeal, Ticket]:
    """Those whose time passed, of which nobody has heard yet. (Those that others hold just now
    come next time.)"""
    waiting = (TicketAppeal.decided_at.is_(None), TicketAppeal.overdue_at.is_(None))
    found = select(TicketAppeal, Ticket).join(Ticket, Ticket.id == TicketAppeal.ticket_id)
    oldest = found.where(*waiting, TicketAppeal.due_at <= now).order_by(
        TicketAppeal.due_at, TicketAppeal.id
    )
    return oldest.limit(AT_ONCE).with_for_update(of=TicketAppeal, skip_locked=True)


def ticket_of(appeal: TicketAppeal) -> Select[Ticket]:
    """The ticket with its case."""
    found = select(Ticket).join(Ticket.case).options(contains_eager(Ticket.case))
    return found.where(Ticket.id == appeal.ticket_id)


@built_once
def appeal_lines() -> Rows:
    """Appeals with what they are about, and what was said."""
    made, decided = aliased(StepLog), aliased(StepLog)
    by_step = and_(made.case_id == Case.id, made.number == TicketAppeal.step_number)
    by_decision = and_(decided.case_id == Case.id, decided.number == TicketAppeal.decision_step)
    return (
        select(
            TicketAppeal.id,
            TicketAppeal.ticket_id,
            Service.title.label("service_title"),
            Ticket.text,
            Case.state,
            Place.full_name.label("place_name"),
            made.note.label("reason"),
            TicketAppeal.appealed_at,
            TicketAppeal.due_at,
            TicketAppeal.ordered,
            decided.note.label("decision"),
            TicketAppeal.decided_at,
        )
        .join(Ticket, Ticket.id == TicketAppeal.ticket_id)
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .join(made, by_step)
        .outerjoin(decided, by_decision)
    )
