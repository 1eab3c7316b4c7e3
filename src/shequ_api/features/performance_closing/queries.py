"""Reads of disputes."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.people.models import Person
from shequ_api.features.performance_closing.models import PerformanceDispute
from shequ_api.features.performance_inputs.public import PerformanceReview

Rows = Select[*tuple[Any, ...]]


def dispute_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Disputes with whom they are about."""
    return (
        select(
            PerformanceDispute.id,
            PerformanceDispute.review_id,
            PerformanceReview.month,
            PerformanceReview.person_id,
            Person.name.label("person_name"),
            PerformanceDispute.measure,
            PerformanceDispute.subject_id,
            PerformanceDispute.text,
            PerformanceDispute.raised_at,
            PerformanceDispute.state,
            PerformanceDispute.answer,
            PerformanceDispute.answered_at,
        )
        .join(PerformanceReview, PerformanceReview.id == PerformanceDispute.review_id)
        .join(Person, Person.id == PerformanceReview.person_id)
        .where(*conditions)
    )
