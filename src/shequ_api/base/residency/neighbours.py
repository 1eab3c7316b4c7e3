"""Verification by those who live there: an invitation into the dwelling, a vouch next door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import (
    LIVING_THERE,
    Residency,
    ResidencyInvitation,
    ResidencyVouch,
    VerificationMeans,
    lives_in,
)
from shequ_api.base.residency.rules import (
    INVITATION_LASTS,
    INVITED_IN_A_DWELLING,
    LIVE_INVITATIONS,
    MONTH,
    VOUCHES_A_MONTH,
    VOUCHES_NEEDED,
)
from shequ_api.base.residency.service import (
    NotYourself,
    count_verified,
    lock_person,
    lock_waiting,
)
from shequ_api.base.residency.standing import hold_standing
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Forbidden, Malformed, NotNow, TooMany
from shequ_api.kit.ids import new_id
from shequ_api.kit.short_codes import ShortCodes

PURPOSE = "residency_invitations"


class InvitationUnknown(Absent):
    """One answer for codes never given, used, past their time, taken back, or of another door."""

    code, title = "invitation_unknown", "邀请码无效或已过期"


class TooManyInvitations(NotNow):
    code, title = "too_many_invitations", "未使用的邀请码太多，请先作废或等待过期"


class NotForOwners(Malformed):
    """Ownership is told by the register or at the door."""

    code, title = "not_for_owners", "业主身份须由人房信息或网格员上门核实"


class InviteInstead(NotNow):
    code, title = "invite_instead", "同一户的成员请使用邀请码"


class VouchNotGrounded(Forbidden):
    """Who was let in by neighbours' word alone does not let in others by it."""

    code, title = "vouch_not_grounded", "您的居住关系由邻居担保核实，暂不能为他人担保"


class VouchedInTurn(Forbidden):
    code, title = "vouched_in_turn", "对方曾为您担保，不能互相担保"


class VouchesUsedUp(TooMany):
    code, title = "vouches_used_up", "近 30 天内担保的次数已用完"


class InviteNotGrounded(Forbidden):
    """Who was let in by a code or by neighbours' word does not let in others by a code."""

    code, title = (
        "invite_not_grounded",
        "您的居住关系由邀请或邻居担保核实，不能再邀请他人；请业主邀请，或联系网格员上门核实",
    )


class DwellingFull(NotNow):
    code, title = "dwelling_full", "这一户通过邀请入住的人已满，请联系网格员上门核实"


