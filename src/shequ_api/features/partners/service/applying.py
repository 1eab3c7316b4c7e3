"""Applications of residents, and what the community says to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import record
from shequ_api.base.files.service import own_photos
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Organisation, PartnerKind, Person, Posting
from shequ_api.base.people.organisations import OrganisationEnded, register_organisation
from shequ_api.base.people.queries import not_over
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.partners.contacts import seal_phone
from shequ_api.features.partners.events import PartnerDecided
from shequ_api.features.partners.flow import FLOW
from shequ_api.features.partners.models import SCOPES, Partner
from shequ_api.features.partners.rules import Verdict
from shequ_api.features.partners.schemas import (
    PartnerAmendment,
    PartnerApplication,
    PartnerProfile,
    PartnerReview,
)
from shequ_api.features.partners.service.stepping import take_step
from shequ_api.features.partners.writings import have_checked
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id


class PartnerPlaceUnfit(Malformed):
    code, title = "partner_place_unfit", "合伙人加入的是社区，请选择社区"


class LicenceNeeded(Malformed):
    code, title = "licence_needed", "商企须上传营业执照照片"


class AlreadyApplied(NotNow):
    code, title = "already_applied", "您在该社区已有一份申请正在审核"


class OwnApplication(Forbidden):
    code, title = "own_application", "不能审核自己的申请"


class ReasonNeeded(Malformed):
    code, title = "reason_needed", "请写明原因"


class OrganisationUnfit(Malformed):
    code, title = "organisation_unfit", "没有这个单位，它不属于该社区，或性质不同"


class OrganisationTaken(NotNow):
    code, title = "organisation_taken", "该单位已经是合伙人"


class StandsForAnother(NotNow):
    code, title = "stands_for_another", "申请人在该社区已代表另一单位，请先结束其任职"


async def apply(
    session: AsyncSession,
    actor: Actor,
    community: Place,
    draft: PartnerApplication,
    *,
    now: datetime,
) -> Partner:
    """Ask to become a partner of a community."""
    if community.kind != PlaceKind.COMMUNITY or community.district_id is None:
        raise PartnerPlaceUnfit
    licence_id = await _licence(session, actor, draft.licence_photo_id)
    if draft.partner_kind == PartnerKind.BUSINESS and licence_id is None:
        raise LicenceNeeded(errors=(_fault(LicenceNeeded, "/licence_photo_id"),))
    case = open_case(
        session, FLOW, actor_id=actor.person_id, district_id=community.district_id, now=now
    )
    partner = Partner(
        id=new_id(),
        case_id=case.id,
        case=case,
        state=case.state,
        **_scopes(community),
        partner_kind=draft.partner_kind,
        name=draft.name,
        licence_file_id=licence_id,
        applicant_id=actor.person_id,
        applied_at=now,
    )
    say(session, partner, draft)
    session.add(partner)
    await session.flush()
    return partner


def say(session: AsyncSession, partner: Partner, profile: PartnerProfile) -> None:
    """What a partner says of itself."""
    partner.offers, partner.address = profile.offers, profile.address
    partner.contact_name = profile.contact_name
    partner.contact_phone_sealed = seal_phone(session, partner.id, profile.contact_phone)
    partner.shows_contact = profile.shows_contact


def _scopes(community: Place) -> dict[str, Any]:
    return {column: getattr(community, column) for column in SCOPES}


def _fault(refusal: type[Malformed], pointer: str) -> Fault:
    return Fault(pointer, refusal.code, refusal.title)


async def _licence(session: AsyncSession, actor: Actor, photo_id: UUID | None) -> UUID | None:
    if photo_id is None:
        return None
    [photo] = await own_photos(session, actor.person_id, [photo_id])
    return photo.id


async def amend(
    session: AsyncSession, actor: Actor, partner: Partner, said: PartnerAmendment, *, now: datetime
) -> Partner:
    """Hand the application in anew, with what was asked for."""
    licence_id = await _licence(session, actor, said.licence_photo_id)
    await take_step(session, partner, "amend", actor_id=actor.person_id, note=said.note, now=now)
    partner.name = said.name
    partner.licence_file_id = licence_id or partner.licence_file_id
    say(session, partner, said)
    return partner


async def withdraw(
    session: AsyncSession, actor: Actor, partner: Partner, *, now: datetime
) -> Partner:
    """The applicant wants it no more."""
    await take_step(session, partner, "withdraw", actor_id=actor.person_id, now=now)
    return partner


async def review(
    session: AsyncSession, actor: Actor, partner: Partner, word: PartnerReview, *, now: datetime
) -> Partner:
    """Accept, decline, or ask for more. Whoever is accepted stands for their organisation from now
    on, and may sign."""
    if partner.applicant_id == actor.person_id:
        raise OwnApplication
    if word.verdict != Verdict.ACCEPT and word.reason is None:
        raise ReasonNeeded(errors=(_fault(ReasonNeeded, "/reason"),))
    if word.verdict == Verdict.ACCEPT:
        await _accept(session, actor, partner, word, now=now)
    else:
        me = actor.person_id
        await take_step(session, partner, word.verdict, actor_id=me, note=word.reason, now=now)
    decided = PartnerDecided(
        subject_id=partner.id,
        district_id=partner.district_id,
        community_id=partner.community_id,
        applicant_id=partner.applicant_id,
        verdict=word.verdict,
    )
    record(session, decided, now=now)
    return partner


async def _accept(
    session: AsyncSession, actor: Actor, partner: Partner, word: PartnerReview, *, now: datetime
) -> None:
    organisation = await _organisation(session, partner, word.organisation_id, now=now)
    me = actor.person_id
    await take_step(session, partner, "accept", actor_id=me, note=word.reason, now=now)
    partner.organisation_id = organisation.id
    await session.flush()
    await _appoint(session, actor, partner, organisation, now=now)
    await have_checked(session, partner, now=now)


async def _organisation(
    session: AsyncSession, partner: Partner, organisation_id: UUID | None, *, now: datetime
) -> Organisation:
    """A new organisation, or the named one of the same community and kind, locked."""
    if organisation_id is None:
        community = await session.get_one(Place, partner.community_id)
        made = register_organisation(
            session,
            name=partner.name,
            partner_kind=PartnerKind(partner.partner_kind),
            community=community,
            now=now,
        )
        await session.flush()
        return made
    meant = select(Organisation).where(Organisation.id == organisation_id)
    found = await session.scalar(meant.with_for_update(read=True))
    here = found is not None and found.community_id == partner.community_id
    if found is None or not here or found.partner_kind != partner.partner_kind:
        raise OrganisationUnfit(errors=(_fault(OrganisationUnfit, "/organisation_id"),))
    if found.ended_at is not None:
        raise OrganisationEnded
    return found


async def _appoint(
    session: AsyncSession,
    actor: Actor,
    partner: Partner,
    organisation: Organisation,
    *,
    now: datetime,
) -> None:
    """Give the applicant a posting for the organisation, unless they have it."""
    today = china_date(now)
    held = select(Posting.organisation_id).where(
        Posting.person_id == partner.applicant_id,
        Posting.role == Role.PARTNER,
        Posting.place_id == partner.community_id,
        not_over(today),
    )
    standing_for = list(await session.scalars(held))
    if organisation.id in standing_for:
        return
    if standing_for:
        raise StandsForAnother
    appoint(
        session,
        actor,
        await session.get_one(Person, partner.applicant_id),
        role=Role.PARTNER,
        held_at=await session.get_one(Place, partner.community_id),
        organisation=organisation,
        starts_on=today,
        now=now,
    )
    await session.flush()
