"""Reads of months, reviews and their rows."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    or_,
    select,
)

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.performance_inputs.public import (
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
    adjusted,
    china_day,
    span_of,
)
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_schemes.public import MeasureSource
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def corrected() -> ColumnElement[str | None]:
    """What people made of an item: the latest word that was not taken back."""
    day = china_day(PerformanceItem.happened_at)
    row = PerformanceCorrection.subject_id == PerformanceItem.subject_id
    of_days = and_(
        PerformanceCorrection.subject_id.is_(None),
        PerformanceItem.source != MeasureSource.DWELLING,
        day.between(PerformanceCorrection.first_on, PerformanceCorrection.last_on),
    )
    found: ColumnElement[str | None] = (
        select(PerformanceCorrection.effect)
        .where(PerformanceCorrection.review_id == PerformanceItem.review_id)
        .where(PerformanceCorrection.withdrawn_at.is_(None), or_(row, of_days))
        .order_by(PerformanceCorrection.made_at.desc(), PerformanceCorrection.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return found


def kinds_of(month: PerformanceMonth, *conditions: ColumnElement[bool]) -> Rows:
    """How many rows of each kind each worker of a month has."""
    begin, end = span_of(month.month)
    inner = (
        select(
            PerformanceItem.review_id,
            PerformanceItem.source,
            PerformanceItem.state,
            PerformanceItem.value,
            PerformanceItem.absent,
            PerformanceItem.covering,
            corrected().label("effect"),
        )
        .join(PerformanceReview, PerformanceReview.id == PerformanceItem.review_id)
        .where(PerformanceReview.month_id == month.id, *conditions)
        .where(PerformanceItem.happened_at >= begin, PerformanceItem.happened_at < end)
        .subquery()
    )
    return select(*inner.c, func.count().label("rows")).group_by(*inner.c)


def item_lines(review: PerformanceReview, source: MeasureSource) -> Rows:
    """The rows of a worker's month, with what people read, and what was corrected."""
    return _lines(review).where(PerformanceItem.source == source)


def row_lines(review: PerformanceReview, subject_ids: Collection[UUID]) -> Rows:
    """The same of some rows, by their subjects."""
    return _lines(review).where(PerformanceItem.subject_id.in_(subject_ids))


def _lines(review: PerformanceReview) -> Rows:
    begin, end = span_of(review.month)
    return (
        select(
            PerformanceItem.source,
            PerformanceItem.subject_id,
            PerformanceItem.happened_at,
            PerformanceItem.place_id,
            Place.full_name.label("place_name"),
            Grid.name.label("grid_name"),
            PerformanceItem.state,
            PerformanceItem.value,
            PerformanceItem.absent,
            PerformanceItem.covering,
            corrected().label("effect"),
        )
        .join(Place, Place.id == PerformanceItem.place_id)
        .outerjoin(Grid, Grid.id == PerformanceItem.grid_id)
        .where(PerformanceItem.review_id == review.id)
        .where(PerformanceItem.happened_at >= begin, PerformanceItem.happened_at < end)
    )


@built_once
def review_lines() -> Rows:
    """Performance reviews as lines of a list."""
    return (
        select(
            PerformanceReview.id,
            PerformanceReview.month,
            PerformanceReview.month_id,
            PerformanceMonth.state,
            PerformanceMonth.dispute_until,
            PerformanceReview.person_id,
            Person.name.label("person_name"),
            PerformanceReview.community_id,
            Place.name.label("community_name"),
            PerformanceReview.score_hundredths,
            adjusted().label("adjusted_hundredths"),
            PerformanceReview.computed_at,
        )
        .join(PerformanceMonth, PerformanceMonth.id == PerformanceReview.month_id)
        .join(Person, Person.id == PerformanceReview.person_id)
        .join(Place, Place.id == PerformanceReview.community_id)
    )


@built_once
def month_lines() -> Rows:
    """Months of communities, with how many workers each has."""
    workers = select(func.count()).where(PerformanceReview.month_id == PerformanceMonth.id)
    return select(
        PerformanceMonth.id,
        PerformanceMonth.month,
        PerformanceMonth.state,
        PerformanceMonth.community_id,
        Place.name.label("community_name"),
        PerformanceMonth.scheme_id,
        PerformanceMonth.counted_to,
        PerformanceMonth.dispute_until,
        PerformanceMonth.frozen_at,
        PerformanceMonth.editions,
        workers.scalar_subquery().label("workers"),
    ).join(Place, Place.id == PerformanceMonth.community_id)


def correction_lines(review_id: UUID) -> Rows:
    """What people corrected in a review, in order."""
    return (
        select(PerformanceCorrection.__table__, Person.name.label("made_by_name"))
        .join(Person, Person.id == PerformanceCorrection.made_by_id)
        .where(PerformanceCorrection.review_id == review_id)
        .order_by(PerformanceCorrection.made_at, PerformanceCorrection.id)
    )
