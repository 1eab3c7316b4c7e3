"""Photos and documents of materials: whose are handed in, what lacks, what need not come again."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.files.service import own_documents, own_photos
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.blocks.forms.service import checker_of
from shequ_api.features.service_applications.models import ApplicationPhoto, ServiceApplication
from shequ_api.features.service_applications.refusals import MaterialsUnfit
from shequ_api.features.services.public import GuideMaterial, OfferedService
from shequ_api.kit.errors import Fault

ANSWERED = ""
"""The material of photos that answers to the form name."""
SIGNED = "@signed"
"""The material of the paper by which an applicant without an account says yes."""
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Handed:
    """A photo or document of a material, and when the paper came first."""

    material: str
    file_id: UUID
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Applicant:
    """For whom it is: a person, or an organisation."""

    person_id: UUID | None
    organisation_id: UUID | None

    def of(self) -> ColumnElement[bool]:
        """Their applications."""
        if self.person_id is not None:
            return ServiceApplication.applicant_id == self.person_id
        return ServiceApplication.organisation_id == self.organisation_id


async def reusable(
    session: AsyncSession,
    applicant: Applicant,
    district_id: UUID,
    materials: Sequence[GuideMaterial],
    now: datetime,
) -> list[Handed]:
    """What they handed in for earlier applications in the same district under the same keys, and
    is young enough, the newest first."""
    days = {each.key: each.reuse_days for each in materials if each.reuse_days is not None}
    if not days:
        return []
    wanted = (
        select(ApplicationPhoto.material, ApplicationPhoto.file_id, ApplicationPhoto.handed_in_at)
        .join(ServiceApplication, ServiceApplication.id == ApplicationPhoto.application_id)
        .join(File, File.id == ApplicationPhoto.file_id)
        .where(applicant.of(), ApplicationPhoto.material.in_(days), File.erased_at.is_(None))
        .where(
            ServiceApplication.district_id == district_id,
            ApplicationPhoto.handed_in_at > now - timedelta(days=max(days.values())),
        )
        .order_by(ApplicationPhoto.handed_in_at.desc(), ApplicationPhoto.file_id)
        .limit(MOST_OFFERED)
    )
    rows = [Handed(*row) for row in await session.execute(wanted)]
    fresh = [each for each in rows if each.handed_in_at > now - timedelta(days=days[each.material])]
    return list({(each.material, each.file_id): each for each in reversed(fresh)}.values())[::-1]


async def handed(session: AsyncSession, application_id: UUID) -> list[Handed]:
    """What was handed in for an application, in all rounds, the newest first."""
    columns = (ApplicationPhoto.material, ApplicationPhoto.file_id, ApplicationPhoto.handed_in_at)
    wanted = select(*columns).where(ApplicationPhoto.application_id == application_id)
    order = (ApplicationPhoto.round.desc(), ApplicationPhoto.position)
    return [Handed(*row) for row in await session.execute(wanted.order_by(*order))]


async def named_photos(
    session: AsyncSession, offered: OfferedService, answers: Mapping[str, Any]
) -> list[UUID]:
    """The photos that sound answers to the form of an edition name."""
    version_id = offered.edition.form_version_id
    if version_id is None:
        return []
    version = await session.get_one(FormVersion, version_id)
    return checker_of(version).photo_ids(answers)


async def taken(
    session: AsyncSession,
    author_id: UUID,
    wanted: Mapping[str, Sequence[UUID]],
    known: Sequence[Handed],
    now: datetime,
    documents: AbstractSet[UUID],
) -> list[Handed]:
    """Files by material: those that are known already stay what they are, all others must be the
    author's own: documents where they are named so, else photos, as are all that answers name.
    Raises `PhotoUnknown`, `DocumentUnknown`."""
    since = {(each.material, each.file_id): each.handed_in_at for each in reversed(known)}
    named = {(key, file_id) for key, file_ids in wanted.items() for file_id in file_ids}
    fresh = named - since.keys()
    papers = {each for each in fresh if each[0] != ANSWERED and each[1] in documents}
    await own_photos(session, author_id, sorted(each for _, each in fresh - papers))
    await own_documents(session, author_id, sorted(each for _, each in papers))
    return [
        Handed(material, file_id, since.get((material, file_id), now))
        for material, file_ids in wanted.items()
        for file_id in dict.fromkeys(file_ids)
    ]


def faults_of(
    materials: Sequence[GuideMaterial], wanted: Mapping[str, Sequence[UUID]]
) -> list[Fault]:
    """Files of what is not asked for, and too many of what is."""
    most = {each.key: each.most_files for each in materials}
    faults = []
    for number, (key, file_ids) in enumerate(wanted.items()):
        if key not in most:
            faults.append(Fault(f"/materials/{number}/key", "unknown", "办事指南里没有这项材料"))
        elif len(set(file_ids)) > most[key]:
            detail = f"最多 {most[key]} 份"
            faults.append(Fault(f"/materials/{number}", "too_many", detail))
    return faults


def refuse_unfit(materials: Sequence[GuideMaterial], wanted: Mapping[str, Sequence[UUID]]) -> None:
    """Raise `MaterialsUnfit` where something is handed in that nobody asked for."""
    if faults := faults_of(materials, wanted):
        raise MaterialsUnfit(errors=tuple(faults))


def refuse_missing(
    materials: Sequence[GuideMaterial], there: AbstractSet[str], told: AbstractSet[str]
) -> None:
    """Raise `MaterialsUnfit` where one of these is neither there nor known otherwise."""
    lacking = [each for each in materials if each.key not in there | told]
    faults = [Fault("/materials", "required", f"缺少“{each.title}”") for each in lacking]
    if faults:
        raise MaterialsUnfit(errors=tuple(faults))
