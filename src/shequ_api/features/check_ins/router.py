"""Checking in (打卡)."""

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.router import TheShowcase
from shequ_api.features.check_ins import queries, reviewing, service
from shequ_api.features.check_ins.models import WAITING, CheckIn
from shequ_api.features.check_ins.permissions import CheckInPermission
from shequ_api.features.check_ins.schemas import (
    CheckInDetail,
    CheckInDraft,
    CheckInExplanation,
    CheckInLine,
    CheckInListView,
    CheckInReview,
    CheckInView,
    ClientId,
)
from shequ_api.features.check_ins.spots import Spot
from shequ_api.features.codes.public import CodeSigner, place_of_code
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, Paging, ThePaging, page_of

router = Router(tags=["check_ins"])
TheSigner = Annotated[CodeSigner, Depends(part(CodeSigner))]
Walker = Annotated[Actor, Depends(may(CheckInPermission.MAKE))]
FIRST, LAST = date(1970, 1, 1), date(2099, 12, 31)
Overseer = Annotated[Actor, Depends(may(CheckInPermission.VIEW))]
Reviewer = Annotated[Actor, Depends(may(CheckInPermission.REVIEW))]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


async def spot_in_scope(session: AsyncSession, actor: Actor, draft: CheckInDraft) -> Spot:
    """The grid or place that is named, inside the actor's scope."""
    spot = None
    if draft.grid_id is not None:
        spot = await queries.grid_spot(session, draft.grid_id)
    elif draft.place_id is not None:
        spot = await queries.place_spot(session, draft.place_id)
    if spot is None or not actor.covers(SimpleNamespace(**spot.columns)):
        raise Absent
    return spot


async def check_in_in_view(check_in_id: UUID, actor: AnyActor, session: Session) -> CheckIn:
    """One's own check-in, or one in the scope of who may look at them."""
    check_in = await session.get(CheckIn, check_in_id)
    if check_in is None:
        raise Absent
    overseen = actor.may(CheckInPermission.VIEW) and actor.covers(check_in)
    if check_in.worker_id != actor.person_id and not overseen:
        raise Absent
    return check_in


async def own_check_in(check_in_id: UUID, actor: AnyActor, session: Session) -> CheckIn:
    """One's own check-in."""
    check_in = await session.get(CheckIn, check_in_id)
    if check_in is None or check_in.worker_id != actor.person_id:
        raise Absent
    return check_in


TheCheckIn = Annotated[CheckIn, Depends(check_in_in_view)]
OwnCheckIn = Annotated[CheckIn, Depends(own_check_in)]


@router.put("/check-ins/{check_in_id}", status_code=201, responses=AGAIN)
async def make_check_in(
    check_in_id: ClientId,
    draft: CheckInDraft,
    actor: Walker,
    session: Session,
    signer: TheSigner,
    response: Response,
    now: Now,
) -> CheckInView:
    """打卡: Check in at a grid or place. Safe to repeat: the same body under the same id is one
    check-in."""
    digest = service.digest_of(draft)
    kept, fresh = await session.get(CheckIn, check_in_id), False
    if kept is None:
        spot = await spot_in_scope(session, actor, draft)
        scanned = await place_of_code(session, signer, draft.code) if draft.code else None
        kept, fresh = await service.check_in(
            session,
            actor,
            spot,
            draft,
            check_in_id=check_in_id,
            code_place=scanned,
            body_hash=digest,
            now=now,
        )
    response.status_code = 201 if fresh else 200
    return CheckInView.model_validate(service.as_before(session, actor, kept, digest))


@router.get("/check-ins")
async def list_check_ins(
    actor: Overseer,
    session: Session,
    paging: ThePaging,
    view: Annotated[
        CheckInListView, Query(description="All, or only those that wait for a review")
    ] = CheckInListView.ALL,
) -> Page[CheckInLine]:
    """打卡列表: Check-ins in my scope, newest first."""
    statement = queries.check_in_lines(in_scope(actor, CheckIn))
    if view == CheckInListView.REVIEW:
        statement = statement.where(WAITING)
    return await _page(session, statement, [CheckIn.received_at, CheckIn.id], paging)


@router.get("/me/check-ins")
async def list_my_check_ins(
    actor: Walker,
    session: Session,
    paging: ThePaging,
    on: Annotated[
        date | None, Query(description="Only those made on this day in China", ge=FIRST, le=LAST)
    ] = None,
) -> Page[CheckInLine]:
    """我的打卡: My own check-ins, the latest made first, with what each scored and why."""
    statement = queries.check_in_lines(CheckIn.worker_id == actor.person_id)
    if on is not None:
        begins, ends = china_midnight(on), china_midnight(on + timedelta(days=1))
        statement = statement.where(CheckIn.happened_at >= begins, CheckIn.happened_at < ends)
    return await _page(session, statement, [CheckIn.happened_at, CheckIn.id], paging)


@router.get("/check-ins/{check_in_id}")
async def get_check_in(
    check_in: TheCheckIn, session: Session, showcase: TheShowcase, now: Now
) -> CheckInDetail:
    """查看打卡: A check-in of my own or in my scope, with its photos."""
    photos = await session.scalars(queries.photos_on(check_in.id))
    shown = [showcase.view(photo, now) for photo in photos]
    told = CheckInView.model_validate(check_in).model_dump()
    return CheckInDetail(**told, photos=shown)


@router.put("/check-ins/{check_in_id}/explanation")
async def explain_check_in(
    said: CheckInExplanation, check_in: OwnCheckIn, _: Walker, session: Session
) -> CheckInView:
    """打卡说明: What I say to the reasons, for the reviewer; until the check-in was reviewed."""
    await reviewing.explain(session, check_in, explanation=said.explanation)
    return CheckInView.model_validate(check_in)


@router.put("/check-ins/{check_in_id}/review")
async def review_check_in(
    said: CheckInReview, check_in: TheCheckIn, actor: Reviewer, session: Session, now: Now
) -> CheckInView:
    """审核打卡: Accept or reject a check-in with too little evidence. Nobody reviews their own."""
    await reviewing.review(
        session, actor, check_in, decision=said.decision, note=said.note, now=now
    )
    return CheckInView.model_validate(check_in)


async def _page(
    session: AsyncSession, statement: queries.Rows, order: Sequence[Any], paging: Paging
) -> Page[CheckInLine]:
    rows, cursor = await page_of(session, statement, order, paging)
    return Page(items=[CheckInLine(**row) for row in rows], next_cursor=cursor)
