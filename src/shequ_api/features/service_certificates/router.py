"""Certificates over HTTP: for their holders, for their office, and for whoever checks one."""

import asyncio
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import row_of_office
from shequ_api.features.service_certificates import queries, service
from shequ_api.features.service_certificates.address import FOLDER, ServiceCertificateAddress
from shequ_api.features.service_certificates.models import ServiceCertificate
from shequ_api.features.service_certificates.permissions import ServiceCertificatePermission
from shequ_api.features.service_certificates.refusals import CertificateUnknown, ServiceChecks
from shequ_api.features.service_certificates.schemas import (
    ServiceCertificateCheck,
    ServiceCertificateNameShown,
    ServiceCertificateReplacement,
    ServiceCertificateRevocation,
    ServiceCertificateView,
)
from shequ_api.features.service_certificates.showing import browser_page, check_of, own_view, paper
from shequ_api.kit.checked_papers import no_paper_page
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.papers import paper_of

router = Router(tags=["service_certificates"])
site_router = Router(include_in_schema=False)
Holder = Annotated[Actor, Depends(may(ServiceCertificatePermission.HOLD))]
Reader = Annotated[Actor, Depends(may(ServiceCertificatePermission.HOLD, on_behalf=True))]
Keeper = Annotated[Actor, Depends(may(ServiceCertificatePermission.KEEP))]
TheAddress = Annotated[ServiceCertificateAddress, Depends(part(ServiceCertificateAddress))]
TheChecks = Annotated[ServiceChecks, Depends(part(ServiceChecks))]
TheNumber = Annotated[str, Path(max_length=32, description="The number that stands on the paper")]
TheCode = Annotated[
    str, Path(max_length=64, description="The code that stands on the paper, and in its QR code")
]
PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One A4 page",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def own_certificate(
    certificate_id: UUID, actor: Holder, session: Session
) -> ServiceCertificate:
    """A certificate of one's own, or of the organisation for which one acts."""
    return await _held(session, actor, certificate_id)


async def certificate_to_read(
    certificate_id: UUID, actor: Reader, session: Session
) -> ServiceCertificate:
    """The same, or one of whom one acts for by a mandate."""
    return await _held(session, actor, certificate_id)


async def _held(session: AsyncSession, actor: Actor, certificate_id: UUID) -> ServiceCertificate:
    found = await session.get(ServiceCertificate, certificate_id)
    if found is None or not queries.holds(actor, found):
        raise Absent
    return found


async def certificate_of_office(
    certificate_id: UUID, actor: AnyActor, session: Session
) -> ServiceCertificate:
    """A certificate that the very office issued which the actor holds."""
    return await row_of_office(session, actor, ServiceCertificate, certificate_id)


Own = Annotated[ServiceCertificate, Depends(own_certificate)]
ToRead = Annotated[ServiceCertificate, Depends(certificate_to_read)]
OfOffice = Annotated[ServiceCertificate, Depends(certificate_of_office)]


@router.get("/me/service-certificates")
async def list_my_service_certificates(
    actor: Reader,
    session: Session,
    paging: ThePaging,
    address: TheAddress,
    now: Now,
    organisation: Annotated[
        bool, Query(description="Those of the organisation for which I act, not my own")
    ] = False,
) -> Page[ServiceCertificateView]:
    """我的电子证明: What was certified of me, or of the person for whom I act, the latest first;
    what holds no more, too."""
    lines = queries.lines_of(queries.held_by(actor, organisation=organisation))
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    today = china_date(now)
    items = [own_view(SimpleNamespace(**row), address, today) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/me/service-certificates/{certificate_id}")
async def get_my_service_certificate(
    certificate: ToRead, address: TheAddress, now: Now
) -> ServiceCertificateView:
    """查看电子证明: A certificate of mine, or of the organisation for which I act."""
    return own_view(certificate, address, china_date(now))


@router.get(
    "/me/service-certificates/{certificate_id}/paper", response_class=Response, responses=PDF
)
async def print_service_certificate(
    certificate: ToRead, address: TheAddress, exchange: TheExchange, now: Now
) -> Response:
    """打印电子证明: The certificate as a PDF, with the QR code by which it is checked."""
    drawn = paper(certificate, address, china_date(now))
    # Drawing keeps a core busy: in a thread, and with no connection held.
    await exchange.release()
    made = await asyncio.to_thread(paper_of, drawn)
    headers = {"Content-Disposition": f'inline; filename="{certificate.number}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


@router.put("/me/service-certificates/{certificate_id}/name-shown")
async def show_service_certificate_name(
    wish: ServiceCertificateNameShown,
    certificate: Own,
    session: Session,
    address: TheAddress,
    now: Now,
) -> ServiceCertificateView:
    """设置公开范围: Whether whoever checks it reads my whole name and all that stands on it."""
    await service.show_name(session, certificate, wish.name_shown)
    return own_view(certificate, address, china_date(now))


@router.get("/service-certificates")
async def list_service_certificates(
    actor: Keeper, session: Session, paging: ThePaging, address: TheAddress, now: Now
) -> Page[ServiceCertificateView]:
    """出具的电子证明: What offices of my scope certified, the latest first."""
    lines = queries.lines_of(queries.issued_in(actor))
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    today = china_date(now)
    items = [own_view(SimpleNamespace(**row), address, today) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/service-certificates/{certificate_id}/revocation")
async def revoke_service_certificate(
    said: ServiceCertificateRevocation,
    certificate: OfOffice,
    actor: Keeper,
    session: Session,
    address: TheAddress,
    now: Now,
) -> ServiceCertificateView:
    """作废电子证明: A certificate of my own office holds no more; its holder is told why."""
    await service.revoke(session, actor, certificate, reason=said.reason, now=now)
    return own_view(certificate, address, china_date(now))


@router.post("/service-certificates/{certificate_id}/replacement", status_code=201)
async def replace_service_certificate(
    said: ServiceCertificateReplacement,
    certificate: OfOffice,
    actor: Keeper,
    session: Session,
    address: TheAddress,
    now: Now,
) -> ServiceCertificateView:
    """换发电子证明: Another one under a number and a code of its own, until the same day; the old
    one holds no more."""
    made = await service.replace(session, actor, certificate, **said.model_dump(), now=now)
    return own_view(made, address, china_date(now))


@router.get(
    "/service-certificate-checks/{number}/{code}",
    dependencies=[PUBLIC],
    responses={404: {}, 429: {}},
)
async def check_service_certificate(
    number: TheNumber,
    code: TheCode,
    session: Session,
    checks: TheChecks,
    request: Request,
    now: Now,
) -> ServiceCertificateCheck:
    """查验电子证明: What a certificate says and whether it holds, for whoever has the number and
    the code that stand on it; 20 wrong ones a minute, then 429."""
    found = await session.scalar(queries.by_number_and_code(number, code.upper()))
    if found is None:
        raise checks.failed(_asked_from(request), CertificateUnknown())
    return check_of(found, china_date(now))


@site_router.get(FOLDER + "{number}/{code}", dependencies=[PUBLIC])
async def show_service_certificate_page(
    number: str, code: str, session: Session, checks: TheChecks, request: Request, now: Now
) -> Response:
    """The same for browsers: what the QR code leads to."""
    found = await session.scalar(queries.by_number_and_code(number[:32], code[:64].upper()))
    if found is None:
        return no_paper_page(checks.failed(_asked_from(request), CertificateUnknown()))
    return browser_page(check_of(found, china_date(now)))


def _asked_from(request: Request) -> str:
    return request.client.host if request.client else ""
