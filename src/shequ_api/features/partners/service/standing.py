"""Whether a partner trades: suspending, resuming, ending; and what it says of itself."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.partners.events import PartnerEnded, PartnerResumed, PartnerSuspended
from shequ_api.features.partners.flow import BEFORE_ACCEPTANCE, PartnerState
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.schemas import PartnerProfile
from shequ_api.features.partners.service.applying import say
from shequ_api.features.partners.service.stepping import take_step
from shequ_api.features.partners.writings import have_checked
from shequ_api.kit.errors import NotNow


class PartnerOver(NotNow):
    code, title = "partner_over", "合伙人已退出或尚未通过"


async def suspend(
    session: AsyncSession, actor: Actor, partner: Partner, *, reason: str, now: datetime
) -> Partner:
    """From now on nothing of it is sold; what was ordered is handed over still."""
    await take_step(session, partner, "suspend", actor_id=actor.person_id, note=reason, now=now)
    partner.suspended_at = now
    _tell(session, PartnerSuspended, partner, now=now)
    return partner


async def resume(
    session: AsyncSession, actor: Actor, partner: Partner, *, reason: str, now: datetime
) -> Partner:
    """It trades again, if its agreement still holds."""
    await take_step(session, partner, "resume", actor_id=actor.person_id, note=reason, now=now)
    partner.suspended_at = None
    _tell(session, PartnerResumed, partner, now=now)
    return partner


async def end(
    session: AsyncSession, actor: Actor, partner: Partner, *, reason: str, now: datetime
) -> Partner:
    """It is no partner any more, by its own wish or the community's. Its people keep their
    postings, to hand over what was ordered, until somebody ends these."""
    await take_step(session, partner, "end", actor_id=actor.person_id, note=reason, now=now)
    partner.ended_at, partner.suspended_at = now, None
    _tell(session, PartnerEnded, partner, now=now)
    return partner


async def describe(
    session: AsyncSession, partner: Partner, profile: PartnerProfile, *, now: datetime
) -> Partner:
    """What it says of itself, anew; others read it once it was checked."""
    await session.refresh(partner, with_for_update={"key_share": True})
    if partner.state in BEFORE_ACCEPTANCE or partner.state == PartnerState.ENDED:
        raise PartnerOver
    say(session, partner, profile)
    await have_checked(session, partner, now=now)
    return partner


Told = type[PartnerSuspended] | type[PartnerResumed] | type[PartnerEnded]


def _tell(session: AsyncSession, fact: Told, partner: Partner, *, now: datetime) -> None:
    assert partner.organisation_id is not None, "from its acceptance on it has one"
    told = fact(
        subject_id=partner.id,
        district_id=partner.district_id,
        community_id=partner.community_id,
        organisation_id=partner.organisation_id,
    )
    record(session, told, now=now)
