"""Putting months, reviews and their rows together for a reader."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.performance_inputs.public import (
    LATE_FOR,
    MONTH_TITLES,
    MonthState,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_reviews import queries
from shequ_api.features.performance_reviews.schemas import (
    ExcludedRows,
    PerformanceCorrectionView,
    PerformanceIndicator,
    PerformanceMonthView,
    PerformanceReviewLine,
    PerformanceReviewView,
    PerformanceRow,
    ServedDays,
    ServedStretch,
)
from shequ_api.features.performance_schemes.public import (
    DAY_TITLES,
    MEASURES,
    OUTCOME_TITLES,
    REASONS,
    STATE_TITLES,
    Days,
    Effect,
    Indicator,
    Kind,
    MeasureKey,
    MeasureSource,
    ReviewDayKind,
    verdict_of,
)


def month_line(row: Any) -> PerformanceMonthView:
    return PerformanceMonthView(**row, state_title=MONTH_TITLES[MonthState(row["state"])])


async def month_view(session: AsyncSession, month: PerformanceMonth) -> PerformanceMonthView:
    await session.flush()
    found = await session.execute(queries.month_lines(PerformanceMonth.id == month.id))
    return month_line(found.mappings().one())


def line(row: Any) -> PerformanceReviewLine:
    score, adjusted = row["score_hundredths"], row["adjusted_hundredths"]
    return PerformanceReviewLine(
        **row,
        state_title=MONTH_TITLES[MonthState(row["state"])],
        total_hundredths=(score or 0) + adjusted if adjusted else score,
    )


async def review_view(session: AsyncSession, review: PerformanceReview) -> PerformanceReviewView:
    """A performance review with formula, inputs, exclusions, corrections."""
    await session.flush()
    found = await session.execute(queries.review_lines(PerformanceReview.id == review.id))
    corrections = await session.execute(queries.correction_lines(review.id))
    told, result = found.mappings().one(), review.result
    return PerformanceReviewView(
        **line(told).model_dump(),
        days=_days(result["days"]),
        indicators=[_reviewed(told) for told in result["lines"]],
        steps=result["steps"],
        corrections=[PerformanceCorrectionView.model_validate(row) for row in corrections],
        late_dispute_until=told["dispute_until"] and told["dispute_until"] + LATE_FOR,
    )


def _days(told: Any) -> ServedDays:
    stretches = [
        ServedStretch(
            kind=ReviewDayKind(each["kind"]),
            kind_title=DAY_TITLES[ReviewDayKind(each["kind"])],
            first_on=date.fromisoformat(each["from"]),
            last_on=date.fromisoformat(each["to"]),
        )
        for each in told["stretches"]
    ]
    return ServedDays(
        workdays=told["workdays"],
        served_hundredths=told["served_hundredths"],
        stretches=stretches,
    )


def _reviewed(told: Any) -> PerformanceIndicator:
    left_out = [
        ExcludedRows(reason=reason, title=REASONS[reason], rows=rows)
        for reason, rows in told["excluded"].items()
    ]
    source = MEASURES[MeasureKey(told["measure"])].source
    return PerformanceIndicator(**(told | {"excluded": left_out, "source": source}))


def indicator_of(review: PerformanceReview, measure: MeasureKey) -> Indicator | None:
    """The indicator by which a review was worked out; None where it has no such one."""
    for told in review.result["lines"]:
        if told["measure"] == measure:
            return Indicator.of({"when_empty": "share", **told})
    return None


def row_view(row: Any, review: PerformanceReview, indicator: Indicator) -> PerformanceRow:
    """A row with how it counts, by the same decision as in the tally."""
    source = MEASURES[indicator.measure].source
    effect = Effect(row["effect"]) if row["effect"] else None
    known = (row["state"], row["value"], row["absent"], row["covering"])
    kind = Kind(source, *known, effect, 1)
    days = Days(review.result["days"]["workdays"], review.result["days"]["served_hundredths"])
    outcome, reason = verdict_of(kind, indicator, days, review.month)
    names = PerformanceRow.model_fields.keys() & row.keys() - {"value"}
    # For how long a fact may be believed would tell what kind it is, of what kind of people.
    secret = source == MeasureSource.REGISTER_FACT
    return PerformanceRow(
        **{name: row[name] for name in names},
        value=None if secret else row["value"],
        state_title=STATE_TITLES[source][row["state"]],
        outcome=outcome,
        outcome_title=OUTCOME_TITLES[outcome],
        reason_title=REASONS[reason] if reason else None,
    )
