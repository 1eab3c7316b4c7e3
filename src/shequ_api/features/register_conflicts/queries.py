"""Reads of statements, and of the places whose forms are prefilled."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.models import (
    Form,
    FormVersion,
    SealedAnswers,
    Submission,
    SubmissionEdit,
)
from shequ_api.features.register_answers.public import Statement, StatementOutcome
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def statement_lines() -> Rows:
    """Statements with their places, the answers in which they stand, and names that people read."""
    stands = and_(
        SubmissionEdit.submission_id == Statement.submission_id,
        SubmissionEdit.number == Statement.answers_number,
    )
    beside = and_(
        SealedAnswers.submission_id == Statement.submission_id,
        SealedAnswers.number == Statement.answers_number,
    )
    decider = aliased(Person)
    return (
        select(
            Statement,
            Place,
            Person.name.label("worker_name"),
            decider.name.label("decided_by_name"),
            Form.title.label("form_title"),
            Submission.version_id,
            func.coalesce(SubmissionEdit.answers, Submission.answers).label("answers"),
            SealedAnswers.sealed,
        )
        .join(Place, Place.id == Statement.place_id)
        .join(Person, Person.id == Statement.worker_id)
        .join(Submission, Submission.id == Statement.submission_id)
        .join(FormVersion, FormVersion.id == Submission.version_id)
        .join(Form, Form.id == FormVersion.form_id)
        .outerjoin(SubmissionEdit, stands)
        .outerjoin(SealedAnswers, beside)
        .outerjoin(decider, decider.id == Statement.decided_by_id)
    )


def conflicts_of(actor: Actor, outcome: StatementOutcome) -> Rows:
    """Statements of the actor's scope that came out so."""
    return statement_lines(in_scope(actor, Statement), Statement.outcome == outcome)


def conflict_in_scope(actor: Actor, statement_id: UUID) -> Select[Statement]:
    """A statement that is, or was, in conflict, while its inspection stands."""
    return select(Statement).where(
        Statement.id == statement_id,
        in_scope(actor, Statement),
        Statement.reason.is_not(None),
        Statement.outcome != StatementOutcome.WITHDRAWN,
    )


def waiting_in(district_id: UUID, after: UUID | None, most: int) -> Select[Statement]:
    """Conflicts that wait in a district, by id."""
    waiting = select(Statement).where(
        Statement.district_id == district_id, Statement.outcome == StatementOutcome.CONFLICT
    )
    if after is not None:
        waiting = waiting.where(Statement.id > after)
    return waiting.order_by(Statement.id).limit(most)
