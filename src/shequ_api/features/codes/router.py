"""Codes over HTTP: issuing, listing, replacing, revoking."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.places.router import OurPlace
from shequ_api.features.codes import queries, service
from shequ_api.features.codes.address import PublicAddress
from shequ_api.features.codes.models import CodePurpose, CodeState, PlaceCode
from shequ_api.features.codes.permissions import CodePermission
from shequ_api.features.codes.rules import CodeSigner, short_number_in, shown_short_number
from shequ_api.features.codes.schemas import (
    CodeBatchDraft,
    CodeBatchView,
    CodeDraft,
    CodeRevocation,
    PlaceCodeView,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["codes"])


async def code_in_scope(code_id: UUID, actor: AnyActor, session: Session) -> PlaceCode:
    """A code of a place inside the actor's scope."""
    code = await session.get(PlaceCode, code_id)
    if code is None or not actor.covers(code):
        raise Absent
    return code


TheCode = Annotated[PlaceCode, Depends(code_in_scope)]
TheSigner = Annotated[CodeSigner, Depends(part(CodeSigner))]
TheAddress = Annotated[PublicAddress, Depends(part(PublicAddress))]
Viewer = Annotated[Actor, Depends(may(CodePermission.VIEW))]
Issuer = Annotated[Actor, Depends(may(CodePermission.ISSUE))]
Revoker = Annotated[Actor, Depends(may(CodePermission.REVOKE))]


def _view(row: dict[str, Any], signer: CodeSigner, address: PublicAddress) -> PlaceCodeView:
    text = None
    if signer.holds(row["key_version"]):
        text = signer.text_of(row["key_version"], row["nonce"])
    row["short_number"] = shown_short_number(row["short_number"])
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
    place_id: Annotated[UUID | None, Query(description="Only codes of this place")] = None,
    compound_id: Annotated[UUID | None, Query(description="Only codes in this compound")] = None,
    state: Annotated[CodeState | None, Query(description="Only codes in this state")] = None,
    purpose: Annotated[CodePurpose | None, Query(description="Only codes for this purpose")] = None,
    short_number: Annotated[
        str | None,
        Query(
            max_length=40,
            description="The code under which these eight signs are printed, however they were "
            "typed: for the hotline",
        ),
    ] = None,
) -> Page[PlaceCodeView]:
    """楼栋码列表: Codes in scope, the newest first; of one place or compound, in one state, for one
    purpose, or by its short number."""
    statement = queries.code_lines(in_scope(actor, PlaceCode))
    if short_number is not None:
        number = short_number_in(short_number)
        statement = statement.where(PlaceCode.short_number == number)
    wanted = {
        PlaceCode.place_id: place_id,
        PlaceCode.compound_id: compound_id,
        PlaceCode.state: state,
        PlaceCode.purpose: purpose,
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
    """查看楼栋码: One code."""
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
    """发码: Issue the code of a place for a purpose; the one that is live where there is one."""
    place = await session.get(Place, draft.place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    code, new = await service.issue(session, actor, place, signer, purpose=draft.purpose, now=now)
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
    """换码: Supersede a live code by a new one. Plates of the old one lead to the new one."""
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
    """作废楼栋码: End a code: its plates lead nowhere from now on."""
    await service.revoke(session, actor, code, reason=revocation.reason, now=now)
    return await _shown_code(session, code, signer, address)


@router.post("/compounds/{place_id}/code-batches", status_code=201)
async def issue_code_batch(
    draft: CodeBatchDraft,
    compound: OurPlace,
    actor: Issuer,
    session: Session,
    signer: TheSigner,
    now: Now,
) -> CodeBatchView:
    """批量发码: Issue codes for the buildings and units of a compound that have none, some at a
    time."""
    kinds = [PlaceKind(kind) for kind in draft.kinds]
    batch = await service.issue_batch(
        session,
        actor,
        compound,
        signer,
        kinds=kinds,
        purpose=draft.purpose,
        limit=draft.limit,
        now=now,
    )
    return CodeBatchView.model_validate(batch)
