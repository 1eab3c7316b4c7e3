"""Reads of openings."""

from typing import Any

from sqlalchemy import Select, select

from shequ_api.base.people.models import Person
from shequ_api.features.ticket_unsealing.models import ReporterOpening
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def opening_lines() -> Rows:
    """Openings with the names of those who opened."""
    return select(
        ReporterOpening.id,
        ReporterOpening.ticket_id,
        ReporterOpening.role,
        ReporterOpening.reason,
        ReporterOpening.silent_ground,
        ReporterOpening.opened_at,
        ReporterOpening.opened_by_id,
        Person.name.label("opened_by_name"),
    ).join(Person, Person.id == ReporterOpening.opened_by_id)


def of_ticket(ticket: Ticket, *, told: bool) -> Rows:
    """Openings of one ticket; of those only the ones that its reporter was `told`."""
    lines = opening_lines(ReporterOpening.ticket_id == ticket.id)
    return lines.where(ReporterOpening.silent_ground.is_(None)) if told else lines
