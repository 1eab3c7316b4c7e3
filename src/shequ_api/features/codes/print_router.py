"""Codes to print, over HTTP: images, mini-program codes, sheets."""

import asyncio
from typing import Annotated, Any

from fastapi import Depends, Query, Response

from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.places.router import OurPlace
from shequ_api.base.wechat.protocol import DEFAULT_WIDTH, WeChat
from shequ_api.features.codes import queries
from shequ_api.features.codes.models import PURPOSE_TITLES, CodePurpose, CodeState, PlaceCode
from shequ_api.features.codes.router import TheAddress, TheCode, TheSigner, Viewer
from shequ_api.features.codes.rules import CodeSigner, shown_short_number
from shequ_api.features.codes.schemas import CodedKind, ImageFormat
from shequ_api.features.codes.service import CodeNotLive, NotACompound
from shequ_api.kit.errors import NotNow
from shequ_api.kit.http.exchange import TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.plates import SheetLabel, png_of, sheet_of, svg_of

router = Router(tags=["codes"])
TheWeChat = Annotated[WeChat, Depends(part(WeChat))]
SCAN_PAGE = "pages/scan/index"
"""The mini-program's page that takes a `scene`."""
PLATES_PER_SHEET = 300


class NothingToPrint(NotNow):
    code, title = "nothing_to_print", "这个小区还没有发码，请先批量发码"


def _shown(what: str, *media_types: str) -> dict[int | str, dict[str, Any]]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": what, "content": dict.fromkeys(media_types, binary)}, 409: {}}


def _text_of(code: PlaceCode, signer: CodeSigner) -> str:
    """What a live code says: no other is printed."""
    if code.state != CodeState.LIVE:
        raise CodeNotLive
    return signer.text_of(code.key_version, code.nonce)


@router.get(
    "/place-codes/{code_id}/image",
    response_class=Response,
    responses=_shown("The QR code", "image/svg+xml", "image/png"),
)
async def draw_place_code(
    code: TheCode,
    _: Viewer,
    exchange: TheExchange,
    signer: TheSigner,
    address: TheAddress,
    image_format: Annotated[
        ImageFormat, Query(alias="format", description="SVG for print, PNG for screens")
    ] = ImageFormat.SVG,
    scale: Annotated[int, Query(ge=1, le=40, description="PNG: pixels a module")] = 12,
) -> Response:
    """二维码图片: The QR code of a live code, to print."""
    url = address.of(_text_of(code, signer))
    # Drawing keeps a core busy: in a thread, and with no connection held.
    await exchange.release()
    if image_format == ImageFormat.SVG:
        drawn = await asyncio.to_thread(svg_of, url)
        return Response(drawn, media_type="image/svg+xml")
    picture = await asyncio.to_thread(png_of, url, scale=scale)
    return Response(picture, media_type="image/png")


@router.get(
    "/place-codes/{code_id}/wxa-code",
    response_class=Response,
    responses=_shown("The mini-program code", "image/jpeg", "image/png"),
)
async def draw_wxa_code(
    code: TheCode,
    _: Viewer,
    exchange: TheExchange,
    signer: TheSigner,
    wechat: TheWeChat,
    width: Annotated[int, Query(ge=280, le=1280, description="Pixels")] = DEFAULT_WIDTH,
) -> Response:
    """小程序码图片: The mini-program code (小程序码) of a live code, drawn by WeChat."""
    scene = _text_of(code, signer)
    await exchange.release()
    picture = await wechat.mini_program_code(scene, SCAN_PAGE, width=width)
    is_png = picture.startswith(b"\x89PNG")
    return Response(picture, media_type="image/png" if is_png else "image/jpeg")


@router.get(
    "/compounds/{place_id}/code-sheet",
    response_class=Response,
    responses=_shown("One sheet of plates", "application/pdf"),
)
async def print_code_sheet(
    compound: OurPlace,
    _: Viewer,
    exchange: TheExchange,
    signer: TheSigner,
    address: TheAddress,
    kind: Annotated[
        CodedKind | None, Query(description="Only plates of buildings, or only of units")
    ] = None,
    purpose: Annotated[CodePurpose, Query(description="Of this purpose")] = CodePurpose.PLACE,
    number: Annotated[int, Query(ge=1, le=100, description="Which sheet, from 1")] = 1,
) -> Response:
    """打印码牌: A PDF of door plates of a compound, 300 a sheet; 409 past the last."""
    if compound.kind != PlaceKind.COMPOUND:
        raise NotACompound
    kinds = [PlaceKind(one) for one in ([kind] if kind else CodedKind)]
    statement = queries.plates_of(compound, kinds, purpose).limit(PLATES_PER_SHEET)
    rows = await exchange.session.execute(statement.offset((number - 1) * PLATES_PER_SHEET))
    community = await exchange.session.get_one(Place, compound.community_id)
    labels = [
        SheetLabel(
            row.full_name,
            community.name,
            address.of(signer.text_of(row.key_version, row.nonce)),
            shown_short_number(row.short_number),
        )
        for row in rows
    ]
    if not labels:
        raise NothingToPrint
    await exchange.release()
    # Drawing takes a second or two: in a thread, and with no connection held.
    sheet = await asyncio.to_thread(
        sheet_of,
        labels,
        title=f"{community.name} {compound.full_name} {PURPOSE_TITLES[purpose]}",
    )
    headers = {"Content-Disposition": f'inline; filename="codes-{number}.pdf"'}
    return Response(sheet, media_type="application/pdf", headers=headers)
