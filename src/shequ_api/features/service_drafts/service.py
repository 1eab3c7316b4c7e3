"""Saving drafts, asking for a confirmation, dropping them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.identity.records import is_record_only
from shequ_api.base.people.accounts import is_in_scope
from shequ_api.base.places.models import Place
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.registry import Registry
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.blocks.forms.service import AnswersUnfit, checker_of
from shequ_api.features.service_applications.public import (
    ANSWERED,
    Applicant,
    Handed,
    by_key,
    documents_in,
    named_photos,
    refuse_unfit,
    reusable,
    serves_in,
    taken,
)
from shequ_api.features.service_drafts.dropping import let_go
from shequ_api.features.service_drafts.editions import chosen_edition, refuse_unfit_draft
from shequ_api.features.service_drafts.events import DraftConfirmationAsked
from shequ_api.features.service_drafts.holding import hold, hold_people
from shequ_api.features.service_drafts.models import DraftPhoto, ServiceDraft
from shequ_api.features.service_drafts.refusals import (
    DraftDiffers,
    DraftPlaceUnfit,
    NotForOneself,
    NothingToConfirm,
    OrganisationNotYours,
    PersonNotInScope,
)
from shequ_api.features.service_drafts.schemas import AssistedDraftContent, ServiceDraftContent
from shequ_api.features.services.public import (
    Channel,
    OfferedService,
)
from shequ_api.kit.errors import Absent, Fault
from shequ_api.kit.repointing import QUIET

KEPT = timedelta(days=90)
LATER = {"required", "too_few"}
"""Faults of answers that are not all there yet."""
Content = ServiceDraftContent | AssistedDraftContent


async def save(
    session: AsyncSession,
    actor: Actor,
    draft: ServiceDraft | None,
    draft_id: UUID,
    content: Content,
    *,
    now: datetime,
) -> ServiceDraft:
    """Begin a draft, or put all of it anew. Only what is there is checked."""
    place = await session.get(Place, content.place_id)
    if place is None or place.district_id is None:
        raise DraftPlaceUnfit
    if draft is not None and _fixed(draft) != _told(content):
        raise DraftDiffers
    offered = await chosen_edition(session, place, draft, content, now)
    if draft is None:
        draft = await _begin(session, actor, draft_id, place, content, now)
    refuse_unfit_draft(offered.guide, draft)
    await hold_people(session, actor, draft)
    _refuse_answers(await _version(session, offered), content.answers)
    photos = await _photos(session, actor, draft, offered, content, now)
    draft.edition, draft.title = content.edition, offered.guide.title
    draft.answers_sealed = _seal(session).seal_facts(
        "service_drafts", draft.id, "answers", content.answers
    )
    draft.author_id, draft.changed_at, draft.kept_until = actor.person_id, now, now + KEPT
    session.add(draft)
    await session.flush()
    await _put_photos(session, draft, photos, now)
    return draft


async def is_same(session: AsyncSession, draft: ServiceDraft, sent: Content) -> bool:
    """Whether a draft is what was sent; photos that answers name are as the answers."""
    if _fixed(draft) != _told(sent) or draft.edition != sent.edition:
        return False
    there = [(each.material, each.file_id) for each in await held_on(session, draft.id)]
    handed = [(key, each) for key, ids in by_key(sent.materials).items() for each in ids]
    photos = {each for each in there if each[0] != ANSWERED}
    return photos == set(handed) and answers_in(session, draft) == sent.answers


def answers_in(session: AsyncSession, draft: ServiceDraft) -> dict[str, Any]:
    """What is filled in, in clear: for whoever goes on with it."""
    seal = _seal(session)
    opened: dict[str, Any] = seal.open_facts(
        "service_drafts", draft.id, "answers", draft.answers_sealed
    )
    return opened


async def held_on(session: AsyncSession, draft_id: UUID) -> list[Handed]:
    """The photos and documents on a draft."""
    columns = (DraftPhoto.material, DraftPhoto.file_id, DraftPhoto.handed_in_at)
    found = select(*columns).where(DraftPhoto.draft_id == draft_id)
    order = (DraftPhoto.material, DraftPhoto.position)
    return [Handed(*row) for row in await session.execute(found.order_by(*order))]


async def lies_in_scope(session: AsyncSession, actor: Actor, person_id: UUID) -> bool:
    """Whether somebody may be assisted: they have to do with the scope of the acting posting."""
    registry: Registry = session.info["registry"]
    return await is_in_scope(session, registry, actor, person_id)


def applicant_of(draft: ServiceDraft) -> Applicant:
    """For whom it is."""
    return Applicant(draft.applicant_id, draft.organisation_id)


async def ask_confirmation(
    session: AsyncSession, actor: Actor, draft: ServiceDraft, *, now: datetime
) -> ServiceDraft:
    """Tell whoever it was filled in for that they should look at it and hand it in."""
    if await hold(session, draft) is None:
        raise Absent
    if draft.applicant_id is None or draft.channel == Channel.ONLINE:
        raise NothingToConfirm
    if await session.scalar(is_record_only(draft.applicant_id)):
        raise NothingToConfirm
    draft.asked_at, draft.kept_until = now, now + KEPT
    asked = DraftConfirmationAsked(
        subject_id=draft.id,
        district_id=draft.district_id,
        applicant_id=draft.applicant_id,
        asked_by_id=actor.person_id,
    )
    record(session, asked, now=now)
    await session.flush()
    return draft


async def _begin(
    session: AsyncSession,
    actor: Actor,
    draft_id: UUID,
    place: Place,
    content: Content,
    now: datetime,
) -> ServiceDraft:
    applicant_id, organisation_id = await _applicant(session, actor, content)
    channel = getattr(content, "channel", Channel.ONLINE.value)
    return ServiceDraft(
        id=draft_id,
        district_id=place.district_id,
        service_id=content.service_id,
        place_id=place.id,
        applicant_id=applicant_id,
        organisation_id=organisation_id,
        owner_id=actor.concerned_id,
        channel=channel,
        begun_at=now,
    )


async def _applicant(
    session: AsyncSession, actor: Actor, content: Content
) -> tuple[UUID | None, UUID | None]:
    if isinstance(content, AssistedDraftContent):
        if content.person_id == actor.person_id:
            raise NotForOneself
        if not await lies_in_scope(session, actor, content.person_id):
            raise PersonNotInScope
        return content.person_id, None
    if content.organisation_id is None:
        return actor.concerned_id, None
    if not serves_in(actor, content.organisation_id):
        raise OrganisationNotYours
    return None, content.organisation_id


def _fixed(draft: ServiceDraft) -> tuple[Any, ...]:
    online = draft.channel == Channel.ONLINE
    person_id = None if online else draft.applicant_id
    return draft.service_id, draft.place_id, draft.organisation_id, person_id, draft.channel


def _told(content: Content) -> tuple[Any, ...]:
    if isinstance(content, AssistedDraftContent):
        return content.service_id, content.place_id, None, content.person_id, content.channel
    whom = content.organisation_id
    return content.service_id, content.place_id, whom, None, Channel.ONLINE.value


async def _version(session: AsyncSession, offered: OfferedService) -> FormVersion | None:
    version_id = offered.edition.form_version_id
    return None if version_id is None else await session.get(FormVersion, version_id)


def _refuse_answers(version: FormVersion | None, answers: Mapping[str, Any]) -> None:
    if version is None:
        if answers:
            fault = Fault("/answers", "unknown_field", "这个事项没有需要填写的表单")
            raise AnswersUnfit(errors=(fault,))
        return
    found = checker_of(version).check(answers, at="/answers")
    faults = [fault for fault in found if fault.code not in LATER]
    if faults:
        raise AnswersUnfit(errors=tuple(faults))


async def _photos(
    session: AsyncSession,
    actor: Actor,
    draft: ServiceDraft,
    offered: OfferedService,
    content: Content,
    now: datetime,
) -> list[Handed]:
    """What is to be on it: what is there already, what may be taken over, and the author's own."""
    materials = offered.guide.materials
    wanted = by_key(content.materials)
    refuse_unfit(materials, wanted)
    if named := await named_photos(session, offered, content.answers):
        wanted[ANSWERED] = named
    known = await held_on(session, draft.id)
    earlier = await reusable(session, applicant_of(draft), draft.district_id, materials, now)
    papers = documents_in(content.materials)
    known = [*known, *earlier]
    return await taken(session, actor.person_id, wanted, known, now, papers)


async def _put_photos(
    session: AsyncSession, draft: ServiceDraft, photos: Sequence[Handed], now: datetime
) -> None:
    there = delete(DraftPhoto).where(DraftPhoto.draft_id == draft.id)
    gone = there.returning(DraftPhoto.file_id)
    former = set(await session.scalars(gone, execution_options=QUIET))
    session.add_all(
        DraftPhoto(
            draft_id=draft.id,
            material=each.material,
            file_id=each.file_id,
            district_id=draft.district_id,
            position=position,
            handed_in_at=each.handed_in_at,
        )
        for position, each in enumerate(photos)
    )
    await session.flush()
    await let_go(session, sorted(former - {each.file_id for each in photos}), now=now)


def _seal(session: AsyncSession) -> RegisterSeal:
    seal: RegisterSeal = session.info["register_seal"]
    return seal
