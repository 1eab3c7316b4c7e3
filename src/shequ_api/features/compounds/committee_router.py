"""Committees of compounds and their members, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.places.models import Place
from shequ_api.features.compounds import service
from shequ_api.features.compounds.contacts import note_reveal, open_phone
from shequ_api.features.compounds.models import Committee, CommitteeMember
from shequ_api.features.compounds.router import Editor, OurCompound, Revealer, TheCipher
from shequ_api.features.compounds.schemas import (
    CommitteeDraft,
    CompoundEnd,
    CompoundFileView,
    ContactReveal,
    ContactView,
    MemberDraft,
)
from shequ_api.features.compounds.showing import file_of
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed

router = Router(tags=["compounds"])


async def committee_in_scope(committee_id: UUID, actor: AnyActor, session: Session) -> Committee:
    """A committee of a compound inside the actor's scope."""
    committee = await session.get(Committee, committee_id)
    if committee is None or not actor.covers(committee):
        raise Absent
    return committee


async def member_in_scope(member_id: UUID, actor: AnyActor, session: Session) -> CommitteeMember:
    """A member of a committee inside the actor's scope."""
    member = await session.get(CommitteeMember, member_id)
    if member is None:
        raise Absent
    await committee_in_scope(member.committee_id, actor, session)
    return member


TheCommittee = Annotated[Committee, Depends(committee_in_scope)]
TheMember = Annotated[CommitteeMember, Depends(member_in_scope)]


@router.post("/compounds/{place_id}/committees", status_code=201)
async def found_committee(
    draft: CommitteeDraft,
    compound: OurCompound,
    actor: Editor,
    session: Session,
    cipher: TheCipher,
    now: Now,
) -> CompoundFileView:
    """登记业委会: A term of the owners' or the compound's committee, with its members."""
    await service.found_committee(session, cipher, actor, compound, draft, now=now)
    return await file_of(session, cipher, compound)


@router.put("/committees/{committee_id}/end")
async def end_committee(
    end: CompoundEnd, committee: TheCommittee, _: Editor, session: Session, cipher: TheCipher
) -> CompoundFileView:
    """提前结束业委会任期: A term ends before its time, and its members' days with it."""
    await service.end_early(session, committee, on=end.ends_on, reason=end.reason)
    return await _file(session, cipher, committee)


@router.post("/committees/{committee_id}/members", status_code=201)
async def seat_committee_member(
    draft: MemberDraft,
    committee: TheCommittee,
    actor: Editor,
    session: Session,
    cipher: TheCipher,
    now: Now,
) -> CompoundFileView:
    """登记业委会成员: Somebody takes an office for some days of a term."""
    await service.seat_member(session, cipher, actor, committee, draft, now=now)
    return await _file(session, cipher, committee)


@router.put("/committee-members/{member_id}/end")
async def end_committee_member(
    end: CompoundEnd, member: TheMember, _: Editor, session: Session, cipher: TheCipher
) -> CompoundFileView:
    """结束业委会成员任职: Somebody leaves an office before its time."""
    await service.end_early(session, member, on=end.ends_on, reason=None)
    return await _file(session, cipher, await session.get_one(Committee, member.committee_id))


@router.post("/committee-members/{member_id}/reveals")
@unkeyed
async def reveal_member_contact(
    reveal: ContactReveal,
    member: TheMember,
    actor: Revealer,
    session: Session,
    cipher: TheCipher,
    now: Now,
) -> ContactView:
    """查看业委会成员电话: The number of a committee's member in clear; the look is logged."""
    await note_reveal(session, actor, member, reveal, now=now)
    phone = open_phone(cipher, member.__tablename__, member.id, member.phone_sealed)
    return ContactView(id=member.id, phone=phone)


async def _file(
    session: AsyncSession, cipher: FieldCipher, committee: Committee
) -> CompoundFileView:
    compound = await session.get_one(Place, committee.place_id)
    return await file_of(session, cipher, compound)
