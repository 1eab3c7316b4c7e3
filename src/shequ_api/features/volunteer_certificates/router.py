"""Certificates over HTTP: for their holders, and for whoever checks one."""

import asyncio
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.volunteer_certificates import queries
from shequ_api.features.volunteer_certificates.address import FOLDER, CertificateAddress
from shequ_api.features.volunteer_certificates.models import VolunteerCertificate
from shequ_api.features.volunteer_certificates.page import browser_page
from shequ_api.features.volunteer_certificates.permissions import CertificatePermission
from shequ_api.features.volunteer_certificates.refusals import CertificateUnknown, Checks
from shequ_api.features.volunteer_certificates.schemas import (
    VolunteerCertificateCheck,
    VolunteerCertificateDraft,
    VolunteerCertificateView,
)
from shequ_api.features.volunteer_certificates.service import issuing
from shequ_api.features.volunteer_certificates.showing import check_of, own_view, paper
from shequ_api.kit.checked_papers import no_paper_page
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.papers import paper_of

router = Router(tags=["volunteer_hours"])
site_router = Router(include_in_schema=False)
Holder = Annotated[Actor, Depends(may(CertificatePermission.HOLD))]
TheAddress = Annotated[CertificateAddress, Depends(part(CertificateAddress))]
TheChecks = Annotated[Checks, Depends(part(Checks))]
TheCode = Annotated[
    str,
    Path(
        max_length=64,
        description="What stands behind the last / of the address in the paper's QR code",
    ),
]
PDF: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One A4 page",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def own_certificate(
    certificate_id: UUID, actor: Holder, session: Session
) -> VolunteerCertificate:
    """A certificate of one's own."""
    found = await session.get(VolunteerCertificate, certificate_id)
    if found is None or found.person_id != actor.person_id:
        raise Absent
    return found


OwnCertificate = Annotated[VolunteerCertificate, Depends(own_certificate)]


def _asked_from(request: Request) -> str:
    return request.client.host if request.client else ""


@router.post("/me/volunteer-certificates", status_code=201, responses={404: {}})
async def issue_volunteer_certificate(
    draft: VolunteerCertificateDraft,
    actor: Holder,
    session: Session,
    address: TheAddress,
    now: Now,
) -> VolunteerCertificateView:
    """开具志愿服务证明: Freeze my hours of some days, or of all, under a code that anybody can
    check; 20 a day. With `replaces_id`, an older one is withdrawn for it."""
    replaced = None
    if draft.replaces_id is not None:
        replaced = await own_certificate(draft.replaces_id, actor, session)
    said = draft.model_dump(exclude={"replaces_id"})
    made = await issuing.issue(session, actor, **said, replaced=replaced, now=now)
    return own_view(made, address)


@router.get("/me/volunteer-certificates")
async def list_my_volunteer_certificates(
    actor: Holder, session: Session, paging: ThePaging, address: TheAddress
) -> Page[VolunteerCertificateView]:
    """我的志愿服务证明: My certificates, withdrawn ones too, the latest first."""
    lines = queries.certificates_of(actor.person_id)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    items = [own_view(SimpleNamespace(**row), address) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/me/volunteer-certificates/{certificate_id}")
async def get_volunteer_certificate(
    certificate: OwnCertificate, address: TheAddress
) -> VolunteerCertificateView:
    """查看志愿服务证明: One certificate of mine."""
    return own_view(certificate, address)


@router.get(
    "/me/volunteer-certificates/{certificate_id}/paper", response_class=Response, responses=PDF
)
async def print_volunteer_certificate(
    certificate: OwnCertificate, address: TheAddress, exchange: TheExchange
) -> Response:
    """打印志愿服务证明: The certificate as a PDF, with the QR code by which it is checked."""
    drawn = paper(certificate, address)
    # Drawing keeps a core busy: in a thread, and with no connection held.
    await exchange.release()
    made = await asyncio.to_thread(paper_of, drawn)
    headers = {"Content-Disposition": f'inline; filename="{certificate.number}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


@router.put("/me/volunteer-certificates/{certificate_id}/withdrawal")
async def withdraw_volunteer_certificate(
    certificate: OwnCertificate, session: Session, address: TheAddress, now: Now
) -> VolunteerCertificateView:
    """作废志愿服务证明: Whoever checks it is told from now on that it holds no more."""
    return own_view(await issuing.withdraw(session, certificate, now=now), address)


@router.get("/volunteer-certificates/{code}", dependencies=[PUBLIC], responses={404: {}, 429: {}})
async def check_volunteer_certificate(
    code: TheCode, session: Session, checks: TheChecks, request: Request
) -> VolunteerCertificateCheck:
    """查验志愿服务证明: What a certificate says and whether it holds, for whoever has its code; 20
    wrong codes a minute, then 429."""
    found = await session.scalar(queries.by_code(code.upper()))
    if found is None:
        raise checks.failed(_asked_from(request), CertificateUnknown())
    return check_of(found)


@site_router.get(FOLDER + "{code}", dependencies=[PUBLIC])
async def show_certificate_page(
    code: str, session: Session, checks: TheChecks, request: Request
) -> Response:
    """The same for browsers: what the QR code leads to."""
    found = await session.scalar(queries.by_code(code[:64].upper()))
    if found is None:
        return no_paper_page(checks.failed(_asked_from(request), CertificateUnknown()))
    return browser_page(check_of(found))
