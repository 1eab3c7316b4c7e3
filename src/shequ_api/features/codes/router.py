"""Codes over HTTP: issuing, replacing, revoking, printing."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.places.router import OurPlace
from shequ_api.base.wechat.protocol import DEFAULT_WIDTH, WeChat
from shequ_api.features.codes import queries, service
from shequ_api.features.codes.address import PublicAddress
from shequ_api.features.codes.models import CodeState, PlaceCode
from shequ_api.features.codes.permissions import CodePermission
from shequ_api.features.codes.printing import SheetLabel, png_of, sheet_of, svg_of
from shequ_api.features.codes.rules import CodeSigner
from shequ_api.features.codes.schemas import (
    BatchDraft,
    BatchView,
    CodedKind,
    CodeDraft,
    CodeRevocation,
    ImageFormat,
    PlaceCodeView,
)
from shequ_api.kit.errors import Absent, NotNow
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["codes"])
SCAN_PAGE = "pages/scan/index"
"""The mini-program's page that takes a `scene`."""
PLATES_PER_SHEET = 300


class NothingToPrint(NotNow):
    code, title = "nothing_to_print", "这个小区还没有发码，请先批量发码"


async def code_in_scope(code_id: UUID, actor: AnyActor, session: Session) -> PlaceCode:
    """A code of a place inside the actor's scope."""
    code = await session.get(PlaceCode, code_id)
    if code is None or not actor.covers(code):
        raise Absent
    return code


TheCode = Annotated[PlaceCode, Depends(code_in_scope)]
TheSigner = Annotated[CodeSigner, Depends(part(CodeSigner))]
TheAddress = Annotated[PublicAddress, Depends(part(PublicAddress))]
TheWeChat = Annotated[WeChat, Depends(part(WeChat))]
Viewer = Annotated[Actor, Depends(may(CodePermission.VIEW))]
Issuer = Annotated[Actor, Depends(may(CodePermission.ISSUE))]
Revoker = Annotated[Actor, Depends(may(CodePermission.REVOKE))]


def _shown(*media_types: str) -> dict[int | str, dict[str, Any]]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": dict.fromkeys(media_types, binary)}}


def _text_of(code: PlaceCode, signer: CodeSigner) -> str:
    """What a live code says: no other is printed."""
    if code.state != CodeState.LIVE:
        raise service.CodeNotLive
    return signer.text_of(code.key_version, code.nonce)


def _view(row: dict[str, Any], signer: CodeSigner, address: PublicAddress) -> PlaceCodeView:
    text = None
    if signer.holds(row["key_version"]):
        text = signer.text_of(row["key_version"], row["nonce"])
    return PlaceCodeView(**row, code=text, url=text and address.of(text))


async def _shown_code(
    session: AsyncSession, code: PlaceCode, signer: CodeSigner, address: PublicAddress
) -> PlaceCodeView:
    line = await session.execute(queries.code_lines(PlaceCode.id == code.id))
    return _view(dict(line.mappings().one()), signer, address)


@router.get("/place-codes")
async def list_place_codes(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    signer: TheSigner,
    address: TheAddress,
    place_id: UUID | None = None,
    compound_id: UUID | None = None,
    state: CodeState | None = None,
) -> Page[PlaceCodeView]:
    """Codes in scope, the newest first; of one place or compound, in one state."""
    statement = queries.code_lines(in_scope(actor, PlaceCode))
    wanted = {
        PlaceCode.place_id: place_id,
        PlaceCode.compound_id: compound_id,
        PlaceCode.state: state,
    }
    for column, value in wanted.items():
        if value is not None:
            statement = statement.where(column == value)
    order = [PlaceCode.issued_at, PlaceCode.id]
    rows, cursor = await page_of(session, statement, order, paging)
    return Page(items=[_view(row, signer, address) for row in rows], next_cursor=cursor)


@router.get("/place-codes/{code_id}")
async def get_place_code(
    code: TheCode, _: Viewer, session: Session, signer: TheSigner, address: TheAddress
) -> PlaceCodeView:
    """One code."""
    return await _shown_code(session, code, signer, address)


