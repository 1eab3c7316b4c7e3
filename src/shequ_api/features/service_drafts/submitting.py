"""Handing a draft in: it is judged by what is known, and becomes an application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import LevelTooLow
from shequ_api.base.access.walls import enter_person, leave_walls
from shequ_api.base.files.service import own_photos
from shequ_api.base.identity.levels import standing_of
from shequ_api.base.identity.records import is_record_only
from shequ_api.base.places.models import Place
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.service_applications.public import (
    SIGNED,
    Filing,
    Handed,
    ServiceApplication,
    file_application,
)
from shequ_api.features.service_drafts.dropping import remove
from shequ_api.features.service_drafts.holding import hold, hold_people
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.refusals import (
    ConfirmationNeeded,
    NotEligible,
    SignatureNeeded,
)
from shequ_api.features.service_drafts.service import (
    answers_in,
    applicant_of,
    held_on,
)
from shequ_api.features.services.public import (
    Channel,
    Judged,
    OfferedService,
    ServiceGuide,
    ServiceNotOffered,
    edition_of,
    judge,
    known_of_organisation,
    known_of_person,
    offered_at,
    tells,
)
from shequ_api.kit.errors import Absent, Fault
from shequ_api.kit.http.versions import Match

CONFIRMED, SIGNED_FOR = "由工作人员代填，本人确认", "由工作人员代填，本人签字确认"
CONFIRMED_FOR = "由工作人员代填，受托人确认"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of an applicant for a guide."""

    rules: Sequence[Judged]
    known: Mapping[str, Any]

    def told(self, guide: ServiceGuide) -> list[str]:
        """Materials that are needless."""
        return [each.key for each in guide.materials if tells(self.known, each.told_by)]


async def judgement_of(
    session: AsyncSession,
    draft: ServiceDraft,
    offered: OfferedService,
    now: datetime,
    *,
    whole: bool = True,
) -> Judgement:
    """Each rule of a guide as it is for the applicant of a draft; not `whole`: by what does not
    stand behind their own wall in the register."""
    known: Mapping[str, Any]
    if draft.organisation_id is not None:
        known = await known_of_organisation(session, draft.organisation_id, offered.keeper)
    else:
        assert draft.applicant_id is not None, "one of the two"
        seal: RegisterSeal = session.info["register_seal"]
        if whole:
            await enter_person(session, draft.applicant_id)
        known = await known_of_person(session, seal, draft.applicant_id, offered.keeper, now)
        await leave_walls(session)
    return Judgement(judge(offered.guide.eligibility, known), known)


async def submit(
    session: AsyncSession,
    actor: Actor,
    draft: ServiceDraft,
    *,
    match: Match,
    signature_photo_id: UUID | None,
    now: datetime,
) -> ServiceApplication:
    """Hand it in, under its own id: of two who do so at once, one finds it handed in."""
    await hold_people(session, actor, draft)
    if await hold(session, draft) is None:
        return await _handed_in(session, draft.id)
    match.check(draft.version, required=draft.author_id != actor.person_id)
    place = await session.get_one(Place, draft.place_id)
    if await offered_at(session, place, draft.service_id) is None:
        raise ServiceNotOffered
    offered = await edition_of(session, draft.service_id, draft.edition)
    assert offered is not None, "an edition stays"
    note, signature = await _consent(session, actor, draft, signature_photo_id, now)
    if draft.channel == Channel.ONLINE:
        held = (await standing_of(session, actor.person_id, now)).level
        if held < offered.guide.identity_level:
            raise LevelTooLow(offered.guide.identity_level, held)
    judgement = await judgement_of(session, draft, offered, now)
    _refuse_barred(judgement.rules)
    photos = await held_on(session, draft.id)
    there = {each.material for each in photos}
    filing = Filing(
        application_id=draft.id,
        offered=offered,
        place=place,
        applicant=applicant_of(draft),
        owner_id=draft.applicant_id or draft.owner_id,
        filed_by_id=_filed_by(actor, draft),
        channel=draft.channel,
        answers=answers_in(session, draft),
        photos=[*photos, *signature],
        told=[key for key in judgement.told(offered.guide) if key not in there],
        note=note,
    )
    await remove(session, [draft])
    return await file_application(session, actor, filing, now=now)


async def _handed_in(session: AsyncSession, draft_id: UUID) -> ServiceApplication:
    """What somebody else has just made of it; nothing, where it was discarded."""
    made = await session.get(ServiceApplication, draft_id)
    if made is None:
        raise Absent
    return made


async def _consent(
    session: AsyncSession,
    actor: Actor,
    draft: ServiceDraft,
    photo_id: UUID | None,
    now: datetime,
) -> tuple[str | None, list[Handed]]:
    """What was filled in for somebody is handed in by themselves, or with what they signed."""
    if draft.channel == Channel.ONLINE:
        return None, []
    if actor.person_id == draft.applicant_id:
        return CONFIRMED, []
    # By a mandate. Whoever filled it in does not say yes to it alone.
    if actor.concerned_id == draft.applicant_id and actor.person_id != draft.owner_id:
        return CONFIRMED_FOR, []
    if not await _has_no_account(session, draft):
        raise ConfirmationNeeded
    if photo_id is None:
        raise SignatureNeeded
    [photo] = await own_photos(session, actor.person_id, [photo_id])
    return SIGNED_FOR, [Handed(SIGNED, photo.id, now)]


async def _has_no_account(session: AsyncSession, draft: ServiceDraft) -> bool:
    assert draft.applicant_id is not None, "nobody fills in for an organisation"
    return bool(await session.scalar(is_record_only(draft.applicant_id)))


def _filed_by(actor: Actor, draft: ServiceDraft) -> UUID | None:
    """Who filled it in for the applicant: also by a mandate, where she hands it in herself."""
    if draft.channel != Channel.ONLINE:
        return draft.owner_id
    if actor.on_behalf_of is not None:
        return actor.person_id
    by_another = draft.applicant_id is not None and draft.author_id != draft.applicant_id
    return draft.author_id if by_another else None


def _refuse_barred(rules: Sequence[Judged]) -> None:
    faults = [Fault(f"/rules/{rule.key}", "not_met", rule.reason) for rule in rules if rule.bars]
    if faults:
        raise NotEligible(errors=tuple(faults))