GROUNDED = frozenset({VerificationMeans.DOOR, VerificationMeans.REGISTER})
"""Words that do not rest on another resident's; owners are verified by these alone."""
LETS_IN = Residency.verified_by_means.in_(GROUNDED)


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation and its code, which is told only now."""

    invitation: ResidencyInvitation
    code: str


async def invite(
    session: AsyncSession, actor: Actor, codes: ShortCodes, home: Residency, *, now: datetime
) -> Invited:
    """A code into the actor's own dwelling, for one person, for a week. Who was let in by others'
    word lets nobody in: else one verified door would open to a chain without end."""
    if home.verified_by_means not in GROUNDED:
        raise InviteNotGrounded
    await lock_person(session, actor.person_id)
    if await _let_in(session, home.place_id) >= INVITED_IN_A_DWELLING:
        raise DwellingFull
    live = await session.scalar(
        select(func.count())
        .select_from(ResidencyInvitation)
        .where(ResidencyInvitation.inviter_id == actor.person_id)
        .where(ResidencyInvitation.redeemed_at.is_(None), ResidencyInvitation.revoked_at.is_(None))
        .where(ResidencyInvitation.expires_at > now)
    )
    if live is not None and live >= LIVE_INVITATIONS:
        raise TooManyInvitations
    code = codes.new()
    invitation = ResidencyInvitation(
        id=new_id(),
        dwelling_id=home.place_id,
        inviter_id=actor.person_id,
        code_kept=codes.kept(PURPOSE, code),
        made_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    session.add(invitation)
    return Invited(invitation, code)


async def revoke_invitation(
    session: AsyncSession, invitation: ResidencyInvitation, *, now: datetime
) -> None:
    """Take a code back; one that was used has done its work."""
    await session.refresh(invitation, with_for_update=True)
    if invitation.redeemed_at is None and invitation.revoked_at is None:
        invitation.revoked_at = now


async def redeem_invitation(
    session: AsyncSession, codes: ShortCodes, residency: Residency, *, code: str, now: datetime
) -> Residency:
    """Verify a claim by the code of somebody who lives in the same dwelling, other than oneself."""
    if residency.belonging not in LIVING_THERE:
        raise NotForOwners
    await hold_standing(session, await session.get_one(Place, residency.place_id))
    await lock_waiting(session, residency)
    # Locked: of two people who send one code at once, one comes in.
    found = select(ResidencyInvitation).where(
        ResidencyInvitation.code_kept == codes.kept(PURPOSE, code)
    )
    invitation = await session.scalar(found.with_for_update())
    if invitation is None or not await _good(session, invitation, residency, now):
        codes.wrong(PURPOSE, residency.person_id)
        raise InvitationUnknown
    dwelling = select(Place.id).where(Place.id == residency.place_id)
    # Locked: of two codes of one dwelling at once, one takes the last place.
    await session.execute(dwelling.with_for_update(key_share=True))
    if await _let_in(session, residency.place_id) >= INVITED_IN_A_DWELLING:
        raise DwellingFull
    invitation.redeemed_at, invitation.residency_id = now, residency.id
    await count_verified(
        session, residency, VerificationMeans.INVITATION, by_id=invitation.inviter_id, now=now
    )
    return residency


async def _let_in(session: AsyncSession, dwelling_id: UUID) -> int:
    """How many live in a dwelling by invitation."""
    by_code = Residency.verified_by_means == VerificationMeans.INVITATION
    live = Residency.place_id == dwelling_id, Residency.ends_on.is_(None), by_code
    return await session.scalar(select(func.count()).select_from(Residency).where(*live)) or 0


async def _good(
    session: AsyncSession, invitation: ResidencyInvitation, residency: Residency, now: datetime
) -> bool:
    """Whether a code opens this dwelling still: the one who gave it has not moved out since."""
    spent = invitation.redeemed_at is not None or invitation.revoked_at is not None
    if spent or now >= invitation.expires_at or invitation.dwelling_id != residency.place_id:
        return False
    lives = lives_in(invitation.inviter_id, china_date(now))
    here = Residency.place_id == residency.place_id
    return bool(await session.scalar(select(exists().where(lives, here, LETS_IN))))


async def vouch(
    session: AsyncSession, actor: Actor, residency: Residency, home: Residency, *, now: datetime
) -> int:
    """A neighbour's word; gives the number of dwellings that have spoken. `home` is the actor's
    residency in the same building. The word that makes the number full verifies the claim."""
    if residency.person_id == actor.person_id:
        raise NotYourself
    if residency.claimed_by_id == actor.person_id:
        raise NotYourself("代他人登记的住户，代办人不能再担保")
    if residency.belonging not in LIVING_THERE:
        raise NotForOwners
    if home.place_id == residency.place_id:
        raise InviteInstead
    if home.verified_by_means == VerificationMeans.VOUCHES:
        raise VouchNotGrounded
    await lock_person(session, actor.person_id)
    mine = (
        ResidencyVouch.residency_id == residency.id,
        ResidencyVouch.voucher_id == actor.person_id,
    )
    if await session.scalar(select(exists().where(*mine))):
        return await vouches_for(session, residency.id)
    await lock_waiting(session, residency)
    await _check_may_vouch(session, actor.person_id, residency.person_id, now)
    row = insert(ResidencyVouch).values(
        residency_id=residency.id,
        voucher_id=actor.person_id,
        dwelling_id=home.place_id,
        vouched_at=now,
    )
    await session.execute(row)
    spoken = await vouches_for(session, residency.id)
    if spoken >= VOUCHES_NEEDED:
        await count_verified(
            session, residency, VerificationMeans.VOUCHES, by_id=actor.person_id, now=now
        )
    return spoken


async def _check_may_vouch(
    session: AsyncSession, voucher_id: UUID, claimant_id: UUID, now: datetime
) -> None:
    in_turn = (
        exists()
        .where(ResidencyVouch.voucher_id == claimant_id)
        .where(Residency.id == ResidencyVouch.residency_id, Residency.person_id == voucher_id)
    )
    if await session.scalar(select(in_turn)):
        raise VouchedInTurn
    lately = ResidencyVouch.voucher_id == voucher_id, ResidencyVouch.vouched_at > now - MONTH
    given = await session.scalar(select(func.count()).select_from(ResidencyVouch).where(*lately))
    if given is not None and given >= VOUCHES_A_MONTH:
        raise VouchesUsedUp(retry_after=86_400)


async def vouches_for(session: AsyncSession, residency_id: UUID) -> int:
    """How many dwellings have spoken for a claim."""
    dwellings = func.count(func.distinct(ResidencyVouch.dwelling_id))
    spoken = select(dwellings).where(ResidencyVouch.residency_id == residency_id)
    return await session.scalar(spoken) or 0
