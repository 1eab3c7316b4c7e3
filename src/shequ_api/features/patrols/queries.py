"""Reads of patrols."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.models import Form
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.patrols.flow import InspectionState
from shequ_api.features.patrols.models import Hazard, Inspection

Rows = Select[*tuple[Any, ...]]


def inspection_with_case(inspection_id: UUID) -> Select[Inspection]:
    """One inspection, its case beside it."""
    return (
        select(Inspection)
        .join(Inspection.case)
        .options(contains_eager(Inspection.case))
        .where(Inspection.id == inspection_id)
    )


def inspection_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Inspections with the names that people read."""
    return (
        select(
            Inspection.id,
            Inspection.form_key,
            Form.title.label("form_title"),
            Case.state,
            Inspection.place_id,
            Place.full_name.label("place_name"),
            Inspection.worker_id,
            Person.name.label("worker_name"),
            Inspection.hazard_level,
            Inspection.filled_at,
            Inspection.received_at,
            Inspection.reviewed_at,
        )
        .join(Case, Case.id == Inspection.case_id)
        .join(Form, Form.key == Inspection.form_key)
        .join(Place, Place.id == Inspection.place_id)
        .join(Person, Person.id == Inspection.worker_id)
        .where(*conditions)
    )


def in_state(lines: Rows, state: InspectionState) -> Rows:
    """Only lines in one state; those that wait for review by their partial index."""
    if state == InspectionState.RECEIVED:
        return lines.where(Inspection.reviewed_at.is_(None))
    return lines.where(Case.state == state)


def hazards_of(inspection_id: UUID) -> Select[Hazard]:
    """The hazards of an inspection, in the order of the form."""
    return select(Hazard).where(Hazard.inspection_id == inspection_id).order_by(Hazard.id)
