"""Who filed an anonymous ticket, over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, NotAllowed, may
from shequ_api.base.access.roles import ROLE_TITLES, Role, RoleBook
from shequ_api.base.people.phones import PhoneBook
from shequ_api.features.ticket_unsealing import queries, service
from shequ_api.features.ticket_unsealing.models import ReporterOpening
from shequ_api.features.ticket_unsealing.permissions import UnsealingPermission
from shequ_api.features.ticket_unsealing.schemas import (
    ReporterOpeningEntry,
    ReporterOpeningLine,
    ReporterQuestion,
    ReporterView,
)
from shequ_api.features.tickets.public import TheTicket, is_reporter
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
Opener = Annotated[Actor, Depends(may(UnsealingPermission.OPEN))]
Auditor = Annotated[Actor, Depends(may(UnsealingPermission.VIEW))]
ThePhones = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheRoles = Annotated[RoleBook, Depends(part(RoleBook))]
ORDER = [ReporterOpening.opened_at, ReporterOpening.id]


@router.post("/tickets/{ticket_id}/reporter-openings", status_code=201)
@unkeyed
async def open_ticket_reporter(
    question: ReporterQuestion,
    ticket: TheTicket,
    actor: Opener,
    session: Session,
    phones: ThePhones,
    now: Now,
) -> ReporterView:
    """查实匿名下单人: Who filed an anonymous ticket. It stays on record who asked and why, and the
    reporter is told, unless a law forbids it. Asked again for the same reason within minutes, it is
    the same opening; the answer itself is kept nowhere."""
    opening, reporter = await service.open_reporter(
        session,
        actor,
        ticket,
        reason=question.reason,
        silent_ground=question.silent_ground,
        now=now,
    )
    return ReporterView(
        id=opening.id,
        reporter_id=reporter.id,
        reporter_name=reporter.name,
        reporter_phone=phones.masked(reporter.id, reporter.phone_sealed),
        told=opening.silent_ground is None,
    )


@router.get("/tickets/{ticket_id}/reporter-openings")
async def list_openings_of_ticket(
    ticket: TheTicket, actor: AnyActor, session: Session, paging: ThePaging, roles: TheRoles
) -> Page[ReporterOpeningLine]:
    """谁查实过下单人: To the reporter, who opened the seal as what and why, but what a
    law forbids to tell; to auditors all."""
    own = is_reporter(session, actor, ticket)
    if not own and not (actor.may(UnsealingPermission.VIEW) and actor.covers(ticket)):
        raise NotAllowed(UnsealingPermission.VIEW, actor, roles)
    lines = queries.of_ticket(ticket, told=own)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    items = [ReporterOpeningLine(**row, role_title=_title(row["role"])) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/ticket-reporter-openings")
async def list_ticket_reporter_openings(
    actor: Auditor, session: Session, paging: ThePaging
) -> Page[ReporterOpeningEntry]:
    """匿名查实记录: Who in my scope was told who filed which anonymous ticket, and why."""
    lines = queries.opening_lines(in_scope(actor, ReporterOpening))
    rows, cursor = await page_of(session, lines, ORDER, paging)
    items = [ReporterOpeningEntry(**row, role_title=_title(row["role"])) for row in rows]
    return Page(items=items, next_cursor=cursor)


def _title(role: str) -> str:
    return ROLE_TITLES[Role(role)]
