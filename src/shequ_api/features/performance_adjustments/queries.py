"""Reads of adjustments."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.features.performance_inputs.public import PerformanceAdjustment, PerformanceReview

Rows = Select[*tuple[Any, ...]]


def adjustment_lines(review_id: UUID) -> Rows:
    """What stands in a review for earlier months, and what stands elsewhere for its own rows."""
    frozen, later = aliased(PerformanceReview), aliased(PerformanceReview)
    entry = PerformanceAdjustment
    return (
        select(
            entry.__table__,
            frozen.month.label("of_month"),
            later.month.label("month"),
            Person.name.label("decided_by_name"),
        )
        .join(frozen, frozen.id == entry.of_review_id)
        .outerjoin(later, later.id == entry.review_id)
        .outerjoin(Person, Person.id == entry.decided_by_id)
        .where(or_(entry.review_id == review_id, entry.of_review_id == review_id))
    )
