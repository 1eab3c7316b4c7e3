"""Reads of handling: when a ticket was given, the times of a district, and what awaits a ruling."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.ticket_handling.assignments import GIVEN
from shequ_api.features.ticket_handling.models import Arbitration, TicketRule
from shequ_api.features.tickets.public import Service, Ticket
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def given_at(case_id: UUID) -> Select[datetime]:
    """When who has a ticket now was given it."""
    given = select(StepLog.taken_at).where(StepLog.case_id == case_id, StepLog.step.in_(GIVEN))
    return given.order_by(StepLog.number.desc()).limit(1)


def passings(case_id: UUID) -> Select[int]:
    """How often whoever had a ticket passed it on, since the community gave it to somebody."""
    on = StepLog.facts["passed_on"].as_boolean()
    this = StepLog.case_id == case_id
    first = select(func.max(StepLog.number)).where(this, StepLog.step.in_(GIVEN), on.is_not(True))
    return select(func.count()).where(this, on, StepLog.number > first.scalar_subquery())


def newest_rule(district_id: UUID) -> Select[TicketRule]:
    """The edition that holds in a district."""
    of_it = select(TicketRule).where(TicketRule.district_id == district_id)
    return of_it.order_by(TicketRule.version.desc()).limit(1)


def open_arbitration(ticket_id: UUID) -> Select[Arbitration]:
    """What a ticket waits for, locked."""
    found = select(Arbitration).where(Arbitration.ticket_id == ticket_id)
    return found.where(Arbitration.closed_at.is_(None)).with_for_update()


def awaiting(actor: Actor) -> ColumnElement[bool]:
    """Tickets of the actor's scope that wait for a ruling."""
    return and_(in_scope(actor, Ticket), Ticket.awaits_arbitration)


@built_once
def awaiting_lines() -> Rows:
    """Tickets that wait for a ruling, with what people want to know of them at once."""
    this = and_(Arbitration.ticket_id == Ticket.id, Arbitration.closed_at.is_(None))
    return (
        select(
            Ticket.id.label("ticket_id"),
            Ticket.service_code,
            Service.title.label("service_title"),
            Ticket.text,
            Case.state,
            Place.full_name.label("place_name"),
            Ticket.created_at,
            Ticket.bounces,
            Arbitration.opened_at.label("awaited_since"),
            Arbitration.new_fact_given,
        )
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        .join(Place, Place.id == Ticket.place_id)
        .join(Arbitration, this)
    )
