"""Putting months, appraisals and their rows together for a reader."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.appraisal_schemes.public import (
    DAY_TITLES,
    MEASURES,
    OUTCOME_TITLES,
    REASONS,
    STATE_TITLES,
    DayKind,
    Days,
    Effect,
    Indicator,
    Kind,
    MeasureKey,
    verdict_of,
)
from shequ_api.features.appraisals import queries
from shequ_api.features.appraisals.models import Appraisal, AppraisalMonth
from shequ_api.features.appraisals.rules import MONTH_TITLES, MonthState
from shequ_api.features.appraisals.schemas import (
    AppraisalCorrectionView,
    AppraisalLine,
    AppraisalMonthView,
    AppraisalRow,
    AppraisalView,
    AppraisedIndicator,
    ExcludedRows,
    ServedDays,
    ServedStretch,
)


def month_line(row: Any) -> AppraisalMonthView:
    return AppraisalMonthView(**row, state_title=MONTH_TITLES[MonthState(row["state"])])


async def month_view(session: AsyncSession, month: AppraisalMonth) -> AppraisalMonthView:
    await session.flush()
    found = await session.execute(queries.month_lines(AppraisalMonth.id == month.id))
    return month_line(found.mappings().one())


def line(row: Any) -> AppraisalLine:
    return AppraisalLine(**row, state_title=MONTH_TITLES[MonthState(row["state"])])


async def appraisal_view(session: AsyncSession, appraisal: Appraisal) -> AppraisalView:
    """An appraisal with formula, inputs, exclusions, corrections."""
    await session.flush()
    found = await session.execute(queries.appraisal_lines(Appraisal.id == appraisal.id))
    corrections = await session.execute(queries.correction_lines(appraisal.id))
    result = appraisal.result
    return AppraisalView(
        **line(found.mappings().one()).model_dump(),
        days=_days(result["days"]),
        indicators=[_appraised(told) for told in result["lines"]],
        steps=result["steps"],
        corrections=[AppraisalCorrectionView.model_validate(row) for row in corrections],
    )


def _days(told: Any) -> ServedDays:
    stretches = [
        ServedStretch(
            kind=DayKind(each["kind"]),
            kind_title=DAY_TITLES[DayKind(each["kind"])],
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


def _appraised(told: Any) -> AppraisedIndicator:
    left_out = [
        ExcludedRows(reason=reason, title=REASONS[reason], rows=rows)
        for reason, rows in told["excluded"].items()
    ]
    source = MEASURES[MeasureKey(told["measure"])].source
    return AppraisedIndicator(**(told | {"excluded": left_out, "source": source}))


def indicator_of(appraisal: Appraisal, measure: MeasureKey) -> Indicator | None:
    """The indicator by which an appraisal was worked out; None where it has no such one."""
    for told in appraisal.result["lines"]:
        if told["measure"] == measure:
            return Indicator.of({"when_empty": "share", **told})
    return None


def row_view(row: Any, appraisal: Appraisal, indicator: Indicator) -> AppraisalRow:
    """A row with how it counts, by the same decision as in the tally."""
    source = MEASURES[indicator.measure].source
    effect = Effect(row["effect"]) if row["effect"] else None
    kind = Kind(source, row["state"], row["value"], row["absent"], effect, 1)
    days = Days(appraisal.result["days"]["workdays"], appraisal.result["days"]["served_hundredths"])
    outcome, reason = verdict_of(kind, indicator, days, appraisal.month)
    names = AppraisalRow.model_fields.keys() & row.keys()
    return AppraisalRow(
        **{name: row[name] for name in names},
        state_title=STATE_TITLES[source][row["state"]],
        outcome=outcome,
        outcome_title=OUTCOME_TITLES[outcome],
        reason_title=REASONS[reason] if reason else None,
    )
