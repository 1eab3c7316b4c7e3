"""Reads of how tickets came to their places."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.ticket_intake.public import TicketAttribution
from shequ_api.features.tickets.public import Ticket

Rows = Select[*tuple[Any, ...]]


def findings_of(ticket: Ticket) -> Rows:
    """All that was found and ruled about a ticket, in order, with the names that people read."""
    likely_place, likely_grid = aliased(Place), aliased(Grid)
    ruled = (StepLog.case_id == ticket.case_id) & (StepLog.number == TicketAttribution.step_number)
    return (
        select(
            TicketAttribution.found_by,
            TicketAttribution.certain,
            TicketAttribution.place_id,
            Place.full_name.label("place_name"),
            TicketAttribution.grid_id.label("micro_grid_id"),
            Grid.name.label("micro_grid_name"),
            TicketAttribution.likely_place_id,
            likely_place.full_name.label("likely_place_name"),
            TicketAttribution.likely_grid_id.label("likely_micro_grid_id"),
            likely_grid.name.label("likely_micro_grid_name"),
            TicketAttribution.explanations,
            TicketAttribution.doubts,
            Person.name.label("ruled_by_name"),
            StepLog.note.label("reason"),
            TicketAttribution.made_at,
        )
        .join(Place, Place.id == TicketAttribution.place_id)
        .outerjoin(Grid, Grid.id == TicketAttribution.grid_id)
        .outerjoin(likely_place, likely_place.id == TicketAttribution.likely_place_id)
        .outerjoin(likely_grid, likely_grid.id == TicketAttribution.likely_grid_id)
        .outerjoin(StepLog, ruled)
        .outerjoin(Person, Person.id == StepLog.actor_id)
        .where(TicketAttribution.ticket_id == ticket.id)
        .order_by(TicketAttribution.made_at, TicketAttribution.id)
    )


def was_ordered(case_id: UUID) -> Select[UUID]:
    """Whether those above ordered its community to take what that had declined."""
    ordered = select(StepLog.id).where(StepLog.case_id == case_id, StepLog.step == "order")
    return ordered.limit(1)


def leads_others(ticket_id: UUID) -> Select[UUID]:
    """Whether others were merged into a ticket."""
    return select(Ticket.id).where(Ticket.merged_into_id == ticket_id).limit(1)


def names_of(place_id: UUID, grid_id: UUID | None) -> Rows:
    """The full name of a place, and the name of a grid."""
    grid = select(Grid.name).where(Grid.id == grid_id).scalar_subquery()
    return select(Place.full_name, grid.label("grid_name")).where(Place.id == place_id)
