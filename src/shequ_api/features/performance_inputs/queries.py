"""What the rows of a month are found by."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.features.performance_inputs.models import (
    PerformanceAdjustment,
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_schemes.public import MeasureSource, next_month
from shequ_api.kit.clock import china_midnight


def china_day(instant: Any) -> ColumnElement[date]:
    return cast(func.timezone("Asia/Shanghai", instant), Date)


def span_of(month: date) -> tuple[datetime, datetime]:
    """The instants between which a month lies in China."""
    return china_midnight(month), china_midnight(next_month(month))


def items_of_month(
    month: PerformanceMonth, source: MeasureSource
) -> tuple[ColumnElement[bool], ...]:
    """One source's rows of all workers of a community's month."""
    begin, end = span_of(month.month)
    of_month = select(PerformanceReview.id).where(PerformanceReview.month_id == month.id)
    return (
        PerformanceItem.review_id.in_(of_month),
        PerformanceItem.source == source,
        PerformanceItem.happened_at >= begin,
        PerformanceItem.happened_at < end,
    )


def of_person(person_id: UUID) -> ColumnElement[bool]:
    """Performance reviews of somebody, those of accounts that became part of theirs too."""
    theirs = select(Person.id).where(Person.merged_into_id == person_id)
    return or_(PerformanceReview.person_id == person_id, PerformanceReview.person_id.in_(theirs))


def live(adjustment: Any = PerformanceAdjustment) -> ColumnElement[bool]:
    """Adjustments that hold: none of those that another reversed, nor the one that did."""
    other = aliased(PerformanceAdjustment)
    reversed_by = select(other.id).where(other.reverses_id == adjustment.id)
    return and_(adjustment.reverses_id.is_(None), ~reversed_by.exists())


def standing_state() -> ColumnElement[str]:
    """What an item is by its source: as it was counted, or as was found since it was frozen."""
    later, item = aliased(PerformanceAdjustment), PerformanceItem
    same = (later.of_review_id == item.review_id, later.source == item.source)
    same_row = (later.subject_id == item.subject_id, later.happened_at == item.happened_at)
    found = (
        select(later.state)
        .where(*same, *same_row, later.state.is_not(None), live(later))
        .order_by(later.decided_at.desc(), later.id.desc())
        .limit(1)
        .correlate(PerformanceItem)
        .scalar_subquery()
    )
    stands: ColumnElement[str] = func.coalesce(found, item.state)
    return stands


def adjusted() -> ColumnElement[int]:
    """What is added to, or taken from, a review for rows of earlier months."""
    entry = PerformanceAdjustment
    found: ColumnElement[int] = func.coalesce(
        select(func.sum(entry.points_hundredths))
        .where(entry.review_id == PerformanceReview.id)
        .correlate(PerformanceReview)
        .scalar_subquery(),
        0,
    )
    return found
