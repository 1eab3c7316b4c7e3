"""Taking an application back."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.identity.records import is_record_only
from shequ_api.features.service_applications.events import ApplicationWithdrawn
from shequ_api.features.service_applications.flow import ApplicationSide
from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_applications.refusals import NotYoursToWithdraw
from shequ_api.features.service_applications.service.stepping import (
    by_mandate,
    facts_of,
    hold,
    said_by,
    take_step,
)


async def withdraw(
    session: AsyncSession,
    application: ServiceApplication,
    *,
    by: Actor | None,
    reason: str | None,
    now: datetime,
) -> ServiceApplication:
    """The applicant wants it no more, at any time before its end; `by` nobody: they are gone."""
    actor_id = by.person_id if by is not None else None
    await hold(session, application, actor_id)
    side = ApplicationSide.APPLICANT if by is not None else ApplicationSide.CLOCK
    said, log = said_by(by, reason), by_mandate(by)
    await take_step(
        session, application, "withdraw", side=side, actor_id=actor_id, note=said, now=now, **log
    )
    facts = facts_of(application, actor_id)
    record(session, ApplicationWithdrawn(**facts, handler_id=application.handler_id), now=now)
    await session.flush()
    return application


async def refuse_withdrawal(
    session: AsyncSession, actor: Actor, application: ServiceApplication
) -> None:
    """Whoever filled it in takes back what is another's only where these have no account."""
    if application.applicant_id is None or actor.person_id != application.filed_by_id:
        return
    alone = await session.scalar(is_record_only(application.applicant_id))
    if actor.concerned_id != application.applicant_id and not alone:
        raise NotYoursToWithdraw
