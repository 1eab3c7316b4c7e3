"""Scanning over HTTP: the landing for the mini-program, and the page for everything else."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy import text

from shequ_api.base.access.policies import PerhapsActor
from shequ_api.features.codes import page, queries, service
from shequ_api.features.codes.address import FOLDER
from shequ_api.features.codes.attempts import Attempts
from shequ_api.features.codes.landing import Landing
from shequ_api.features.codes.quick import distance_from, scan_quickly
from shequ_api.features.codes.router import TheAddress, TheSigner
from shequ_api.features.codes.rules import code_in
from shequ_api.features.codes.schemas import CodeScan, LandingView
from shequ_api.features.five_codes.public import FrontDoor
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.hot.questions import InSession
from shequ_api.kit.hot.quick import hot
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router, unkeyed

router = Router(tags=["codes"])
site_router = Router(include_in_schema=False)
TheAttempts = Annotated[Attempts, Depends(part(Attempts))]
TheLanding = Annotated[Landing, Depends(part(Landing))]
TheFrontDoor = Annotated[FrontDoor, Depends(part(FrontDoor))]


def _asked_from(request: Request) -> str:
    return request.client.host if request.client else ""


@router.post("/scans", status_code=201, responses={404: {}})
@unkeyed
@hot(scan_quickly)
async def scan_code(
    scan: CodeScan,
    actor: PerhapsActor,
    session: Session,
    signer: TheSigner,
    address: TheAddress,
    attempts: TheAttempts,
    landing: TheLanding,
    request: Request,
    now: Now,
) -> LandingView:
    """扫码: What the scanned place shows to whoever asks. The scan is counted, not who made it.

    Forged, unknown and revoked codes are all 404 `code_unknown`; 20 a minute, then 429.
    """
    asks, code = InSession(session), code_in(scan.code, address.prefix)
    found = await queries.scanned(asks, signer, code)
    if found is None:
        raise attempts.failed(_asked_from(request))
    distance = distance_from(scan, found)
    # Nothing that anybody relies on is written in this transaction: no waiting for the disk.
    await session.execute(text("SET LOCAL synchronous_commit TO off"))
    await service.note_scan(asks, actor, found, distance_metres=distance, now=now)
    return await landing.of(asks, actor, found, code=code, distance_metres=distance, now=now)


@site_router.get(FOLDER + "{name}.txt", dependencies=[PUBLIC])
async def show_domain_verification(
    name: Annotated[str, Path(max_length=100)], address: TheAddress
) -> Response:
    """WeChat's proof that the printed domain is ours."""
    content = address.verification(name)
    if content is None:
        raise Absent
    return PlainTextResponse(content)


@site_router.get(FOLDER + "{code}", dependencies=[PUBLIC])
async def show_place_page(
    code: str,
    session: Session,
    signer: TheSigner,
    attempts: TheAttempts,
    front_door: TheFrontDoor,
    request: Request,
    now: Now,
) -> Response:
    """The page for browsers and other scanners. It is not counted as a scan: robots fetch it."""
    found = await queries.scanned(InSession(session), signer, code)
    if found is None:
        return page.refusal_page(attempts.failed(_asked_from(request)))
    offered = {entry.head for entry in front_door.entries(found.layers, china_date(now))}
    return page.place_page(found, offered)
