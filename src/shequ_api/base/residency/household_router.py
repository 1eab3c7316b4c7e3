"""Belonging to a dwelling, as residents do it for themselves and for their household."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.base.residency import leaving, neighbours, queries, service
from shequ_api.base.residency.models import Residency, ResidencyInvitation
from shequ_api.base.residency.permissions import ResidencyPermission
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.base.residency.router import residency_view
from shequ_api.base.residency.schemas import (
    HouseholdDeparture,
    InvitationCode,
    InvitationDraft,
    InvitationView,
    NewInvitationView,
    ResidencyClaim,
    ResidencyReason,
    ResidencyView,
)
from shequ_api.base.residency.standing import hold_standing
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.short_codes import ShortCodes

router = Router(prefix="/me", tags=["residency"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheCodes = Annotated[ShortCodes, Depends(part(ShortCodes))]
TheRegister = Annotated[RegisterMatcher, Depends(part(RegisterMatcher))]
Claimant = Annotated[Actor, Depends(may(ResidencyPermission.CLAIM, on_behalf=True))]
Leaver = Annotated[Actor, Depends(may(ResidencyPermission.LEAVE, on_behalf=True))]
Inviter = Annotated[Actor, Depends(may(ResidencyPermission.INVITE))]
Householder = Annotated[Actor, Depends(may(ResidencyPermission.KEEP_HOUSEHOLD))]


async def my_residency(residency_id: UUID, actor: AnyActor, session: Session) -> Residency:
    """A residency of the actor's own; of the person acted for, where that may be."""
    residency = await session.get(Residency, residency_id)
    if residency is None or residency.person_id != actor.concerned_id:
        raise Absent
    return residency


async def residency_to_leave(residency_id: UUID, actor: Leaver, session: Session) -> Residency:
    """The same; everybody has the right, which stands first since it tells whose affair it is."""
    return await my_residency(residency_id, actor, session)


async def residency_in_household(
    residency_id: UUID, actor: AnyActor, session: Session, now: Now
) -> Residency:
    """A residency at a dwelling that the actor owns and lives in."""
    here = Residency.id == residency_id, queries.in_household_of(actor.person_id, china_date(now))
    residency = await session.scalar(select(Residency).where(*here))
    if residency is None:
        raise Absent
    return residency


async def my_invitation(
    invitation_id: UUID, actor: AnyActor, session: Session
) -> ResidencyInvitation:
    """An invitation that the actor gave."""
    invitation = await session.get(ResidencyInvitation, invitation_id)
    if invitation is None or invitation.inviter_id != actor.person_id:
        raise Absent
    return invitation


ToLeave = Annotated[Residency, Depends(residency_to_leave)]
MyResidency = Annotated[Residency, Depends(my_residency)]
InHousehold = Annotated[Residency, Depends(residency_in_household)]
MyInvitation = Annotated[ResidencyInvitation, Depends(my_invitation)]


@router.post("/residencies", status_code=201)
async def claim_residency(
    claim: ResidencyClaim,
    actor: Claimant,
    session: Session,
    book: TheBook,
    codes: TheCodes,
    register: TheRegister,
    now: Now,
) -> ResidencyView:
    """登记我的住户: Say that I belong to a dwelling, or by a mandate that another one does. An
    invitation or the register lets it count at once; else it waits for two neighbours or a grid
    worker, thirty days at most."""
    dwelling = await session.get(Place, claim.dwelling_id)
    if dwelling is None or dwelling.ended_at is not None:
        raise Absent
    await service.check_claims_left(session, actor.concerned_id, now=now)
    await hold_standing(session, dwelling)
    residency = service.claim_residency(
        session, actor, dwelling, belonging=claim.belonging, starts_on=claim.starts_on, now=now
    )
    await session.flush()
    if claim.invitation_code is not None:
        await neighbours.redeem_invitation(
            session, codes, residency, code=claim.invitation_code, now=now
        )
    elif claim.name is not None:
        person = await session.get_one(Person, actor.concerned_id)
        sealed = person.phone_sealed
        await service.match_register(
            session,
            register,
            residency,
            name=claim.name,
            phone=book.read(person.id, sealed) if sealed else None,
            id_number=claim.id_number,
            now=now,
        )
    return await residency_view(session, residency)


