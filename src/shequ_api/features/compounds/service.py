"""Keeping the governance file: contracts, modes, committees and their members."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.writing import note_taking
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.compounds.contacts import seal_phone
from shequ_api.features.compounds.models import (
    Committee,
    CommitteeMember,
    ModePeriod,
    PropertyContract,
    PropertyFirm,
)
from shequ_api.features.compounds.rules import ManagementMode, lasts, may_end, within
from shequ_api.features.compounds.schemas import CommitteeDraft, ContractDraft, MemberDraft
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id
from shequ_api.kit.national_codes import credit_code_holds


class CreditCodeWrong(Malformed):
    code, title = "credit_code_wrong", "统一社会信用代码有误，请核对"


class FirmNamedOtherwise(NotNow):
    """The code is known under another name; one of the two is a mistake."""

    code, title = "firm_named_otherwise", "该信用代码已登记为另一家企业"


class DaysUnfit(Malformed):
    code, title = "compound_days_unfit", "起止日期有误"


class ContractsOverlap(NotNow):
    code, title = "contracts_overlap", "与已有的物业合同时间重叠，请先结束前一份"


class ModesOverlap(NotNow):
    code, title = "modes_overlap", "与已登记的管理模式时间重叠，请刷新后再试"


class TermsOverlap(NotNow):
    code, title = "terms_overlap", "与已有的一届时间重叠，请先结束前一届"


class MemberTwice(NotNow):
    code, title = "member_twice", "此人在这一届中已有职务"


class DirectorTwice(NotNow):
    code, title = "director_twice", "同一时间只能有一位主任"


async def sign_contract(
    session: AsyncSession,
    cipher: FieldCipher,
    actor: Actor,
    compound: Place,
    draft: ContractDraft,
    *,
    now: datetime,
) -> PropertyContract:
    """A firm manages the compound for some days."""
    if not credit_code_holds(draft.credit_code):
        raise CreditCodeWrong(
            errors=(Fault("/credit_code", CreditCodeWrong.code, CreditCodeWrong.title),)
        )
    if draft.starts_on >= draft.ends_on:
        raise DaysUnfit
    firm_id = await _firm(session, draft, now=now)
    contract_id = new_id()
    contract = PropertyContract(
        id=contract_id,
        **located_at(compound),
        firm_id=firm_id,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        contact_name=draft.contact_name,
        contact_phone_sealed=seal_phone(
            cipher, PropertyContract.__tablename__, contract_id, draft.contact_phone
        ),
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    session.add(contract)
    await session.flush()
    return contract


async def _firm(session: AsyncSession, draft: ContractDraft, *, now: datetime) -> UUID:
    """The firm of a code, entered at its first contract."""
    row = insert(PropertyFirm).values(
        id=new_id(), credit_code=draft.credit_code, name=draft.firm_name, recorded_at=now
    )
    await session.execute(row.on_conflict_do_nothing())
    known = select(PropertyFirm).where(PropertyFirm.credit_code == draft.credit_code)
    firm = (await session.scalars(known)).one()
    if firm.name != draft.firm_name:
        raise FirmNamedOtherwise(f"该信用代码已登记为“{firm.name}”")
    return firm.id


async def set_mode(
    session: AsyncSession,
    actor: Actor,
    compound: Place,
    *,
    mode: ManagementMode,
    starts_on: date,
    now: datetime,
) -> None:
    """From a day on the firm is paid in this way, until the next mode that is known; what was
    before ends. One that was entered for the same day was a slip: it is replaced, and the audit
    log keeps what it said. The same is no news.
    """
    # The compound's row is the lock: of two that are set at once, the later one ends the earlier.
    lock = select(Place.id).where(Place.id == compound.id).with_for_update(key_share=True)
    await session.execute(lock)
    known = select(ModePeriod).where(ModePeriod.compound_id == compound.id)
    periods = list(await session.scalars(known.order_by(ModePeriod.starts_on)))
    slip = next((one for one in periods if one.starts_on == starts_on), None)
    if slip is not None:
        if slip.mode != mode:
            _replace_mode(session, actor, slip, mode, now=now)
        return
    following = [one.starts_on for one in periods if one.starts_on > starts_on]
    for former in periods:
        if lasts(former, starts_on):
            former.ends_on = starts_on
    await session.flush()
    period = ModePeriod(
        compound_id=compound.id,
        district_id=located_at(compound)["district_id"],
        mode=mode,
        starts_on=starts_on,
        ends_on=min(following, default=None),
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    session.add(period)
    await session.flush()


def _replace_mode(
    session: AsyncSession, actor: Actor, slip: ModePeriod, mode: ManagementMode, *, now: datetime
) -> None:
    note_taking(
        session,
        actor,
        "set_management_mode",
        subject_ids=[slip.id, slip.compound_id, slip.recorded_by_id],
        parameters={
            "starts_on": slip.starts_on.isoformat(),
            "replaced_mode": slip.mode,
            "recorded_at": slip.recorded_at.isoformat(),
        },
        now=now,
    )
    slip.mode, slip.recorded_at, slip.recorded_by_id = mode, now, actor.person_id


async def found_committee(
    session: AsyncSession,
    cipher: FieldCipher,
    actor: Actor,
    compound: Place,
    draft: CommitteeDraft,
    *,
    now: datetime,
) -> Committee:
    """A term begins, with its members."""
    if draft.starts_on >= draft.ends_on:
        raise DaysUnfit
    committee = Committee(
        id=new_id(),
        **located_at(compound),
        kind=draft.kind,
        name=draft.name,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    session.add(committee)
    await session.flush()
    for member in draft.members:
        _seat(session, cipher, actor, committee, member, now=now)
    await session.flush()
    return committee


async def seat_member(
    session: AsyncSession,
    cipher: FieldCipher,
    actor: Actor,
    committee: Committee,
    draft: MemberDraft,
    *,
    now: datetime,
) -> CommitteeMember:
    """Somebody takes an office in a term."""
    # Locked, so that the term is not ended before the member's days meanwhile.
    await session.refresh(committee, with_for_update={"key_share": True})
    member = _seat(session, cipher, actor, committee, draft, now=now)
    await session.flush()
    return member


def _seat(
    session: AsyncSession,
    cipher: FieldCipher,
    actor: Actor,
    committee: Committee,
    draft: MemberDraft,
    *,
    now: datetime,
) -> CommitteeMember:
    starts_on, ends_on = draft.starts_on or committee.starts_on, draft.ends_on or committee.ends_on
    if not within(starts_on, ends_on, of=(committee.starts_on, committee.ends_on)):
        raise DaysUnfit("成员任期须在这一届任期之内")
    member_id = new_id()
    member = CommitteeMember(
        id=member_id,
        committee_id=committee.id,
        district_id=committee.district_id,
        name=draft.name,
        title=draft.title,
        phone_sealed=seal_phone(cipher, CommitteeMember.__tablename__, member_id, draft.phone),
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    session.add(member)
    return member


async def end_early(session: AsyncSession, what: Any, *, on: date, reason: str | None) -> None:
    """A contract, term or membership ends before its time; a term takes its members with it."""
    await session.refresh(what, with_for_update={"key_share": True})
    if not may_end(what.starts_on, what.ends_on, on):
        raise DaysUnfit("结束日期须在起止日期之间")
    what.ends_on = on
    if isinstance(what, PropertyContract | Committee):
        what.end_reason = reason
    if isinstance(what, Committee):
        mine = (CommitteeMember.committee_id == what.id, CommitteeMember.ends_on > on)
        begun = update(CommitteeMember).where(*mine, CommitteeMember.starts_on <= on)
        await session.execute(begun.values(ends_on=on))
        never = update(CommitteeMember).where(*mine, CommitteeMember.starts_on > on)
        await session.execute(never.values(ends_on=CommitteeMember.starts_on))
    await session.flush()
