"""Handing in: an application, and what was asked for later."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms import service as forms
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.blocks.workflow.models import Case
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.service_applications.events import (
    ApplicationSubmitted,
    ApplicationSupplemented,
)
from shequ_api.features.service_applications.flow import FLOW, ApplicationSide, ApplicationState
from shequ_api.features.service_applications.models import ApplicationPhoto, ServiceApplication
from shequ_api.features.service_applications.photos import (
    ANSWERED,
    Applicant,
    Handed,
    handed,
    named_photos,
    refuse_missing,
    refuse_unfit,
    reusable,
    taken,
)
from shequ_api.features.service_applications.rules import resumed_until
from shequ_api.features.service_applications.service.stepping import (
    by_mandate,
    facts_of,
    guide_of,
    hold,
    office_time,
    said_by,
    take_step,
)
from shequ_api.features.services.public import OfferedService, edition_of
from shequ_api.kit.ids import new_id

SERIALS = "service_application_serials"
BY_WHO_FILED = "由代填人员补充"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is handed in, for whom, and by whom."""

    application_id: UUID
    offered: OfferedService
    place: Place
    """Where the applicant is: it lies in a district."""
    applicant: Applicant
    owner_id: UUID
    filed_by_id: UUID | None
    channel: str
    answers: Mapping[str, Any]
    photos: Sequence[Handed]
    told: Sequence[str]
    """Materials that are needless, since we know."""
    note: str | None


async def file_application(
    session: AsyncSession, actor: Actor, filing: Filing, *, now: datetime
) -> ServiceApplication:
    """A new application, whole: what lacks is refused. Raises `MaterialsUnfit`, `AnswersUnfit`;
    the constraint of one at a time reads as `ApplicationOpen`."""
    guide = filing.offered.guide
    there = {each.material for each in filing.photos}
    needed = [each for each in guide.materials if each.required]
    refuse_missing(needed, there, set(filing.told))
    district_id = filing.place.district_id
    assert district_id is not None, "whoever files has looked"
    answers_id = await _submit(
        session,
        actor,
        filing.offered,
        filing.answers,
        submission_id=filing.application_id,
        district_id=district_id,
        now=now,
    )
    case = open_case(
        session,
        FLOW,
        actor_id=actor.person_id,
        district_id=district_id,
        now=now,
        note=said_by(actor, filing.note),
        side=ApplicationSide.APPLICANT.value,
        **by_mandate(actor),
    )
    application = _made(filing, district_id, await _number(session, now), case, answers_id, now)
    session.add(application)
    await session.flush()
    _attach(session, application, filing.photos)
    record(session, ApplicationSubmitted(**facts_of(application, actor.person_id)), now=now)
    await session.flush()
    return application


async def _number(session: AsyncSession, now: datetime) -> str:
    serial = cast(func.nextval(SERIALS), Integer)
    return f"B{await session.scalar(select(func.shequ_ticket_number(now, serial)))}"


def _made(
    filing: Filing,
    district_id: UUID,
    number: str,
    case: Case,
    answers_id: UUID | None,
    now: datetime,
) -> ServiceApplication:
    guide, item = filing.offered.guide, filing.offered.item
    return ServiceApplication(
        id=filing.application_id,
        number=number,
        case_id=case.id,
        state=case.state,
        service_id=item.id,
        edition=filing.offered.edition.number,
        title=guide.title,
        place_id=item.place_id,
        city_id=item.city_id,
        district_id=district_id,
        subdistrict_id=item.subdistrict_id,
        community_id=item.community_id,
        applied_at_id=filing.place.id,
        applicant_id=filing.applicant.person_id,
        organisation_id=filing.applicant.organisation_id,
        owner_id=filing.owner_id,
        filed_by_id=filing.filed_by_id,
        channel=filing.channel,
        exclusive=guide.one_at_a_time,
        round=1,
        answers_id=answers_id,
        former_answers=[],
        told=list(filing.told),
        asked=[],
        submitted_at=now,
    )


async def supplement(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    *,
    answers: Mapping[str, Any] | None,
    materials: Mapping[str, Sequence[UUID]],
    documents: Set[UUID],
    note: str | None,
    now: datetime,
) -> ServiceApplication:
    """Hand in what was asked for: files of materials take the place of those of before, answers
    that of the answers. The office goes on, and its promise."""
    await hold(session, application, actor.person_id)
    guide = await guide_of(session, application)
    refuse_unfit(guide.materials, materials)
    asked = [each for each in guide.materials if each.key in application.asked]
    refuse_missing(asked, {key for key, photos in materials.items() if photos}, set())
    was = ApplicationState(application.state)
    side, me = ApplicationSide.APPLICANT, actor.person_id
    if actor.on_behalf_of is None and me == application.filed_by_id != application.applicant_id:
        note = f"{BY_WHO_FILED}：{note}" if note else BY_WHO_FILED
    said, facts = said_by(actor, note), by_mandate(actor)
    await take_step(
        session, application, "supplement", side=side, actor_id=me, note=said, now=now, **facts
    )
    who = Applicant(application.applicant_id, application.organisation_id)
    known = await reusable(session, who, application.district_id, guide.materials, now)
    application.round += 1
    application.asked = []
    wanted = dict(materials)
    if answers is not None:
        wanted[ANSWERED] = await _answer(session, actor, application, answers, now)
    known += await handed(session, application.id)
    _attach(session, application, await taken(session, me, wanted, known, now, documents))
    if was == ApplicationState.SUSPENDED:
        left = application.left_seconds or 0
        application.due_at = resumed_until(await office_time(session), now, left)
        # A promise that is broken once more is told once more.
        application.overdue_told_at = None
        application.left_seconds = None
    facts = facts_of(application, actor.person_id)
    handler_id = application.handler_id
    record(session, ApplicationSupplemented(**facts, handler_id=handler_id), now=now)
    await session.flush()
    return application


async def _answer(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    answers: Mapping[str, Any],
    now: datetime,
) -> list[UUID]:
    """Other answers; the photos that they name."""
    offered = await edition_of(session, application.service_id, application.edition)
    assert offered is not None, "an edition stays"
    former = application.answers_id
    application.answers_id = await _submit(
        session,
        actor,
        offered,
        answers,
        submission_id=new_id(),
        district_id=application.district_id,
        now=now,
    )
    if former is not None:
        application.former_answers = [*application.former_answers, former]
    return await named_photos(session, offered, answers)


async def _submit(
    session: AsyncSession,
    actor: Actor,
    offered: OfferedService,
    answers: Mapping[str, Any],
    *,
    submission_id: UUID,
    district_id: UUID,
    now: datetime,
) -> UUID | None:
    """The answers to the form of an edition; None where it asks nothing."""
    version_id = offered.edition.form_version_id
    if version_id is None:
        return None
    version = await session.get_one(FormVersion, version_id)
    given = dict(answers)
    submission, _ = await forms.submit(
        session,
        version,
        submission_id=submission_id,
        answers=given,
        body_hash=body_hash({"answers": given}),
        district_id=district_id,
        submitted_by_id=actor.person_id,
        filled_at=now,
        now=now,
    )
    return submission.id


def _attach(
    session: AsyncSession, application: ServiceApplication, photos: Sequence[Handed]
) -> None:
    session.add_all(
        ApplicationPhoto(
            application_id=application.id,
            round=application.round,
            material=each.material,
            file_id=each.file_id,
            district_id=application.district_id,
            position=position,
            handed_in_at=each.handed_in_at,
        )
        for position, each in enumerate(photos)
    )
