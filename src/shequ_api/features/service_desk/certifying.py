"""What an application is certified by: its guide's title, its applicant, what its guide states."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.stating import Stated, stated
from shequ_api.features.service_applications.public import (
    LISTED_BY,
    ServiceApplication,
    answers_of,
)
from shequ_api.features.service_certificates.public import Grant, ServiceCertificate, issue
from shequ_api.features.services.public import ServiceGuide
from shequ_api.kit.own_words import FORGOTTEN


async def certify(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    guide: ServiceGuide,
    *,
    said: str | None,
    now: datetime,
) -> ServiceCertificate:
    """The certificate in which an application ends."""
    grant = Grant(
        title=guide.result.title,
        service_title=application.title,
        holder_id=application.applicant_id,
        organisation_id=application.organisation_id,
        holder_name=await _applicant_name(session, application),
        said=said,
        stated=await _stated(session, application, guide),
        valid_days=guide.result.valid_days,
        office=await session.get_one(Place, application.place_id),
        scopes={column: getattr(application, column) for column in LISTED_BY},
    )
    return await issue(session, actor, grant, now=now)


async def _applicant_name(session: AsyncSession, application: ServiceApplication) -> str:
    if application.organisation_id is not None:
        return (await session.get_one(Organisation, application.organisation_id)).name
    person = await session.get_one(Person, application.applicant_id)
    return person.name or FORGOTTEN


async def _stated(
    session: AsyncSession, application: ServiceApplication, guide: ServiceGuide
) -> list[Stated]:
    """What its guide states of the answers; never of those that are sealed."""
    answers = await answers_of(session, application, whole=False)
    if guide.form is None or answers is None:
        return []
    return stated(guide.form, answers, guide.result.states)
