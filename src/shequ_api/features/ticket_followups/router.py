"""Return visits and quality checks over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.phones import PhoneBook
from shequ_api.features.ticket_followups import queries, sampling, visits
from shequ_api.features.ticket_followups.contacts import contact_of
from shequ_api.features.ticket_followups.models import QualityCheck, QualitySample, ReturnVisit
from shequ_api.features.ticket_followups.permissions import FollowupPermission
from shequ_api.features.ticket_followups.rules import (
    OUTCOME_TITLES,
    STATE_TITLES,
    ReturnVisitOutcome,
    ReturnVisitState,
)
from shequ_api.features.ticket_followups.schemas import (
    QualityCheckView,
    QualityResult,
    QualitySampleDraft,
    QualitySampleLine,
    QualitySampleView,
    ReturnVisitAttempt,
    ReturnVisitContact,
    ReturnVisitContactReason,
    ReturnVisitResult,
    ReturnVisitView,
)
from shequ_api.features.ticket_ratings.public import RELATION_TITLES, Stake
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.masking import mask_name
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
VisitReader = Annotated[Actor, Depends(may(FollowupPermission.VIEW_VISITS))]
Caller = Annotated[Actor, Depends(may(FollowupPermission.MAKE_VISITS))]
ThePhones = Annotated[PhoneBook, Depends(part(PhoneBook))]
SampleReader = Annotated[Actor, Depends(may(FollowupPermission.VIEW_SAMPLES))]
Drawer = Annotated[Actor, Depends(may(FollowupPermission.DRAW_SAMPLES))]
Checker = Annotated[Actor, Depends(may(FollowupPermission.MAKE_CHECKS))]


async def visit_in_view(visit_id: UUID, actor: AnyActor, session: Session) -> ReturnVisit:
    """A return visit in the actor's scope."""
    found = (ReturnVisit.id == visit_id, queries.visits_in_view(actor))
    visit = await session.scalar(select(ReturnVisit).where(*found))
    if visit is None:
        raise Absent
    return visit


async def sample_in_view(sample_id: UUID, actor: AnyActor, session: Session) -> QualitySample:
    """A quality sample in the actor's scope."""
    found = (QualitySample.id == sample_id, queries.samples_in_view(actor))
    sample = await session.scalar(select(QualitySample).where(*found))
    if sample is None:
        raise Absent
    return sample


TheVisit = Annotated[ReturnVisit, Depends(visit_in_view)]
TheSample = Annotated[QualitySample, Depends(sample_in_view)]


async def check_in_view(ticket_id: UUID, sample: TheSample, session: Session) -> QualityCheck:
    """One ticket of a sample."""
    found = await session.get(QualityCheck, (sample.id, ticket_id))
    if found is None:
        raise Absent
    return found


TheCheck = Annotated[QualityCheck, Depends(check_in_view)]


def _visit(row: Any, now: datetime) -> ReturnVisitView:
    outcome = row["outcome"]
    return ReturnVisitView(
        **row | {"rater_name": mask_name(name) if (name := row["rater_name"]) else None},
        state_title=STATE_TITLES[ReturnVisitState(row["state"])],
        outcome_title=OUTCOME_TITLES[ReturnVisitOutcome(outcome)] if outcome else None,
        relation_title=RELATION_TITLES[Stake(row["relation"])],
        overdue=row["done_at"] is None and row["due_at"] <= now,
    )


async def _shown(session: Session, visit: ReturnVisit, now: datetime) -> ReturnVisitView:
    await session.flush()
    found = await session.execute(queries.visit_lines(ReturnVisit.id == visit.id))
    return _visit(dict(found.mappings().one()), now)


@router.get("/return-visits")
async def list_return_visits(
    actor: VisitReader,
    session: Session,
    paging: ThePaging,
    now: Now,
    waiting: Annotated[bool, Query(description="Only those that wait, the next due first")] = False,
) -> Page[ReturnVisitView]:
    """回访列表: Calls on those who were not content in my scope, the latest due first; those that
    wait, the next due first."""
    lines = queries.visit_lines(in_scope(actor, ReturnVisit))
    if waiting:
        lines = lines.where(ReturnVisit.done_at.is_(None))
    order = [ReturnVisit.due_at, ReturnVisit.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=waiting)
    return Page(items=[_visit(row, now) for row in rows], next_cursor=cursor)


