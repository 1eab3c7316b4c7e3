"""Belonging to a dwelling."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.base.residency import queries, service
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.permissions import ResidencyPermission
from shequ_api.base.residency.schemas import ResidencyClaim, ResidencyView
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["residency"])
Verifier = Annotated[Actor, Depends(may(ResidencyPermission.VERIFY))]


async def residency_in_scope(residency_id: UUID, actor: AnyActor, session: Session) -> Residency:
    """A residency of the actor's own, or of a dwelling inside their scope."""
    residency = await session.get(Residency, residency_id)
    if residency is None:
        raise Absent
    if residency.person_id != actor.person_id and not actor.covers(residency):
        raise Absent
    return residency


TheResidency = Annotated[Residency, Depends(residency_in_scope)]


@router.post("/me/residencies", status_code=201)
async def claim_residency(
    claim: ResidencyClaim, actor: AnyActor, session: Session, now: Now
) -> ResidencyView:
    """登记我的住户: Say that I belong to a dwelling; a grid worker verifies it at the door."""
    dwelling = await session.get(Place, claim.dwelling_id)
    if dwelling is None or dwelling.ended_at is not None:
        raise Absent
    residency = service.claim_residency(
        session,
        actor,
        dwelling,
        belonging=claim.belonging,
        starts_on=claim.starts_on,
        now=now,
    )
    await session.flush()
    return await _residency(session, residency)


async def _residency(session: AsyncSession, residency: Residency) -> ResidencyView:
    row = await session.execute(queries.residency_lines(Residency.id == residency.id))
    return ResidencyView(**row.mappings().one())


@router.get("/residencies")
async def list_residencies(
    actor: Verifier,
    session: Session,
    paging: ThePaging,
    *,
    verified: Annotated[
        bool, Query(description="The verified ones, instead of those that wait")
    ] = False,
) -> Page[ResidencyView]:
    """住户登记列表: Residencies in my scope: those that wait for a word at the door, or the
    verified ones."""
    state = Residency.verified_at.is_not(None) if verified else Residency.verified_at.is_(None)
    lines = queries.residency_lines(in_scope(actor, Residency), Residency.ends_on.is_(None), state)
    rows, cursor = await page_of(session, lines, [Residency.claimed_at, Residency.id], paging)
    return Page(items=[ResidencyView(**row) for row in rows], next_cursor=cursor)


@router.put("/residencies/{residency_id}/verification")
async def verify_residency(
    residency: TheResidency, actor: Verifier, session: Session, now: Now
) -> ResidencyView:
    """核实住户: Confirm at the door that somebody lives there."""
    service.verify_residency(actor, residency, now=now)
    await session.flush()
    return await _residency(session, residency)
