"""Reads of disputes."""

from typing import Any

from sqlalchemy import Select, select

from shequ_api.base.people.models import Person
from shequ_api.features.performance_closing.models import PerformanceDispute
from shequ_api.features.performance_inputs.public import PerformanceReview
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def dispute_lines() -> Rows:
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
    )
