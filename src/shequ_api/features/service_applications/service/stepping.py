"""Taking a step with an application: one at a time, under a name that its applicant may read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.calendar.hours import OFFICE, OpenTime
from shequ_api.base.calendar.queries import special_days
from shequ_api.base.people.merging import hold_unmerged
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.service_applications.flow import FLOW, MANDATE, OPEN, ApplicationSide
from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_applications.refusals import ApplicationPersonMerged
from shequ_api.features.services.public import ServiceGuide, edition_of

BY_MANDATE = "由受托人办理"


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
    **facts: str,
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
        **facts,
    )
    application.state = case.state
    application.due_at = application.answer_by = None
    if case.state not in OPEN:
        application.ended_at, application.left_seconds, application.asked = now, None, []


def by_mandate(actor: Actor | None) -> dict[str, str]:
    """What the log says of a step beside who took it: the mandate under which they did."""
    acts_for = actor.on_behalf_of if actor is not None else None
    return {MANDATE: str(acts_for.mandate_id)} if acts_for is not None else {}


def said_by(actor: Actor | None, note: str | None) -> str | None:
    """What stands under an applicant's step: what was said, and that an agent said it."""
    if actor is None or actor.on_behalf_of is None:
        return note
    return f"{BY_MANDATE}：{note}" if note else BY_MANDATE


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
