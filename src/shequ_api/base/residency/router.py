"""Belonging to a dwelling, as those see it who answer for the place."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.models import Person
from shequ_api.base.residency import leaving, neighbours, queries, service
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.permissions import ResidencyPermission
from shequ_api.base.residency.rules import VOUCHES_NEEDED
from shequ_api.base.residency.schemas import (
    ResidencyListing,
    ResidencyReason,
    ResidencyView,
    VouchView,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.masking import mask_name
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["residency"])
Verifier = Annotated[Actor, Depends(may(ResidencyPermission.VERIFY))]
Rejecter = Annotated[Actor, Depends(may(ResidencyPermission.REJECT))]
Ender = Annotated[Actor, Depends(may(ResidencyPermission.END))]
Voucher = Annotated[Actor, Depends(may(ResidencyPermission.VOUCH))]


async def residency_in_scope(residency_id: UUID, actor: AnyActor, session: Session) -> Residency:
    """A residency of the actor's own, or of a dwelling inside their scope."""
    residency = await session.get(Residency, residency_id)
    if residency is None:
        raise Absent
    if residency.person_id != actor.person_id and not actor.covers(residency):
        raise Absent
    return residency


async def residency_next_door(
    residency_id: UUID, actor: AnyActor, session: Session, now: Now
) -> Residency:
    """A residency in a building in which the actor is verified to live."""
    residency = await session.get(Residency, residency_id)
    if residency is None or residency.building_id is None:
        raise Absent
    next_door = queries.home_in_building(actor.person_id, residency, china_date(now))
    home = await session.scalar(next_door)
    if home is None and residency.person_id != actor.person_id:
        raise Absent
    return residency


TheResidency = Annotated[Residency, Depends(residency_in_scope)]
NextDoor = Annotated[Residency, Depends(residency_next_door)]


async def residency_view(session: AsyncSession, residency: Residency) -> ResidencyView:
    """One residency as it stands, with its names."""
    await session.flush()
    row = await session.execute(queries.residency_lines(Residency.id == residency.id))
    return ResidencyView(**row.mappings().one())


@router.get("/residencies")
async def list_residencies(
    actor: Verifier,
    session: Session,
    paging: ThePaging,
    *,
    view: Annotated[
        ResidencyListing,
        Query(description="Those that wait for a word, the verified ones, or those that are over"),
    ] = ResidencyListing.WAITING,
) -> Page[ResidencyView]:
    """住户登记列表: Residencies in my scope: those that wait for a word at the door, the verified
    ones, or those that are over; newest claims first."""
    lines = queries.residency_lines(in_scope(actor, Residency), queries.LISTED[view])
    rows, cursor = await page_of(session, lines, [Residency.claimed_at, Residency.id], paging)
    return Page(items=[ResidencyView(**row) for row in rows], next_cursor=cursor)


@router.put("/residencies/{residency_id}/verification")
async def verify_residency(
    residency: TheResidency, actor: Verifier, session: Session, now: Now
) -> ResidencyView:
    """核实住户: Confirm at the door that somebody lives there."""
    await service.verify_residency(session, actor, residency, now=now)
    return await residency_view(session, residency)


@router.put("/residencies/{residency_id}/rejection")
async def reject_residency(
    reason: ResidencyReason, residency: TheResidency, actor: Rejecter, session: Session, now: Now
) -> ResidencyView:
    """驳回住户登记: Say that somebody does not live there. They read why, and may claim again."""
    await service.reject_residency(session, actor, residency, reason=reason.reason, now=now)
    return await residency_view(session, residency)


@router.put("/residencies/{residency_id}/end")
async def end_residency(
    reason: ResidencyReason, residency: TheResidency, actor: Ender, session: Session, now: Now
) -> ResidencyView:
    """移除住户: End a verified residency in my scope, as of today, with a reason."""
    await leaving.remove(session, actor, residency, reason=reason.reason, now=now)
    return await residency_view(session, residency)


@router.put("/residencies/{residency_id}/vouch")
async def vouch_for_residency(
    residency: NextDoor, actor: Voucher, session: Session, now: Now
) -> VouchView:
    """邻居担保: Say that somebody lives in my building. Two dwellings' words verify a tenant, a
    family member or a floating resident; I may vouch for three people in thirty days."""
    next_door = queries.home_in_building(actor.person_id, residency, china_date(now))
    home = await session.scalar(next_door)
    if home is None:
        raise Absent
    spoken = await neighbours.vouch(session, actor, residency, home, now=now)
    person = await session.get_one(Person, residency.person_id)
    return VouchView(
        residency_id=residency.id,
        person_name=mask_name(person.name) if person.name else None,
        vouches=spoken,
        vouches_needed=VOUCHES_NEEDED,
        state=residency.state,
    )
