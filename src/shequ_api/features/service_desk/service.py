"""What the office does: claim, accept, ask for more, decline, grant, refuse."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.service_applications.events import (
    ApplicationAccepted,
    ApplicationDecided,
    ApplicationReturned,
)
from shequ_api.features.service_applications.public import (
    OPEN,
    ApplicationSide,
    ApplicationState,
    ServiceApplication,
    acted_in,
    facts_of,
    guide_of,
    hold,
    office_time,
    take_step,
)
from shequ_api.features.service_desk.certifying import certify
from shequ_api.features.service_desk.refusals import (
    ApplicationClaimed,
    ApplicationConflict,
    ApplicationOver,
    AskedUnknown,
    NothingCertified,
    OwnFiling,
)
from shequ_api.features.service_desk.rules import (
    answer_until,
    in_conflict,
    left_of,
    promised_until,
)
from shequ_api.features.services.public import ResultKind, ServiceGuide
from shequ_api.kit.errors import Fault

OF_OFFICE = ApplicationSide.OFFICE


async def claim(
    session: AsyncSession, actor: Actor, application: ServiceApplication, *, take_over: bool
) -> ServiceApplication:
    """Have it oneself from now on; from a colleague only where that is said."""
    await take_turn(session, actor, application, anybodys=take_over)
    if application.state not in OPEN:
        raise ApplicationOver
    application.handler_id = actor.person_id
    await session.flush()
    return application


async def release(
    session: AsyncSession, actor: Actor, application: ServiceApplication
) -> ServiceApplication:
    """Somebody else may claim it."""
    await hold(session, application, actor.person_id)
    if application.state not in OPEN:
        raise ApplicationOver
    if application.handler_id not in (None, actor.person_id):
        raise ApplicationClaimed
    application.handler_id = None
    await session.flush()
    return application


async def accept(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    *,
    note: str | None,
    now: datetime,
) -> ServiceApplication:
    """受理: from now on the promise runs."""
    await _step(session, actor, application, "accept", note, now)
    guide = await guide_of(session, application)
    if application.accepted_at is None:
        application.accepted_at = now
    office = await office_time(session)
    application.due_at = promised_until(office, now, guide.promised_workdays)
    record(session, ApplicationAccepted(**facts_of(application, actor.person_id)), now=now)
    await session.flush()
    return application


async def return_for_more(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    *,
    materials: Sequence[str],
    reason: str,
    now: datetime,
) -> ServiceApplication:
    """补正: say at once all that lacks; a promise that runs waits."""
    await take_turn(session, actor, application)
    guide = await guide_of(session, application)
    _refuse_unknown(guide, materials)
    due_at, office = application.due_at, await office_time(session)
    await _step(session, actor, application, "return", reason, now)
    # Nothing is read from here to the last of these: the row is written whole.
    application.answer_by = answer_until(now, guide.answer_days)
    application.asked = list(dict.fromkeys(materials))
    if application.state == ApplicationState.SUSPENDED and due_at is not None:
        application.left_seconds = left_of(office, due_at, now)
    record(session, ApplicationReturned(**facts_of(application, actor.person_id)), now=now)
    await session.flush()
    return application


async def decline(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    *,
    reason: str,
    now: datetime,
) -> ServiceApplication:
    """不予受理."""
    await _step(session, actor, application, "decline", reason, now, decides=True)
    return await _decided(session, actor, application, now)


async def refuse(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    *,
    reason: str,
    objection: str,
    now: datetime,
) -> ServiceApplication:
    """不予通过, with the reason and how to object to it."""
    await take_turn(session, actor, application, decides=True)
    said = f"{reason}\n异议途径：{objection}"
    await _take(session, actor, application, "refuse", said, now)
    return await _decided(session, actor, application, now)


async def grant(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    *,
    note: str | None,
    certified: str | None,
    now: datetime,
) -> ServiceApplication:
    """办结; where the service ends in a certificate, it is issued with it."""
    await _step(session, actor, application, "grant", note, now, decides=True)
    guide = await guide_of(session, application)
    if guide.result.kind == ResultKind.CERTIFICATE:
        made = await certify(session, actor, application, guide, said=certified, now=now)
        application.certificate_id = made.id
    elif certified is not None:
        raise NothingCertified
    return await _decided(session, actor, application, now)


async def take_turn(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    *,
    anybodys: bool = False,
    decides: bool = False,
) -> None:
    """Lock it for somebody of its office who has no interest in it, and whose turn it is;
    `anybodys`: even if a colleague has it. `decides`: four eyes, so not who filled it in for the
    applicant; they may claim it, accept it and ask for more."""
    await hold(session, application, actor.person_id)
    ours = {posting.organisation_id for posting in actor.postings}
    concerned = (application.applicant_id, application.owner_id)
    # Who acted for the applicant has an interest, too.
    if await acted_in(session, actor.person_id, application.case_id) or in_conflict(
        actor.person_id,
        ours,
        concerned=concerned,
        organisation_id=application.organisation_id,
    ):
        raise ApplicationConflict
    if not anybodys and application.handler_id not in (None, actor.person_id):
        raise ApplicationClaimed
    if decides and actor.person_id == application.filed_by_id:
        raise OwnFiling


async def _step(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    name: str,
    note: str | None,
    now: datetime,
    *,
    decides: bool = False,
) -> None:
    await take_turn(session, actor, application, decides=decides)
    await _take(session, actor, application, name, note, now)


async def _take(
    session: AsyncSession,
    actor: Actor,
    application: ServiceApplication,
    name: str,
    note: str | None,
    now: datetime,
) -> None:
    """Take a step whose turn it is."""
    me = actor.person_id
    await take_step(session, application, name, side=OF_OFFICE, actor_id=me, note=note, now=now)
    application.handler_id, application.said = me, note


async def _decided(
    session: AsyncSession, actor: Actor, application: ServiceApplication, now: datetime
) -> ServiceApplication:
    decided = ApplicationDecided(
        **facts_of(application, actor.person_id),
        outcome=application.state,
        certificate_id=application.certificate_id,
    )
    record(session, decided, now=now)
    await session.flush()
    return application


def _refuse_unknown(guide: ServiceGuide, materials: Sequence[str]) -> None:
    keys = {each.key for each in guide.materials}
    faults = [
        Fault(f"/materials/{number}", "unknown", "办事指南里没有这项材料")
        for number, key in enumerate(materials)
        if key not in keys
    ]
    if faults:
        raise AskedUnknown(errors=tuple(faults))
