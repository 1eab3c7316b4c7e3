"""Reads of cases' trails."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from shequ_api.base.people.models import Person
from shequ_api.blocks.workflow.models import StepLog


def trail_of(case_id: UUID) -> Select[StepLog]:
    """The logged steps of a case, in order."""
    return select(StepLog).where(StepLog.case_id == case_id).order_by(StepLog.number)


def trail_lines(case_id: UUID) -> Select[*tuple[Any, ...]]:
    """The steps of a case as people read them: step, state, at, actor_id, actor_name, note."""
    return (
        select(
            StepLog.step,
            StepLog.to_state.label("state"),
            StepLog.taken_at.label("at"),
            StepLog.actor_id,
            Person.name.label("actor_name"),
            StepLog.note,
        )
        .outerjoin(Person, Person.id == StepLog.actor_id)
        .where(StepLog.case_id == case_id)
        .order_by(StepLog.number)
    )
