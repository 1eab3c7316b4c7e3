"""Months and reviews over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.performance_inputs.public import (
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
    of_person,
)
from shequ_api.features.performance_reviews import queries
from shequ_api.features.performance_reviews.correction_schemas import (
    PerformanceCorrectionDraft,
    PerformanceDaysDraft,
)
from shequ_api.features.performance_reviews.loading_router import (
    Corrector,
    OfMonth,
    TheCorrection,
    TheMonth,
    TheReview,
    Viewer,
)
from shequ_api.features.performance_reviews.schemas import (
    PerformanceMonthView,
    PerformanceReviewLine,
    PerformanceReviewView,
    PerformanceRow,
    PerformanceTrialLine,
)
from shequ_api.features.performance_reviews.service import corrections
from shequ_api.features.performance_reviews.service.scoring import tried
from shequ_api.features.performance_reviews.showing import (
    indicator_of,
    line,
    month_line,
    month_view,
    review_view,
    row_view,
)
from shequ_api.features.performance_schemes.public import (
    MEASURES,
    MeasureKey,
    PerformanceScheme,
    PerformanceSchemePermission,
    schemes_over,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["performance_reviews"])
Trier = Annotated[Actor, Depends(may(PerformanceSchemePermission.MANAGE))]
ORDER = [PerformanceReview.month, PerformanceReview.id]


@router.get("/performance-months")
async def list_performance_months(
    actor: Viewer, session: Session, paging: ThePaging, month: OfMonth = None
) -> Page[PerformanceMonthView]:
    """考核月份列表: The months of the communities in my scope, the latest first."""
    lines = queries.month_lines(in_scope(actor, PerformanceMonth))
    if month is not None:
        lines = lines.where(PerformanceMonth.month == month)
    order = [PerformanceMonth.month, PerformanceMonth.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[month_line(row) for row in rows], next_cursor=cursor)


@router.get("/performance-months/{month_id}/trial")
async def list_performance_trials(
    month: TheMonth,
    actor: Trier,
    session: Session,
    paging: ThePaging,
    scheme_id: Annotated[UUID, Query(description="A scheme of mine, or one above")],
) -> Page[PerformanceTrialLine]:
    """试算考核方案: What a scheme would make of a month, worker by worker; nothing is changed."""
    wanted = select(PerformanceScheme).where(PerformanceScheme.id == scheme_id)
    scheme = await session.scalar(wanted.where(schemes_over(actor)))
    if scheme is None:
        raise Absent
    lines = queries.review_lines(PerformanceReview.month_id == month.id).add_columns(
        PerformanceReview.result
    )
    rows, cursor = await page_of(session, lines, [PerformanceReview.id], paging, ascending=True)
    results = {row["id"]: row.pop("result") for row in rows}
    found = await tried(session, month, scheme.indicators, results)
    items = [
        PerformanceTrialLine(
            **line(row).model_dump(),
            trial_hundredths=found[row["id"]][0],
            steps=_steps(found[row["id"]][1]),
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


@router.get("/me/performance-reviews")
async def list_my_performance_reviews(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[PerformanceReviewLine]:
    """我的考核: My months, the latest first, also after I left."""
    lines = queries.review_lines(of_person(actor.person_id))
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/performance-reviews")
async def list_performance_reviews(
    actor: Viewer, session: Session, paging: ThePaging, month: OfMonth = None
) -> Page[PerformanceReviewLine]:
    """考核列表: The workers' months in my scope, the latest first."""
    lines = queries.review_lines(in_scope(actor, PerformanceReview))
    if month is not None:
        lines = lines.where(PerformanceReview.month == month)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/performance-reviews/{review_id}")
async def get_performance_review(review: TheReview, session: Session) -> PerformanceReviewView:
    """查看考核: The formula with its inputs, step by step; what was left out and why; what was
    corrected and disputed."""
    return await review_view(session, review)


@router.get("/performance-reviews/{review_id}/rows")
async def list_performance_rows(
    review: TheReview,
    session: Session,
    paging: ThePaging,
    measure: Annotated[MeasureKey, Query(description="The indicator")],
) -> Page[PerformanceRow]:
    """考核明细: The rows that an indicator counts or leaves out, each with how it counts. Of a
    frozen month, as they were then."""
    indicator = indicator_of(review, measure)
    if indicator is None:
        return Page(items=[], next_cursor=None)
    lines = queries.item_lines(review, MEASURES[measure].source)
    order = [PerformanceItem.happened_at, PerformanceItem.subject_id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    items = [row_view(row, review, indicator) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/performance-reviews/{review_id}/corrections", status_code=201)
async def correct_performance_review(
    draft: PerformanceCorrectionDraft,
    review: TheReview,
    actor: Corrector,
    session: Session,
    now: Now,
) -> PerformanceReviewView:
    """更正考核: Leave out days or a row of somebody else's month, or let a row count; say why."""
    await corrections.correct(session, actor, review, draft, now=now)
    return await review_view(session, review)


@router.post("/performance-months/{month_id}/corrections", status_code=201)
async def correct_performance_month(
    draft: PerformanceDaysDraft, month: TheMonth, actor: Corrector, session: Session, now: Now
) -> PerformanceMonthView:
    """全员不计入日期: Leave days out of everybody's month, when nobody could work; say why."""
    await corrections.leave_out(session, actor, month, draft, now=now)
    return await month_view(session, month)


@router.post("/performance-reviews/{review_id}/corrections/{correction_id}/withdrawal")
async def withdraw_performance_correction(
    review: TheReview,
    correction: TheCorrection,
    actor: Corrector,
    session: Session,
    now: Now,
) -> PerformanceReviewView:
    """撤回更正: It was a mistake; that it was made stays to be read."""
    await corrections.withdraw(session, actor, review, correction, now=now)
    return await review_view(session, review)


def _steps(result: dict[str, list[dict[str, list[str]]]]) -> list[str]:
    """All steps, indicator after indicator."""
    told = [f"{each['title']}：{step}" for each in result["lines"] for step in each["steps"]]
    return [*told, *(str(step) for step in result["steps"])]