@router.post(
    "/place-codes",
    status_code=201,
    responses={200: {"model": PlaceCodeView, "description": "The place had a live code"}},
)
async def issue_place_code(
    draft: CodeDraft,
    actor: Issuer,
    session: Session,
    signer: TheSigner,
    address: TheAddress,
    now: Now,
    response: Response,
) -> PlaceCodeView:
    """Issue the code of a place; the one that is live where there is one."""
    place = await session.get(Place, draft.place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    code, new = await service.issue(session, actor, place, signer, now=now)
    response.status_code = 201 if new else 200
    return await _shown_code(session, code, signer, address)


@router.post("/place-codes/{code_id}/replacement", status_code=201)
async def replace_place_code(
    code: TheCode,
    actor: Issuer,
    session: Session,
    signer: TheSigner,
    address: TheAddress,
    now: Now,
) -> PlaceCodeView:
    """Supersede a live code by a new one. Plates of the old one lead to the new one."""
    successor = await service.replace(session, actor, code, signer, now=now)
    return await _shown_code(session, successor, signer, address)


@router.put("/place-codes/{code_id}/revocation")
async def revoke_place_code(
    revocation: CodeRevocation,
    code: TheCode,
    actor: Revoker,
    session: Session,
    signer: TheSigner,
    address: TheAddress,
    now: Now,
) -> PlaceCodeView:
    """End a code: its plates lead nowhere from now on."""
    await service.revoke(session, actor, code, reason=revocation.reason, now=now)
    return await _shown_code(session, code, signer, address)


@router.get(
    "/place-codes/{code_id}/image",
    response_class=Response,
    responses=_shown("image/svg+xml", "image/png"),
)
async def draw_place_code(
    code: TheCode,
    _: Viewer,
    signer: TheSigner,
    address: TheAddress,
    image_format: Annotated[ImageFormat, Query(alias="format")] = ImageFormat.SVG,
    scale: Annotated[int, Query(ge=1, le=40, description="PNG: pixels a module")] = 12,
) -> Response:
    """The QR code of a live code, to print."""
    url = address.of(_text_of(code, signer))
    if image_format == ImageFormat.SVG:
        return Response(svg_of(url), media_type="image/svg+xml")
    return Response(png_of(url, scale=scale), media_type="image/png")


@router.get(
    "/place-codes/{code_id}/wxa-code",
    response_class=Response,
    responses=_shown("image/jpeg", "image/png"),
)
async def draw_wxa_code(
    code: TheCode,
    _: Viewer,
    exchange: TheExchange,
    signer: TheSigner,
    wechat: TheWeChat,
    width: Annotated[int, Query(ge=280, le=1280, description="Pixels")] = DEFAULT_WIDTH,
) -> Response:
    """The mini-program code (小程序码) of a live code, drawn by WeChat."""
    scene = _text_of(code, signer)
    await exchange.release()
    picture = await wechat.mini_program_code(scene, SCAN_PAGE, width=width)
    is_png = picture.startswith(b"\x89PNG")
    return Response(picture, media_type="image/png" if is_png else "image/jpeg")


@router.post("/compounds/{place_id}/code-batches", status_code=201)
async def issue_code_batch(
    draft: BatchDraft,
    compound: OurPlace,
    actor: Issuer,
    session: Session,
    signer: TheSigner,
    now: Now,
) -> BatchView:
    """Issue codes for the buildings and units of a compound that have none, some at a time."""
    kinds = [PlaceKind(kind) for kind in draft.kinds]
    batch = await service.issue_batch(
        session, actor, compound, signer, kinds=kinds, limit=draft.limit, now=now
    )
    return BatchView.model_validate(batch)


@router.get(
    "/compounds/{place_id}/code-sheet",
    response_class=Response,
    responses=_shown("application/pdf"),
)
async def print_code_sheet(
    compound: OurPlace,
    _: Viewer,
    exchange: TheExchange,
    signer: TheSigner,
    address: TheAddress,
    kind: CodedKind | None = None,
    number: Annotated[int, Query(ge=1, le=100, description="Which sheet, from 1")] = 1,
) -> Response:
    """A PDF of door plates of a compound, 300 a sheet; 409 past the last."""
    kinds = [PlaceKind(one) for one in ([kind] if kind else CodedKind)]
    statement = queries.plates_of(compound, kinds).limit(PLATES_PER_SHEET)
    rows = await exchange.session.execute(statement.offset((number - 1) * PLATES_PER_SHEET))
    community = await exchange.session.get_one(Place, compound.community_id)
    labels = [
        SheetLabel(row.full_name, community.name, address.of(signer.text_of(row[0], row[1])))
        for row in rows
    ]
    if not labels:
        raise NothingToPrint
    await exchange.release()
    # Drawing takes a second or two: in a thread, and with no connection held.
    sheet = await asyncio.to_thread(
        sheet_of, labels, title=f"{community.name} {compound.full_name} 楼栋码"
    )
    headers = {"Content-Disposition": f'inline; filename="codes-{number}.pdf"'}
    return Response(sheet, media_type="application/pdf", headers=headers)
