"""The desk over HTTP: applications for the office that handles them, and those above it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.audit.looks import note_look
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.offices import row_of_office
from shequ_api.features.service_applications.public import (
    DUE_ORDER,
    ORDER,
    ApplicationState,
    ServiceApplication,
    ServiceApplicationLine,
    ServiceApplicationView,
    answers_of,
    line,
    lines_of,
    view_of,
)
from shequ_api.features.service_desk import service
from shequ_api.features.service_desk.permissions import ServiceDeskPermission
from shequ_api.features.service_desk.rules import SOON
from shequ_api.features.service_desk.schemas import (
    AnswersReveal,
    ApplicationAcceptance,
    ApplicationAnswers,
    ApplicationClaim,
    ApplicationDeclination,
    ApplicationGrant,
    ApplicationRefusal,
    ApplicationReturn,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["service_desk"])
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Handler = Annotated[Actor, Depends(may(ServiceDeskPermission.HANDLE))]


async def application_in_scope(
    application_id: UUID, actor: AnyActor, session: Session
) -> ServiceApplication:
    """One of an office in the actor's scope."""
    found = await session.get(ServiceApplication, application_id)
    if found is None or not actor.covers(found):
        raise Absent
    return found


async def application_of_office(
    application_id: UUID, actor: AnyActor, session: Session
) -> ServiceApplication:
    """One of the very office that the actor holds."""
    return await row_of_office(session, actor, ServiceApplication, application_id)


InScope = Annotated[ServiceApplication, Depends(application_in_scope)]
OfOffice = Annotated[ServiceApplication, Depends(application_of_office)]


@router.get("/service-applications")
async def list_service_applications(
    actor: Handler,
    session: Session,
    paging: ThePaging,
    state: Annotated[ApplicationState | None, Query(description="Those in this state only")] = None,
) -> Page[ServiceApplicationLine]:
    """办件列表: Applications to the offices of my scope, the latest first."""
    lines = lines_of(in_scope(actor, ServiceApplication))
    if state is not None:
        lines = lines.where(ServiceApplication.state == state)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/due-service-applications")
async def list_due_service_applications(
    actor: Handler,
    session: Session,
    paging: ThePaging,
    now: Now,
    overdue: Annotated[
        bool, Query(description="Only those whose promise is over; else those due in two days too")
    ] = False,
) -> Page[ServiceApplicationLine]:
    """临期与超期办件: What offices of my scope must soon have handled, the most urgent first."""
    until = now if overdue else now + SOON
    due = (in_scope(actor, ServiceApplication), ServiceApplication.due_at <= until)
    lines = lines_of(*due)
    rows, cursor = await page_of(session, lines, DUE_ORDER, paging, ascending=True)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/me/handled-service-applications")
async def list_handled_service_applications(
    actor: Handler, session: Session, paging: ThePaging
) -> Page[ServiceApplicationLine]:
    """我经办的办件: What I have claimed and is not over, the oldest first."""
    mine = (ServiceApplication.handler_id == actor.person_id, ServiceApplication.ended_at.is_(None))
    lines = lines_of(*mine)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/service-applications/{application_id}")
async def get_service_application(
    application: InScope, _: Handler, session: Session, showcase: TheShowcase, now: Now
) -> ServiceApplicationView:
    """查看办件: An application of my scope, without the answers that are sealed."""
    return await view_of(session, application, showcase, now, whole=False)


@router.post("/service-applications/{application_id}/answers")
@unkeyed
async def reveal_application_answers(
    reveal: AnswersReveal, application: OfOffice, actor: Handler, session: Session, now: Now
) -> ApplicationAnswers:
    """查看办件全部填写内容: All answers, for the office that handles it; the look is logged."""
    note_look(
        session,
        actor,
        subject_kind="service_application",
        subject_id=application.id,
        person_id=application.applicant_id,
        district_id=application.district_id,
        fields=["answers"],
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
    answers = await answers_of(session, application, whole=True)
    return ApplicationAnswers(id=application.id, answers=answers or {})


@router.put("/service-applications/{application_id}/handler")
async def claim_service_application(
    said: ApplicationClaim,
    application: OfOffice,
    actor: Handler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """认领办件: I handle it from now on; from a colleague only with `take_over`."""
    await service.claim(session, actor, application, take_over=said.take_over)
    return await view_of(session, application, showcase, now, whole=False)


@router.delete("/service-applications/{application_id}/handler")
async def release_service_application(
    application: OfOffice, actor: Handler, session: Session, showcase: TheShowcase, now: Now
) -> ServiceApplicationView:
    """放回办件: Somebody else of the office may claim it."""
    await service.release(session, actor, application)
    return await view_of(session, application, showcase, now, whole=False)


@router.post("/service-applications/{application_id}/acceptance")
@moves
async def accept_service_application(
    said: ApplicationAcceptance,
    application: OfOffice,
    actor: Handler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """受理: Handle it; from now on the promise of the guide runs, in workdays."""
    await service.accept(session, actor, application, note=said.note, now=now)
    return await view_of(session, application, showcase, now, whole=False)


@router.post("/service-applications/{application_id}/return")
@moves
async def return_service_application(
    said: ApplicationReturn,
    application: OfOffice,
    actor: Handler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """要求补正: Say at once all that lacks; a promise that runs waits until it is there."""
    await service.return_for_more(
        session, actor, application, materials=said.materials, reason=said.reason, now=now
    )
    return await view_of(session, application, showcase, now, whole=False)


@router.post("/service-applications/{application_id}/declination")
@moves
async def decline_service_application(
    said: ApplicationDeclination,
    application: OfOffice,
    actor: Handler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """不予受理: It is nothing for this office; the applicant reads why."""
    await service.decline(session, actor, application, reason=said.reason, now=now)
    return await view_of(session, application, showcase, now, whole=False)


@router.post("/service-applications/{application_id}/grant")
@moves
async def grant_service_application(
    said: ApplicationGrant,
    application: OfOffice,
    actor: Handler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """办结: Grant it; where the service ends in a certificate, it is issued now."""
    await service.grant(
        session, actor, application, note=said.note, certified=said.certified, now=now
    )
    return await view_of(session, application, showcase, now, whole=False)


@router.post("/service-applications/{application_id}/refusal")
@moves
async def refuse_service_application(
    said: ApplicationRefusal,
    application: OfOffice,
    actor: Handler,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """不予通过: The applicant reads why, and how to object."""
    await service.refuse(
        session, actor, application, reason=said.reason, objection=said.objection, now=now
    )
    return await view_of(session, application, showcase, now, whole=False)
