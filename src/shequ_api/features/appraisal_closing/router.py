"""Disputes and freezing over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.appraisal_closing import freezing, queries, service
from shequ_api.features.appraisal_closing.models import AppraisalDispute
from shequ_api.features.appraisal_closing.permissions import AppraisalClosingPermission
from shequ_api.features.appraisal_closing.rules import DisputeState
from shequ_api.features.appraisal_closing.schemas import (
    AppraisalDisputeAnswer,
    AppraisalDisputeDraft,
    AppraisalDisputeView,
    AppraisalReopeningDraft,
)
from shequ_api.features.appraisal_closing.showing import dispute_line, dispute_view
from shequ_api.features.appraisals.public import (
    Appraisal,
    AppraisalMonthView,
    TheAppraisal,
    TheMonth,
    month_view,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["appraisal_closing"])
ORDER = [AppraisalDispute.raised_at, AppraisalDispute.id]


async def dispute_in_scope(dispute_id: UUID, actor: AnyActor, session: Session) -> AppraisalDispute:
    """A dispute of a worker inside the actor's scope."""
    dispute = await session.get(AppraisalDispute, dispute_id)
    if dispute is None or not actor.covers(dispute):
        raise Absent
    return dispute


TheDispute = Annotated[AppraisalDispute, Depends(dispute_in_scope)]
Answerer = Annotated[Actor, Depends(may(AppraisalClosingPermission.ANSWER))]
Freezer = Annotated[Actor, Depends(may(AppraisalClosingPermission.FREEZE))]


@router.get("/appraisals/{appraisal_id}/disputes")
async def list_disputes_of_appraisal(
    appraisal: TheAppraisal, session: Session, paging: ThePaging
) -> Page[AppraisalDisputeView]:
    """一份考核的申诉: What was said against an appraisal, and answered, the oldest first."""
    lines = queries.dispute_lines(AppraisalDispute.appraisal_id == appraisal.id)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[dispute_line(row) for row in rows], next_cursor=cursor)


@router.post("/appraisals/{appraisal_id}/disputes", status_code=201)
async def dispute_appraisal(
    draft: AppraisalDisputeDraft,
    appraisal: TheAppraisal,
    actor: AnyActor,
    session: Session,
    now: Now,
) -> AppraisalDisputeView:
    """考核申诉: Say what is wrong with my own month, while it is shown."""
    dispute = await service.raise_dispute(
        session,
        actor,
        appraisal,
        text=draft.text,
        measure=draft.measure,
        subject_id=draft.subject_id,
        now=now,
    )
    return await dispute_view(session, dispute)


@router.get("/appraisal-disputes")
async def list_appraisal_disputes(
    actor: Answerer,
    session: Session,
    paging: ThePaging,
    state: Annotated[DisputeState | None, Query(description="Only those in this state")] = None,
) -> Page[AppraisalDisputeView]:
    """考核申诉列表: Disputes in my scope, the oldest first."""
    lines = queries.dispute_lines(in_scope(actor, AppraisalDispute))
    if state is not None:
        lines = lines.where(AppraisalDispute.state == state)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[dispute_line(row) for row in rows], next_cursor=cursor)


@router.post("/appraisal-disputes/{dispute_id}/answer")
async def answer_appraisal_dispute(
    answer: AppraisalDisputeAnswer,
    dispute: TheDispute,
    actor: Answerer,
    session: Session,
    now: Now,
) -> AppraisalDisputeView:
    """答复考核申诉: By somebody who is neither the worker nor decided about it before; what is
    corrected is worked out at once."""
    appraisal = await session.get_one(Appraisal, dispute.appraisal_id)
    await service.answer(session, actor, dispute, appraisal, answer, now=now)
    return await dispute_view(session, dispute)


@router.post("/appraisal-months/{month_id}/freezing")
async def freeze_appraisal_month(
    month: TheMonth, actor: Freezer, session: Session, now: Now
) -> AppraisalMonthView:
    """考核定稿: Freeze a month once the time for disputes is over and all are answered."""
    await freezing.freeze(session, actor, month, now=now)
    return await month_view(session, month)


@router.post("/appraisal-months/{month_id}/reopening")
async def ask_appraisal_reopening(
    draft: AppraisalReopeningDraft, month: TheMonth, actor: Freezer, session: Session, now: Now
) -> AppraisalMonthView:
    """申请重新打开已定稿的考核: Say why; another person has to agree."""
    await freezing.ask_to_reopen(session, actor, month, reason=draft.reason, now=now)
    return await month_view(session, month)


@router.post("/appraisal-months/{month_id}/reopening/agreement")
async def agree_appraisal_reopening(
    month: TheMonth, actor: Freezer, session: Session, now: Now
) -> AppraisalMonthView:
    """同意重新打开已定稿的考核: The second person's word; it may be disputed anew."""
    await freezing.agree_to_reopen(session, actor, month, now=now)
    return await month_view(session, month)
