"""Reads of months, appraisals and their rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    cast,
    func,
    or_,
    select,
)

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.appraisal_schemes.public import MeasureSource, next_month
from shequ_api.features.appraisals.models import (
    Appraisal,
    AppraisalCorrection,
    AppraisalItem,
    AppraisalMonth,
)
from shequ_api.kit.clock import china_midnight

Rows = Select[*tuple[Any, ...]]


def china_day(instant: Any) -> ColumnElement[date]:
    return cast(func.timezone("Asia/Shanghai", instant), Date)


def span_of(month: date) -> tuple[datetime, datetime]:
    """The instants between which a month lies in China."""
    return china_midnight(month), china_midnight(next_month(month))


def items_of_month(month: AppraisalMonth, source: MeasureSource) -> tuple[ColumnElement[bool], ...]:
    """One source's rows of all workers of a community's month."""
    begin, end = span_of(month.month)
    of_month = select(Appraisal.id).where(Appraisal.month_id == month.id)
    return (
        AppraisalItem.appraisal_id.in_(of_month),
        AppraisalItem.source == source,
        AppraisalItem.happened_at >= begin,
        AppraisalItem.happened_at < end,
    )


def corrected() -> ColumnElement[str | None]:
    """What people made of an item: the latest word that was not taken back."""
    day = china_day(AppraisalItem.happened_at)
    row = AppraisalCorrection.subject_id == AppraisalItem.subject_id
    of_days = and_(
        AppraisalCorrection.subject_id.is_(None),
        AppraisalItem.source != MeasureSource.DWELLING,
        day.between(AppraisalCorrection.first_on, AppraisalCorrection.last_on),
    )
    found: ColumnElement[str | None] = (
        select(AppraisalCorrection.effect)
        .where(AppraisalCorrection.appraisal_id == AppraisalItem.appraisal_id)
        .where(AppraisalCorrection.withdrawn_at.is_(None), or_(row, of_days))
        .order_by(AppraisalCorrection.made_at.desc(), AppraisalCorrection.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return found


def kinds_of(month: AppraisalMonth, *conditions: ColumnElement[bool]) -> Rows:
    """How many rows of each kind each worker of a month has."""
    begin, end = span_of(month.month)
    inner = (
        select(
            AppraisalItem.appraisal_id,
            AppraisalItem.source,
            AppraisalItem.state,
            AppraisalItem.value,
            AppraisalItem.absent,
            corrected().label("effect"),
        )
        .join(Appraisal, Appraisal.id == AppraisalItem.appraisal_id)
        .where(Appraisal.month_id == month.id, *conditions)
        .where(AppraisalItem.happened_at >= begin, AppraisalItem.happened_at < end)
        .subquery()
    )
    return select(*inner.c, func.count().label("rows")).group_by(*inner.c)


def item_lines(appraisal: Appraisal, source: MeasureSource) -> Rows:
    """The rows of a worker's month, with what people read, and what was corrected."""
    begin, end = span_of(appraisal.month)
    return (
        select(
            AppraisalItem.subject_id,
            AppraisalItem.happened_at,
            AppraisalItem.place_id,
            Place.full_name.label("place_name"),
            Grid.name.label("grid_name"),
            AppraisalItem.state,
            AppraisalItem.value,
            AppraisalItem.absent,
            corrected().label("effect"),
        )
        .join(Place, Place.id == AppraisalItem.place_id)
        .outerjoin(Grid, Grid.id == AppraisalItem.grid_id)
        .where(AppraisalItem.appraisal_id == appraisal.id, AppraisalItem.source == source)
        .where(AppraisalItem.happened_at >= begin, AppraisalItem.happened_at < end)
    )


def of_person(person_id: UUID) -> ColumnElement[bool]:
    """Appraisals of somebody, those of accounts that became part of theirs too."""
    theirs = select(Person.id).where(Person.merged_into_id == person_id)
    return or_(Appraisal.person_id == person_id, Appraisal.person_id.in_(theirs))


def appraisal_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Appraisals as lines of a list."""
    return (
        select(
            Appraisal.id,
            Appraisal.month,
            Appraisal.month_id,
            AppraisalMonth.state,
            AppraisalMonth.dispute_until,
            Appraisal.person_id,
            Person.name.label("person_name"),
            Appraisal.community_id,
            Place.name.label("community_name"),
            Appraisal.score_hundredths,
            Appraisal.computed_at,
        )
        .join(AppraisalMonth, AppraisalMonth.id == Appraisal.month_id)
        .join(Person, Person.id == Appraisal.person_id)
        .join(Place, Place.id == Appraisal.community_id)
        .where(*conditions)
    )


def month_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Months of communities, with how many workers each has."""
    workers = select(func.count()).where(Appraisal.month_id == AppraisalMonth.id)
    return (
        select(
            AppraisalMonth.id,
            AppraisalMonth.month,
            AppraisalMonth.state,
            AppraisalMonth.community_id,
            Place.name.label("community_name"),
            AppraisalMonth.scheme_id,
            AppraisalMonth.counted_to,
            AppraisalMonth.dispute_until,
            AppraisalMonth.frozen_at,
            AppraisalMonth.editions,
            workers.scalar_subquery().label("workers"),
        )
        .join(Place, Place.id == AppraisalMonth.community_id)
        .where(*conditions)
    )


def correction_lines(appraisal_id: UUID) -> Rows:
    """What people corrected in an appraisal, in order."""
    return (
        select(AppraisalCorrection.__table__, Person.name.label("made_by_name"))
        .join(Person, Person.id == AppraisalCorrection.made_by_id)
        .where(AppraisalCorrection.appraisal_id == appraisal_id)
        .order_by(AppraisalCorrection.made_at, AppraisalCorrection.id)
    )
