"""Taking a step with an application: one at a time, under a name that its applicant may read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.hours import OFFICE, OpenTime
from shequ_api.base.calendar.queries import special_days
from shequ_api.base.people.merging import hold_unmerged
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.service_applications.flow import FLOW, OPEN, ApplicationSide
from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_applications.refusals import ApplicationPersonMerged
from shequ_api.features.services.public import ServiceGuide, edition_of


async def hold(
    session: AsyncSession, application: ServiceApplication, actor_id: UUID | None
) -> None:
    """Lock it until the end of the transaction, as it stands now: first whoever acts and those
    whose it is, then it, then its case. Nobody acts for a clock, nor for whoever ends or merges
    accounts: these have locked the persons."""
    if actor_id is not None:
        named = (actor_id, application.owner_id, application.applicant_id)
        if not await hold_unmerged(session, named):
            raise ApplicationPersonMerged
    await session.refresh(application, with_for_update={"key_share": True})


async def take_step(
    session: AsyncSession,
    application: ServiceApplication,
    name: str,
    *,
    side: ApplicationSide,
    actor_id: UUID | None,
    note: str | None = None,
    now: datetime,
) -> None:
    """A step of the trail. Whoever takes one has locked it; with its end all clocks end."""
    case = await advance(
        session,
        FLOW,
        application.case_id,
        name,
        actor_id=actor_id,
        now=now,
        note=note,
        side=side.value,
    )
    application.state = case.state
    application.due_at = application.answer_by = None
    if case.state not in OPEN:
        application.ended_at, application.left_seconds, application.asked = now, None, []


async def guide_of(session: AsyncSession, application: ServiceApplication) -> ServiceGuide:
    """The guide by which it is handled."""
    offered = await edition_of(session, application.service_id, application.edition)
    assert offered is not None, "an edition stays"
    return offered.guide


async def office_time(session: AsyncSession) -> OpenTime:
    """The hours in which promises are kept."""
    return OpenTime(OFFICE, await special_days(session))


def facts_of(application: ServiceApplication, by_id: UUID | None) -> dict[str, Any]:
    """What each fact about an application tells."""
    return {
        "subject_id": application.id,
        "district_id": application.district_id,
        "service_id": application.service_id,
        "place_id": application.place_id,
        "owner_id": application.owner_id,
        "applicant_id": application.applicant_id,
        "organisation_id": application.organisation_id,
        "filed_by_id": application.filed_by_id,
        "by_id": by_id,
    }
