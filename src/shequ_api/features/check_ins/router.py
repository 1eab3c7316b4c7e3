"""Checking in (打卡)."""

from types import SimpleNamespace
from typing import Annotated, Any

from fastapi import Depends, Response
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import may
from shequ_api.features.check_ins import queries, service
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.features.check_ins.permissions import CheckInPermission
from shequ_api.features.check_ins.rules import Spot
from shequ_api.features.check_ins.schemas import CheckInDraft, CheckInLine, CheckInView, ClientId
from shequ_api.features.codes.public import CodeSigner, place_of_code
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, Paging, ThePaging, page_of

router = Router(tags=["check_ins"])
TheSigner = Annotated[CodeSigner, Depends(part(CodeSigner))]
Walker = Annotated[Actor, Depends(may(CheckInPermission.MAKE))]
Overseer = Annotated[Actor, Depends(may(CheckInPermission.VIEW))]
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
            code_place_id=scanned.id if scanned else None,
            body_hash=digest,
            now=now,
        )
    response.status_code = 201 if fresh else 200
    return CheckInView.model_validate(service.as_before(actor, kept, digest))


@router.get("/check-ins")
async def list_check_ins(actor: Overseer, session: Session, paging: ThePaging) -> Page[CheckInLine]:
    """打卡列表: Check-ins in my scope, newest first."""
    return await _page(session, in_scope(actor, CheckIn), paging)


@router.get("/me/check-ins")
async def list_my_check_ins(
    actor: Walker, session: Session, paging: ThePaging
) -> Page[CheckInLine]:
    """我的打卡: My own check-ins, newest first."""
    return await _page(session, CheckIn.worker_id == actor.person_id, paging)


async def _page(
    session: AsyncSession, which: ColumnElement[bool], paging: Paging
) -> Page[CheckInLine]:
    order = [CheckIn.received_at, CheckIn.id]
    rows, cursor = await page_of(session, queries.check_in_lines(which), order, paging)
    return Page(items=[CheckInLine(**row) for row in rows], next_cursor=cursor)
