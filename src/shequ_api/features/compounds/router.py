"""The governance files of compounds over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.compounds import queries, service
from shequ_api.features.compounds.contacts import note_reveal, open_phone
from shequ_api.features.compounds.models import (
    PropertyContract,
    PropertyFirm,
)
from shequ_api.features.compounds.open_schemas import OpenCompoundFileView
from shequ_api.features.compounds.permissions import CompoundPermission
from shequ_api.features.compounds.rules import WARN_DAYS
from shequ_api.features.compounds.schemas import (
    CompoundEnd,
    CompoundEndingLine,
    CompoundFileView,
    ContactReveal,
    ContactView,
    ContractDraft,
    CreditCode,
    FirmNaming,
    FirmView,
    ModeDraft,
)
from shequ_api.features.compounds.showing import file_of, open_file_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["compounds"])


async def compound_by_id(place_id: UUID, _: AnyActor, session: Session) -> Place:
    """A compound that stands."""
    place = await session.get(Place, place_id)
    if place is None or place.kind != PlaceKind.COMPOUND or place.ended_at is not None:
        raise Absent
    return place


Standing = Annotated[Place, Depends(compound_by_id)]


async def compound_in_scope(compound: Standing, actor: AnyActor) -> Place:
    """A compound inside the actor's scope."""
    if not actor.covers(compound):
        raise Absent
    return compound


async def compound_of_ours(
    compound: Standing, actor: AnyActor, session: Session, now: Now
) -> Place:
    """A compound in which the actor lives, or that lies in scope."""
    lives = queries.lives_in_compound(actor.person_id, compound.id, china_date(now))
    if not actor.covers(compound) and not await session.scalar(lives):
        raise Absent
    return compound


async def contract_in_scope(
    contract_id: UUID, actor: AnyActor, session: Session
) -> PropertyContract:
    """A property contract of a compound inside the actor's scope."""
    contract = await session.get(PropertyContract, contract_id)
    if contract is None or not actor.covers(contract):
        raise Absent
    return contract


OurCompound = Annotated[Place, Depends(compound_in_scope)]
MyCompound = Annotated[Place, Depends(compound_of_ours)]
TheContract = Annotated[PropertyContract, Depends(contract_in_scope)]
TheCipher = Annotated[FieldCipher, Depends(part(FieldCipher))]
Reader = Annotated[Actor, Depends(may(CompoundPermission.READ_OPEN))]
Viewer = Annotated[Actor, Depends(may(CompoundPermission.VIEW))]
Editor = Annotated[Actor, Depends(may(CompoundPermission.EDIT))]
Namer = Annotated[Actor, Depends(may(CompoundPermission.NAME_FIRM))]
Revealer = Annotated[Actor, Depends(may(CompoundPermission.REVEAL))]


@router.get("/compounds/{place_id}/open-file")
async def get_open_compound_file(
    compound: MyCompound, _: Reader, session: Session, now: Now
) -> OpenCompoundFileView:
    """小区公开信息: The firm, the mode and the committees of my compound, as they are today."""
    return await open_file_of(session, compound, today=china_date(now))


@router.get("/compounds/{place_id}/file")
async def get_compound_file(
    compound: OurCompound, _: Viewer, session: Session, cipher: TheCipher
) -> CompoundFileView:
    """小区治理档案: Contracts, modes and committees of a compound, past and present."""
    return await file_of(session, cipher, compound)


@router.post("/compounds/{place_id}/property-contracts", status_code=201)
async def sign_property_contract(
    draft: ContractDraft,
    compound: OurCompound,
    actor: Editor,
    session: Session,
    cipher: TheCipher,
    now: Now,
) -> CompoundFileView:
    """登记物业合同: A firm, by its credit code, manages the compound from a day until another."""
    await service.sign_contract(session, cipher, actor, compound, draft, now=now)
    return await file_of(session, cipher, compound)


@router.put("/property-contracts/{contract_id}/end")
async def end_property_contract(
    end: CompoundEnd, contract: TheContract, _: Editor, session: Session, cipher: TheCipher
) -> CompoundFileView:
    """提前结束物业合同: A contract ends before its time."""
    await service.end_early(session, contract, on=end.ends_on, reason=end.reason)
    compound = await session.get_one(Place, contract.place_id)
    return await file_of(session, cipher, compound)


@router.put("/compounds/{place_id}/management-mode")
async def set_management_mode(
    draft: ModeDraft,
    compound: OurCompound,
    actor: Editor,
    session: Session,
    cipher: TheCipher,
    now: Now,
) -> CompoundFileView:
    """登记物业管理模式: How the firm is paid from a day on, until the next mode that is known.

    What was before ends. For a day that has a mode already, it replaces that one.
    """
    await service.set_mode(
        session, actor, compound, mode=draft.mode, starts_on=draft.starts_on, now=now
    )
    return await file_of(session, cipher, compound)


@router.put("/property-firms/{credit_code}")
async def rename_property_firm(
    credit_code: Annotated[CreditCode, Path(description="Of 18 signs")],
    naming: FirmNaming,
    _: Namer,
    session: Session,
) -> FirmView:
    """更正物业企业名称: The name under which a firm is known, wherever it has contracts."""
    firm = await session.scalar(
        select(PropertyFirm).where(PropertyFirm.credit_code == credit_code).with_for_update()
    )
    if firm is None:
        raise Absent
    firm.name = naming.name
    await session.flush()
    return FirmView.model_validate(firm)


@router.post("/property-contracts/{contract_id}/reveals")
@unkeyed
async def reveal_contract_contact(
    reveal: ContactReveal,
    contract: TheContract,
    actor: Revealer,
    session: Session,
    cipher: TheCipher,
    now: Now,
) -> ContactView:
    """查看物业联系电话: The number of a firm's contact in clear; the look is logged."""
    await note_reveal(session, actor, contract, reveal, now=now)
    sealed = contract.contact_phone_sealed
    phone = open_phone(cipher, contract.__tablename__, contract.id, sealed)
    return ContactView(id=contract.id, phone=phone)


@router.get("/compound-endings")
async def list_compound_endings(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    within_days: Annotated[
        int, Query(ge=0, le=730, description="Those that end within so many days")
    ] = WARN_DAYS,
) -> Page[CompoundEndingLine]:
    """物业合同与任期到期提醒: Contracts and terms in my scope that end soon, or have ended.

    Only those that nothing follows; the most urgent first.
    """
    today = china_date(now)
    found = queries.endings(actor, today=today, within=timedelta(days=within_days))
    order = [found.c.ends_on, found.c.id]
    rows, cursor = await page_of(session, select(found), order, paging, ascending=True)
    items = [CompoundEndingLine(**row, days_left=(row["ends_on"] - today).days) for row in rows]
    return Page(items=items, next_cursor=cursor)
