"""A draft as whoever goes on with it sees it, and what is known already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.files.showing import Showcase
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.features.service_applications.public import reusable
from shequ_api.features.service_drafts import queries
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.schemas import (
    DraftDocument,
    DraftKnowledge,
    DraftMaterial,
    ReusableDocument,
    ReusableMaterial,
    ServiceDraftLine,
    ServiceDraftView,
    ToldMaterial,
)
from shequ_api.features.service_drafts.service import answers_in, applicant_of
from shequ_api.features.service_drafts.submitting import judgement_of
from shequ_api.features.services.public import (
    FACTS,
    JudgedRule,
    OfferedService,
    edition_of,
    offered_at,
)
from shequ_api.kit.clock import china_date


def line(row: Mapping[str, Any]) -> ServiceDraftLine:
    """A row of a list."""
    return ServiceDraftLine(**row)


async def view_of(
    session: AsyncSession, draft: ServiceDraft, showcase: Showcase, now: datetime
) -> ServiceDraftView:
    """All of it."""
    row = (await session.execute(queries.lines_of(ServiceDraft.id == draft.id))).mappings().one()
    begun_by = await _edition(session, draft)
    place = await session.get_one(Place, draft.place_id)
    present = await offered_at(session, place, draft.service_id)
    newest = present.edition.number if present is not None else draft.edition
    files = (await session.execute(queries.file_lines(draft.id))).all()
    there = {each.material for each in files}
    return ServiceDraftView(
        **row,
        newer_edition=newest if newest > draft.edition else None,
        offered=present is not None,
        form_version_id=begun_by.edition.form_version_id,
        answers=answers_in(session, draft),
        photos=[
            DraftMaterial(key=each.material, photo=showcase.view(each, now))
            for each in files
            if each.pages is None
        ],
        documents=[
            DraftDocument(key=each.material, document=showcase.document(each, now))
            for each in files
            if each.pages is not None
        ],
        missing=[
            each.key for each in begun_by.guide.materials if each.required and each.key not in there
        ],
    )


async def knowledge_of(
    session: AsyncSession, draft: ServiceDraft, showcase: Showcase, now: datetime, *, whole: bool
) -> DraftKnowledge:
    """What need not be asked again of the applicant of a draft. Not `whole`, for who fills it in
    for another: without what the register says of them, and without their papers."""
    offered = await _edition(session, draft)
    judgement = await judgement_of(session, draft, offered, now, whole=whole)
    told = set(judgement.told(offered.guide))
    name, phone, homes = await _person(session, draft, now)
    earlier = await _reusable(session, draft, offered, showcase, now) if whole else []
    return DraftKnowledge(
        applicant_name=name,
        phone=phone,
        homes=homes,
        may_apply=not any(rule.bars for rule in judgement.rules),
        rules=[JudgedRule.model_validate(rule) for rule in judgement.rules],
        told=[
            ToldMaterial(key=each.key, title=each.title, told_by=FACTS[each.told_by].title)
            for each in offered.guide.materials
            if each.key in told and each.told_by is not None
        ],
        reusable=[each for each in earlier if isinstance(each, ReusableMaterial)],
        reusable_documents=[each for each in earlier if isinstance(each, ReusableDocument)],
    )


async def _edition(session: AsyncSession, draft: ServiceDraft) -> OfferedService:
    offered = await edition_of(session, draft.service_id, draft.edition)
    assert offered is not None, "an edition stays"
    return offered


async def _person(
    session: AsyncSession, draft: ServiceDraft, now: datetime
) -> tuple[str | None, str | None, list[str]]:
    if draft.organisation_id is not None:
        return (await session.get_one(Organisation, draft.organisation_id)).name, None, []
    assert draft.applicant_id is not None, "one of the two"
    person = await session.get_one(Person, draft.applicant_id)
    book: PhoneBook = session.info["phone_book"]
    where = select(Place.full_name).join(Residency, Residency.place_id == Place.id)
    homes = where.where(lives_in(person.id, china_date(now))).order_by(Place.full_name)
    phone = book.masked(person.id, person.phone_sealed)
    return person.name, phone, list(await session.scalars(homes))


async def _reusable(
    session: AsyncSession,
    draft: ServiceDraft,
    offered: OfferedService,
    showcase: Showcase,
    now: datetime,
) -> list[ReusableMaterial | ReusableDocument]:
    materials = offered.guide.materials
    found = await reusable(session, applicant_of(draft), draft.district_id, materials, now)
    titles = {each.key: each.title for each in materials}
    files = await _files(session, [each.file_id for each in found])
    shown: list[ReusableMaterial | ReusableDocument] = []
    for each in found:
        file = files[each.file_id]
        told: dict[str, Any] = {"key": each.material, "title": titles[each.material]}
        told["handed_in_at"] = each.handed_in_at
        if file.pages is None:
            shown.append(ReusableMaterial(**told, photo=showcase.view(file, now)))
        else:
            shown.append(ReusableDocument(**told, document=showcase.document(file, now)))
    return shown


async def _files(session: AsyncSession, ids: list[UUID]) -> dict[UUID, File]:
    return {file.id: file for file in await session.scalars(select(File).where(File.id.in_(ids)))}
