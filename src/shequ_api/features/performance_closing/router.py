"""Disputes and freezing over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.performance_closing import freezing, queries, service
from shequ_api.features.performance_closing.models import PerformanceDispute
from shequ_api.features.performance_closing.permissions import PerformanceClosingPermission
from shequ_api.features.performance_closing.rules import DisputeState
from shequ_api.features.performance_closing.schemas import (
    PerformanceDisputeAnswer,
    PerformanceDisputeDraft,
    PerformanceDisputeView,
    PerformanceReopeningDraft,
)
from shequ_api.features.performance_closing.showing import dispute_line, dispute_view
from shequ_api.features.performance_inputs.public import PerformanceReview, of_person
from shequ_api.features.performance_reviews.public import (
    PerformanceMonthView,
    TheMonth,
    TheReview,
    month_view,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["performance_closing"])
ORDER = [PerformanceDispute.raised_at, PerformanceDispute.id]


async def dispute_in_scope(
    dispute_id: UUID, actor: AnyActor, session: Session
) -> PerformanceDispute:
    """A dispute of a worker inside the actor's scope."""
    dispute = await session.get(PerformanceDispute, dispute_id)
    if dispute is None or not actor.covers(dispute):
        raise Absent
    return dispute


async def dispute_in_view(
    dispute_id: UUID, actor: AnyActor, session: Session
) -> PerformanceDispute:
    """A dispute about one's own review, or in scope."""
    theirs = select(PerformanceReview.id).where(of_person(actor.person_id))
    own = PerformanceDispute.review_id.in_(theirs)
    seen = in_view(actor, PerformanceDispute, PerformanceClosingPermission.ANSWER, own)
    wanted = select(PerformanceDispute).where(PerformanceDispute.id == dispute_id, seen)
    dispute = await session.scalar(wanted)
    if dispute is None:
        raise Absent
    return dispute


DisputeInView = Annotated[PerformanceDispute, Depends(dispute_in_view)]
TheDispute = Annotated[PerformanceDispute, Depends(dispute_in_scope)]
Answerer = Annotated[Actor, Depends(may(PerformanceClosingPermission.ANSWER))]
Freezer = Annotated[Actor, Depends(may(PerformanceClosingPermission.FREEZE))]


@router.get("/performance-reviews/{review_id}/disputes")
async def list_disputes_of_performance_review(
    review: TheReview,
    session: Session,
    paging: ThePaging,
    subject_id: Annotated[UUID | None, Query(description="Only those about this row")] = None,
) -> Page[PerformanceDisputeView]:
    """一份考核的申诉: What was said against a review, and answered, the oldest first."""
    lines = queries.dispute_lines(PerformanceDispute.review_id == review.id)
    if subject_id is not None:
        lines = lines.where(PerformanceDispute.subject_id == subject_id)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[dispute_line(row) for row in rows], next_cursor=cursor)


@router.post("/performance-reviews/{review_id}/disputes", status_code=201)
async def dispute_performance_review(
    draft: PerformanceDisputeDraft,
    review: TheReview,
    actor: AnyActor,
    session: Session,
    now: Now,
) -> PerformanceDisputeView:
    """考核申诉: Say what is wrong with my own month, while it is shown; of single rows also for
    90 days more. Of a frozen month what is upheld then is added to the next open one."""
    dispute = await service.raise_dispute(
        session,
        actor,
        review,
        text=draft.text,
        measure=draft.measure,
        subject_id=draft.subject_id,
        now=now,
    )
    return await dispute_view(session, dispute)


@router.get("/performance-disputes")
async def list_performance_disputes(
    actor: Answerer,
    session: Session,
    paging: ThePaging,
    state: Annotated[DisputeState | None, Query(description="Only those in this state")] = None,
) -> Page[PerformanceDisputeView]:
    """考核申诉列表: Disputes in my scope, the oldest first."""
    lines = queries.dispute_lines(in_scope(actor, PerformanceDispute))
    if state is not None:
        lines = lines.where(PerformanceDispute.state == state)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[dispute_line(row) for row in rows], next_cursor=cursor)


@router.get("/performance-disputes/{dispute_id}")
async def get_performance_dispute(
    dispute: DisputeInView, session: Session
) -> PerformanceDisputeView:
    """查看考核申诉: What was said, and what was answered: one's own, or one in scope."""
    return await dispute_view(session, dispute)


@router.post("/performance-disputes/{dispute_id}/answer")
async def answer_performance_dispute(
    answer: PerformanceDisputeAnswer,
    dispute: TheDispute,
    actor: Answerer,
    session: Session,
    now: Now,
) -> PerformanceDisputeView:
    """答复考核申诉: By somebody who is neither the worker nor decided about it before; what is
    corrected is worked out at once."""
    review = await session.get_one(PerformanceReview, dispute.review_id)
    await service.answer(session, actor, dispute, review, answer, now=now)
    return await dispute_view(session, dispute)


@router.post("/performance-months/{month_id}/freezing")
async def freeze_performance_month(
    month: TheMonth, actor: Freezer, session: Session, now: Now
) -> PerformanceMonthView:
    """考核定稿: Freeze a month once the time for disputes is over and all are answered."""
    await freezing.freeze(session, actor, month, now=now)
    return await month_view(session, month)


@router.post("/performance-months/{month_id}/reopening")
async def ask_performance_reopening(
    draft: PerformanceReopeningDraft, month: TheMonth, actor: Freezer, session: Session, now: Now
) -> PerformanceMonthView:
    """申请重新打开已定稿的考核: Say why; another person has to agree."""
    await freezing.ask_to_reopen(session, actor, month, reason=draft.reason, now=now)
    return await month_view(session, month)


@router.post("/performance-months/{month_id}/reopening/agreement")
async def agree_performance_reopening(
    month: TheMonth, actor: Freezer, session: Session, now: Now
) -> PerformanceMonthView:
    """同意重新打开已定稿的考核: The second person's word; it may be disputed anew."""
    await freezing.agree_to_reopen(session, actor, month, now=now)
    return await month_view(session, month)
