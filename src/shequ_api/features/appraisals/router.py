"""Months and appraisals over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.appraisal_schemes.public import (
    MEASURES,
    AppraisalScheme,
    AppraisalSchemePermission,
    MeasureKey,
    schemes_over,
)
from shequ_api.features.appraisals import queries
from shequ_api.features.appraisals.loading_router import (
    Corrector,
    OfMonth,
    TheAppraisal,
    TheCorrection,
    TheMonth,
    Viewer,
)
from shequ_api.features.appraisals.models import Appraisal, AppraisalItem, AppraisalMonth
from shequ_api.features.appraisals.schemas import (
    AppraisalCorrectionDraft,
    AppraisalLine,
    AppraisalMonthView,
    AppraisalRow,
    AppraisalTrialLine,
    AppraisalView,
)
from shequ_api.features.appraisals.service import corrections
from shequ_api.features.appraisals.service.scoring import tried
from shequ_api.features.appraisals.showing import (
    appraisal_view,
    indicator_of,
    line,
    month_line,
    row_view,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["appraisals"])
Trier = Annotated[Actor, Depends(may(AppraisalSchemePermission.MANAGE))]
ORDER = [Appraisal.month, Appraisal.id]


@router.get("/appraisal-months")
async def list_appraisal_months(
    actor: Viewer, session: Session, paging: ThePaging, month: OfMonth = None
) -> Page[AppraisalMonthView]:
    """考核月份列表: The months of the communities in my scope, the latest first."""
    lines = queries.month_lines(in_scope(actor, AppraisalMonth))
    if month is not None:
        lines = lines.where(AppraisalMonth.month == month)
    order = [AppraisalMonth.month, AppraisalMonth.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[month_line(row) for row in rows], next_cursor=cursor)


@router.get("/appraisal-months/{month_id}/trial")
async def list_appraisal_trials(
    month: TheMonth,
    actor: Trier,
    session: Session,
    paging: ThePaging,
    scheme_id: Annotated[UUID, Query(description="A scheme of mine, or one above")],
) -> Page[AppraisalTrialLine]:
    """试算考核方案: What a scheme would make of a month, worker by worker; nothing is changed."""
    wanted = select(AppraisalScheme).where(AppraisalScheme.id == scheme_id)
    scheme = await session.scalar(wanted.where(schemes_over(actor)))
    if scheme is None:
        raise Absent
    lines = queries.appraisal_lines(Appraisal.month_id == month.id).add_columns(Appraisal.result)
    rows, cursor = await page_of(session, lines, [Appraisal.id], paging, ascending=True)
    results = {row["id"]: row.pop("result") for row in rows}
    found = await tried(session, month, scheme.indicators, results)
    items = [
        AppraisalTrialLine(
            **line(row).model_dump(),
            trial_hundredths=found[row["id"]][0],
            steps=_steps(found[row["id"]][1]),
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


@router.get("/me/appraisals")
async def list_my_appraisals(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[AppraisalLine]:
    """我的考核: My months, the latest first, also after I left."""
    lines = queries.appraisal_lines(queries.of_person(actor.person_id))
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/appraisals")
async def list_appraisals(
    actor: Viewer, session: Session, paging: ThePaging, month: OfMonth = None
) -> Page[AppraisalLine]:
    """考核列表: The workers' months in my scope, the latest first."""
    lines = queries.appraisal_lines(in_scope(actor, Appraisal))
    if month is not None:
        lines = lines.where(Appraisal.month == month)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/appraisals/{appraisal_id}")
async def get_appraisal(appraisal: TheAppraisal, session: Session) -> AppraisalView:
    """查看考核: The formula with its inputs, step by step; what was left out and why; what was
    corrected and disputed."""
    return await appraisal_view(session, appraisal)


@router.get("/appraisals/{appraisal_id}/rows")
async def list_appraisal_rows(
    appraisal: TheAppraisal,
    session: Session,
    paging: ThePaging,
    measure: Annotated[MeasureKey, Query(description="The indicator")],
) -> Page[AppraisalRow]:
    """考核明细: The rows that an indicator counts or leaves out, each with how it counts. Of a
    frozen month, as they were then."""
    indicator = indicator_of(appraisal, measure)
    if indicator is None:
        return Page(items=[], next_cursor=None)
    lines = queries.item_lines(appraisal, MEASURES[measure].source)
    order = [AppraisalItem.happened_at, AppraisalItem.subject_id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    items = [row_view(row, appraisal, indicator) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/appraisals/{appraisal_id}/corrections", status_code=201)
async def correct_appraisal(
    draft: AppraisalCorrectionDraft,
    appraisal: TheAppraisal,
    actor: Corrector,
    session: Session,
    now: Now,
) -> AppraisalView:
    """更正考核: Leave out days or a row of somebody else's month, or let a row count; say why."""
    await corrections.correct(session, actor, appraisal, draft, now=now)
    return await appraisal_view(session, appraisal)


@router.post("/appraisals/{appraisal_id}/corrections/{correction_id}/withdrawal")
async def withdraw_appraisal_correction(
    appraisal: TheAppraisal,
    correction: TheCorrection,
    actor: Corrector,
    session: Session,
    now: Now,
) -> AppraisalView:
    """撤回更正: It was a mistake; that it was made stays to be read."""
    await corrections.withdraw(session, actor, appraisal, correction, now=now)
    return await appraisal_view(session, appraisal)


def _steps(result: dict[str, list[dict[str, list[str]]]]) -> list[str]:
    """All steps, indicator after indicator."""
    told = [f"{each['title']}：{step}" for each in result["lines"] for step in each["steps"]]
    return [*told, *(str(step) for step in result["steps"])]
