"""How a frozen review stands by now: its rows, with all that was adjusted since."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.performance_adjustments.rules import Change, changed, exchanged
from shequ_api.features.performance_inputs.public import (
    PerformanceAdjustment,
    PerformanceMonth,
    PerformanceReview,
    live,
)
from shequ_api.features.performance_reviews.public import kind_of_row, kinds_of_review, row_lines
from shequ_api.features.performance_schemes.public import (
    Effect,
    Indicator,
    Kind,
    MeasureSource,
    PerformanceScheme,
)

Row = tuple[MeasureSource, UUID, datetime]
"""Which row of a review: its source, its subject, and when it happened."""


@dataclass(slots=True)
class Standing:
    """A frozen review with what became known of single rows since."""

    indicators: list[Indicator]
    frozen: list[Kind]
    """All rows, as they were frozen."""
    rows: dict[Row, Kind]
    """Of those that matter here, what was frozen."""
    changes: dict[Row, list[Change]]

    def of(self, row: Row) -> Kind:
        """What a row counts as by now."""
        return changed(self.rows[row], self.changes[row])

    def kinds(self) -> list[Kind]:
        """All rows, as they count by now."""
        known = self.changes.items()
        pairs = [(self.rows[row], changed(self.rows[row], each)) for row, each in known if each]
        return exchanged(self.frozen, pairs)


async def standing_of(
    session: AsyncSession, month: PerformanceMonth, review: PerformanceReview, also: set[Row]
) -> Standing:
    """How a review stands; `also` names rows of which nothing was known until now. One that the
    review does not have is left out. The month is locked."""
    scheme = await session.get_one(PerformanceScheme, month.scheme_id)
    changes: dict[Row, list[Change]] = defaultdict(list)
    for each in await session.scalars(_holding(review.id)):
        row = (MeasureSource(each.source), each.subject_id, each.happened_at)
        effect = Effect(each.effect) if each.effect else None
        changes[row].append(Change(effect, each.state, each.value))
    return Standing(
        [Indicator.of(one) for one in scheme.indicators],
        await kinds_of_review(session, month, review),
        await _rows(session, review, also | changes.keys()),
        changes,
    )


def _holding(review_id: UUID) -> Any:
    order = (PerformanceAdjustment.decided_at, PerformanceAdjustment.id)
    of_review = PerformanceAdjustment.of_review_id == review_id
    return select(PerformanceAdjustment).where(of_review, live()).order_by(*order)


async def _rows(
    session: AsyncSession, review: PerformanceReview, wanted: set[Row]
) -> dict[Row, Kind]:
    if not wanted:
        return {}
    found = {}
    lines = row_lines(review, [subject_id for _, subject_id, _ in wanted])
    for line in await session.execute(lines):
        source = MeasureSource(line.source)
        row = (source, line.subject_id, line.happened_at)
        if row in wanted:
            found[row] = kind_of_row(line, source)
    return found
