"""Reads of reviews."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Person
from shequ_api.blocks.forms.models import SubmissionEdit
from shequ_api.features.inspection_reviews.schemas import WaitingFilter
from shequ_api.features.patrols.public import Inspection, inspections_with_cases

Rows = Select[*tuple[Any, ...]]


def waiting_for(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Inspection]:
    """What waits for this reviewer, the oldest first."""
    return inspections_with_cases(
        in_scope(actor, Inspection),
        Inspection.reviewed_at.is_(None),
        Inspection.worker_id != actor.person_id,
        *conditions,
    ).order_by(Inspection.received_at, Inspection.id)


def meant_by(waiting: WaitingFilter) -> list[ColumnElement[bool]]:
    """The conditions of a reviewer's filter."""
    found: list[ColumnElement[bool]] = []
    if not waiting.with_hazards:
        found.append(Inspection.hazard_level.is_(None))
    if waiting.form_key is not None:
        found.append(Inspection.form_key == waiting.form_key)
    if waiting.worker_id is not None:
        found.append(Inspection.worker_id == waiting.worker_id)
    if waiting.received_after is not None:
        found.append(Inspection.received_at > waiting.received_after)
    return found


def edit_lines(inspection_id: UUID) -> Rows:
    """The edits of an inspection with the names that people read."""
    return (
        select(
            SubmissionEdit.number,
            SubmissionEdit.edited_by_id,
            Person.name.label("edited_by_name"),
            SubmissionEdit.edited_at,
            SubmissionEdit.reason,
        )
        .join(Person, Person.id == SubmissionEdit.edited_by_id)
        .where(SubmissionEdit.submission_id == inspection_id)
    )
