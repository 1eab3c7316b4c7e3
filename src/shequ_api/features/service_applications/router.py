"""Applications over HTTP: for those whose affair they are."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor, of_organisation
from shequ_api.base.access.policies import may
from shequ_api.base.files.showing import Showcase
from shequ_api.features.service_applications import queries
from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_applications.permissions import ServiceApplicationPermission as P
from shequ_api.features.service_applications.schemas import (
    ApplicationSupplement,
    ApplicationWithdrawal,
    ServiceApplicationLine,
    ServiceApplicationView,
    by_key,
    documents_in,
)
from shequ_api.features.service_applications.service import filing, withdrawing
from shequ_api.features.service_applications.showing import line, view_of
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["service_applications"])
Applicant = Annotated[Actor, Depends(may(P.APPLY, on_behalf=True))]
Assistant = Annotated[Actor, Depends(may(P.ASSIST))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]


async def own_application(
    application_id: UUID, actor: Applicant, session: Session
) -> ServiceApplication:
    """One's own or that of whom one acts for, one of an organisation in which one serves, or one
    that was filled in for somebody of one's scope. The right stands first: it tells whose affair it
    is."""
    found = await session.get(ServiceApplication, application_id)
    if found is None:
        raise Absent
    if not (queries.is_theirs(actor, found) or await queries.still_assists(session, actor, found)):
        raise Absent
    return found


Own = Annotated[ServiceApplication, Depends(own_application)]


@router.get("/me/service-applications")
async def list_my_service_applications(
    actor: Applicant,
    session: Session,
    paging: ThePaging,
    organisation: Annotated[
        bool, Query(description="Those of the organisation for which I act, not my own")
    ] = False,
) -> Page[ServiceApplicationLine]:
    """我的办件: What I applied for, or the person for whom I act, the latest first."""
    mine = queries.owned_by(actor)
    which = of_organisation(actor, ServiceApplication.organisation_id) if organisation else mine
    rows, cursor = await page_of(session, queries.lines_of(which), queries.ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/me/filed-service-applications")
async def list_filed_service_applications(
    actor: Assistant, session: Session, paging: ThePaging
) -> Page[ServiceApplicationLine]:
    """我代填的办件: What I filled in for others at the door or at a counter, the latest first."""
    mine = queries.assisted_by(actor)
    rows, cursor = await page_of(session, queries.lines_of(mine), queries.ORDER, paging)
    return Page(items=[line(row) for row in rows], next_cursor=cursor)


@router.get("/me/service-applications/{application_id}")
async def get_my_service_application(
    application: Own, actor: Applicant, session: Session, showcase: TheShowcase, now: Now
) -> ServiceApplicationView:
    """查看我的办件: What I handed in, where it stands, and who did what when: the office, not its
    people. Sealed answers are shown to those whose affair it is."""
    whole = queries.is_theirs(actor, application)
    return await view_of(session, application, showcase, now, whole=whole)


@router.post("/me/service-applications/{application_id}/supplement")
@moves
async def supplement_service_application(
    said: ApplicationSupplement,
    application: Own,
    actor: Applicant,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """补正材料: Hand in all that was asked for; the office goes on, and its promise."""
    await filing.supplement(
        session,
        actor,
        application,
        answers=said.answers,
        materials=by_key(said.materials),
        documents=documents_in(said.materials),
        note=said.note,
        now=now,
    )
    return await view_of(
        session, application, showcase, now, whole=queries.is_theirs(actor, application)
    )


@router.post("/me/service-applications/{application_id}/withdrawal")
async def withdraw_service_application(
    said: ApplicationWithdrawal,
    application: Own,
    actor: Applicant,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> ServiceApplicationView:
    """撤回办件: I want it no more; possible until it is decided."""
    await withdrawing.refuse_withdrawal(session, actor, application)
    await withdrawing.withdraw(session, application, by=actor, reason=said.reason, now=now)
    return await view_of(
        session, application, showcase, now, whole=queries.is_theirs(actor, application)
    )
