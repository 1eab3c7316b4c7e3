"""Reads of disputes."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.people.models import Person
from shequ_api.features.appraisal_closing.models import AppraisalDispute
from shequ_api.features.appraisals.public import Appraisal

Rows = Select[*tuple[Any, ...]]


def dispute_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Disputes with whom they are about."""
    return (
        select(
            AppraisalDispute.id,
            AppraisalDispute.appraisal_id,
            Appraisal.month,
            Appraisal.person_id,
            Person.name.label("person_name"),
            AppraisalDispute.measure,
            AppraisalDispute.subject_id,
            AppraisalDispute.text,
            AppraisalDispute.raised_at,
            AppraisalDispute.state,
            AppraisalDispute.answer,
            AppraisalDispute.answered_at,
        )
        .join(Appraisal, Appraisal.id == AppraisalDispute.appraisal_id)
        .join(Person, Person.id == Appraisal.person_id)
        .where(*conditions)
    )