@router.get("/return-visits/{visit_id}")
async def get_return_visit(
    visit: TheVisit, _: AnyActor, session: Session, now: Now
) -> ReturnVisitView:
    """查看回访: One of them."""
    return await _shown(session, visit, now)


@router.post("/return-visits/{visit_id}/contacts")
@unkeyed
async def reveal_visit_contact(
    why: ReturnVisitContactReason,
    visit: TheVisit,
    actor: Caller,
    session: Session,
    phones: ThePhones,
    now: Now,
) -> ReturnVisitContact:
    """查看回访对象联系方式: Whom to call, by name and number, while it waits; the look is logged,
    and they may read it."""
    return await contact_of(session, actor, visit, phones, reason=why.reason, now=now)


@router.post("/return-visits/{visit_id}/attempts")
async def note_visit_attempt(
    tried: ReturnVisitAttempt, visit: TheVisit, actor: Caller, session: Session, now: Now
) -> ReturnVisitView:
    """登记未联系上: They were not reached; it stays to be done."""
    await visits.attempt(session, actor, visit, note=tried.note, now=now)
    return await _shown(session, visit, now)


@router.post("/return-visits/{visit_id}/outcome")
async def finish_return_visit(
    result: ReturnVisitResult, visit: TheVisit, actor: Caller, session: Session, now: Now
) -> ReturnVisitView:
    """登记回访结果: What came of it, by somebody who did not handle the ticket; it may be handled
    again by that."""
    await visits.finish(
        session,
        actor,
        visit,
        outcome=result.outcome,
        note=result.note,
        reopens=result.reopen,
        now=now,
    )
    return await _shown(session, visit, now)


@router.get("/quality-samples")
async def list_quality_samples(
    actor: SampleReader, session: Session, paging: ThePaging
) -> Page[QualitySampleLine]:
    """抽检列表: The samples of communities in my scope, the latest month first."""
    lines = queries.sample_lines(in_scope(actor, QualitySample))
    order = [QualitySample.month, QualitySample.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[QualitySampleLine(**row) for row in rows], next_cursor=cursor)


@router.post("/quality-samples", status_code=201)
async def draw_quality_sample(
    draft: QualitySampleDraft, actor: Drawer, session: Session, now: Now
) -> QualitySampleView:
    """抽取抽检样本: Draw some of the tickets that a community settled in a month, by a seed that is
    kept; once."""
    community = await sampling.community_in_scope(session, actor, draft.community_id)
    sample = await sampling.draw(session, actor, community, draft.first_day, now=now)
    return await _sample(session, sample)


@router.get("/quality-samples/{sample_id}")
async def get_quality_sample(sample: TheSample, _: AnyActor, session: Session) -> QualitySampleView:
    """查看抽检样本: One sample with its tickets and what came of looking at them."""
    return await _sample(session, sample)


@router.put("/quality-samples/{sample_id}/checks/{ticket_id}")
async def check_ticket_quality(
    result: QualityResult,
    sample: TheSample,
    found: TheCheck,
    actor: Checker,
    session: Session,
    now: Now,
) -> QualitySampleView:
    """登记抽检结果: Passed or not, by somebody who did not handle it. What fails is
    handled again."""
    await sampling.check(session, actor, found, passed=result.passed, note=result.note, now=now)
    return await _sample(session, sample)


async def _sample(session: Session, sample: QualitySample) -> QualitySampleView:
    await session.flush()
    lines = await session.execute(queries.sample_lines(QualitySample.id == sample.id))
    ordered = queries.check_lines(sample.id).order_by(QualityCheck.position)
    checks = (await session.execute(ordered)).mappings()
    return QualitySampleView(
        **lines.mappings().one(), checks=[QualityCheckView(**row) for row in checks]
    )