@router.get("/residencies")
async def list_my_residencies(
    actor: Claimant, session: Session, paging: ThePaging
) -> Page[ResidencyView]:
    """我的居住登记: All that I, or whom I act for, ever claimed, with what became of it and why;
    newest first."""
    lines = queries.residency_lines(Residency.person_id == actor.concerned_id)
    rows, cursor = await page_of(session, lines, [Residency.claimed_at, Residency.id], paging)
    return Page(items=[ResidencyView(**row) for row in rows], next_cursor=cursor)


@router.put("/residencies/{residency_id}/departure")
async def leave_residency(
    departure: HouseholdDeparture, residency: ToLeave, actor: Leaver, session: Session, now: Now
) -> ResidencyView:
    """搬离: I, or whom I act for, live there no more, from a day on that has come. A claim that
    waits is taken back."""
    await leaving.leave(session, actor, residency, ends_on=departure.ends_on, now=now)
    return await residency_view(session, residency)


@router.put("/residencies/{residency_id}/invitation")
async def redeem_invitation(
    code: InvitationCode,
    residency: MyResidency,
    _: AnyActor,
    session: Session,
    codes: TheCodes,
    now: Now,
) -> ResidencyView:
    """使用邀请码: Let my claim count by the code of somebody who lives in the same dwelling."""
    await neighbours.redeem_invitation(session, codes, residency, code=code.code, now=now)
    return await residency_view(session, residency)


@router.post("/invitations", status_code=201)
@unkeyed
async def invite_to_dwelling(
    draft: InvitationDraft, actor: Inviter, session: Session, codes: TheCodes, now: Now
) -> NewInvitationView:
    """邀请同住人: A code that lets one person into my dwelling, not as an owner, within a week.

    The answer is kept nowhere: whoever lost it takes another code.
    """
    on = china_date(now)
    home = await session.scalar(queries.home_at(actor.person_id, draft.dwelling_id, on))
    if home is None:
        raise Absent
    made = await neighbours.invite(session, actor, codes, home, now=now)
    return NewInvitationView(
        id=made.invitation.id, code=made.code, expires_at=made.invitation.expires_at
    )


@router.get("/invitations")
async def list_my_invitations(
    actor: Inviter, session: Session, paging: ThePaging
) -> Page[InvitationView]:
    """我发出的邀请: The invitations that I gave; newest first."""
    order = [ResidencyInvitation.made_at, ResidencyInvitation.id]
    rows, cursor = await page_of(session, queries.invitation_lines(actor.person_id), order, paging)
    return Page(items=[InvitationView(**row) for row in rows], next_cursor=cursor)


@router.put("/invitations/{invitation_id}/revocation", status_code=204)
async def revoke_invitation(
    invitation: MyInvitation, _: AnyActor, session: Session, now: Now
) -> None:
    """作废邀请码: Take back a code that was not used."""
    await neighbours.revoke_invitation(session, invitation, now=now)


@router.get("/household")
async def list_household(
    actor: Householder, session: Session, paging: ThePaging, now: Now
) -> Page[ResidencyView]:
    """我的同住人: Who belongs, or says to belong, to the dwellings that I own; newest first."""
    lines = queries.residency_lines(
        queries.in_household_of(actor.person_id, china_date(now)), Residency.ends_on.is_(None)
    )
    rows, cursor = await page_of(session, lines, [Residency.claimed_at, Residency.id], paging)
    return Page(items=[ResidencyView(**row) for row in rows], next_cursor=cursor)


@router.put("/household/{residency_id}/end")
async def remove_from_household(
    reason: ResidencyReason,
    residency: InHousehold,
    actor: Householder,
    session: Session,
    now: Now,
) -> ResidencyView:
    """业主移除同住人: End the residency of a tenant, a family member or a floating resident in the
    dwelling that I own, with a reason. Other owners are not mine to remove."""
    await leaving.remove_from_household(session, actor, residency, reason=reason.reason, now=now)
    return await residency_view(session, residency)
