"""What the routes of partners begin with: what is in view, and who may do what."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.permissions import PartnerPermission as Permission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.parts import part


def _stands_for(actor: Actor, partner: Partner) -> bool:
    """Whether the acting posting is one for the partner's organisation."""
    organisation_id = actor.acting.organisation_id if actor.acting else None
    return organisation_id is not None and organisation_id == partner.organisation_id


async def partner_in_view(partner_id: UUID, actor: AnyActor, session: Session) -> Partner:
    """A partner, for its applicant, its people, and those who oversee it."""
    partner = await session.get(Partner, partner_id)
    if partner is None:
        raise Absent
    overseen = actor.may(Permission.OVERSEE) and actor.covers(partner)
    if not (overseen or partner.applicant_id == actor.person_id or _stands_for(actor, partner)):
        raise Absent
    return partner


async def partner_in_scope(partner_id: UUID, actor: AnyActor, session: Session) -> Partner:
    """A partner of the actor's scope."""
    partner = await session.get(Partner, partner_id)
    if partner is None or not actor.covers(partner):
        raise Absent
    return partner


async def own_partner(partner_id: UUID, actor: AnyActor, session: Session) -> Partner:
    """The partner for which the actor stands."""
    partner = await session.get(Partner, partner_id)
    if partner is None or not _stands_for(actor, partner):
        raise Absent
    return partner


async def own_application(partner_id: UUID, actor: AnyActor, session: Session) -> Partner:
    """A partner for which the actor applied."""
    partner = await session.get(Partner, partner_id)
    if partner is None or partner.applicant_id != actor.person_id:
        raise Absent
    return partner


async def agreement_in_scope(
    agreement_id: UUID, actor: AnyActor, session: Session
) -> PartnerAgreement:
    """An agreement of a partner of the actor's scope."""
    agreement = await session.get(PartnerAgreement, agreement_id)
    if agreement is None:
        raise Absent
    await partner_in_scope(agreement.partner_id, actor, session)
    return agreement


async def own_agreement(agreement_id: UUID, actor: AnyActor, session: Session) -> PartnerAgreement:
    """An agreement of the partner for which the actor stands."""
    agreement = await session.get(PartnerAgreement, agreement_id)
    if agreement is None:
        raise Absent
    await own_partner(agreement.partner_id, actor, session)
    return agreement


InView = Annotated[Partner, Depends(partner_in_view)]
InScope = Annotated[Partner, Depends(partner_in_scope)]
OwnPartner = Annotated[Partner, Depends(own_partner)]
OwnApplication = Annotated[Partner, Depends(own_application)]
TheAgreement = Annotated[PartnerAgreement, Depends(agreement_in_scope)]
OwnAgreement = Annotated[PartnerAgreement, Depends(own_agreement)]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Applicant = Annotated[Actor, Depends(may(Permission.APPLY))]
Viewer = Annotated[Actor, Depends(may(Permission.VIEW))]
Representative = Annotated[Actor, Depends(may(Permission.REPRESENT))]
Overseer = Annotated[Actor, Depends(may(Permission.OVERSEE))]
Reviewer = Annotated[Actor, Depends(may(Permission.REVIEW))]
Offerer = Annotated[Actor, Depends(may(Permission.AGREE))]
Suspender = Annotated[Actor, Depends(may(Permission.SUSPEND))]
