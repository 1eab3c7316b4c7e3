"""Adjustments over HTTP."""

from shequ_api.features.performance_adjustments import queries
from shequ_api.features.performance_adjustments.rules import CAUSE_TITLES, Cause
from shequ_api.features.performance_adjustments.schemas import PerformanceAdjustmentView
from shequ_api.features.performance_inputs.public import PerformanceAdjustment
from shequ_api.features.performance_reviews.public import TheReview
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["performance_adjustments"])
ORDER = [PerformanceAdjustment.decided_at, PerformanceAdjustment.id]


@router.get("/performance-reviews/{review_id}/adjustments")
async def list_performance_adjustments(
    review: TheReview, session: Session, paging: ThePaging
) -> Page[PerformanceAdjustmentView]:
    """考核补记: What is added to a month for rows of earlier, frozen ones, and what was decided
    since about its own rows; each with the row, the reason, who decided, and the steps."""
    lines = queries.adjustment_lines(review.id)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    names = PerformanceAdjustmentView.model_fields.keys() - {"cause_title"}
    items = [
        PerformanceAdjustmentView(
            **{name: row[name] for name in names}, cause_title=CAUSE_TITLES[Cause(row["cause"])]
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)
