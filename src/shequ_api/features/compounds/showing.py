"""Putting a governance file together."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.compounds import queries
from shequ_api.features.compounds.contacts import masked_phone
from shequ_api.features.compounds.models import Committee, CommitteeMember, PropertyContract
from shequ_api.features.compounds.open_schemas import (
    OpenCommitteeView,
    OpenCompoundFileView,
    OpenMemberView,
)
from shequ_api.features.compounds.rules import (
    COMMITTEE_TITLES,
    MEMBER_TITLES,
    MODE_TITLES,
    CommitteeKind,
    ManagementMode,
    MemberTitle,
    lasts,
)
from shequ_api.features.compounds.schemas import (
    CommitteeView,
    CompoundFileView,
    ContractView,
    MemberView,
    ModeView,
)
from shequ_api.kit.crypto import FieldCipher

Seated = tuple[Committee, list[CommitteeMember]]


async def file_of(session: AsyncSession, cipher: FieldCipher, compound: Place) -> CompoundFileView:
    """The whole file, numbers masked."""
    await session.flush()
    return CompoundFileView(
        compound_id=compound.id,
        compound_name=compound.full_name,
        contracts=[
            ContractView(**row, contact_phone=_phone_of(cipher, row))
            for row in (await session.execute(queries.contract_lines(compound.id))).mappings()
        ],
        modes=await _modes(session, compound),
        committees=[
            _committee(cipher, committee, members)
            for committee, members in await _seated(session, compound)
        ],
    )


def _phone_of(cipher: FieldCipher, row: Any) -> str | None:
    table = PropertyContract.__tablename__
    return masked_phone(cipher, table, row["id"], row["contact_phone_sealed"])


async def _modes(session: AsyncSession, compound: Place) -> list[ModeView]:
    return [
        ModeView(
            mode=ManagementMode(period.mode),
            mode_title=MODE_TITLES[ManagementMode(period.mode)],
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )
        for period in await session.scalars(queries.modes_of(compound.id))
    ]


async def _seated(session: AsyncSession, compound: Place) -> list[Seated]:
    committees = list(await session.scalars(queries.committees_of(compound.id)))
    ids = [committee.id for committee in committees]
    members = list(await session.scalars(queries.members_of(ids))) if ids else []
    members.sort(key=lambda member: list(MemberTitle).index(MemberTitle(member.title)))
    return [(one, [m for m in members if m.committee_id == one.id]) for one in committees]


def _committee(
    cipher: FieldCipher, committee: Committee, members: list[CommitteeMember]
) -> CommitteeView:
    kind = CommitteeKind(committee.kind)
    return CommitteeView(
        id=committee.id,
        kind=kind,
        kind_title=COMMITTEE_TITLES[kind],
        name=committee.name,
        starts_on=committee.starts_on,
        ends_on=committee.ends_on,
        end_reason=committee.end_reason,
        members=[_member(cipher, member) for member in members],
    )


def _member(cipher: FieldCipher, member: CommitteeMember) -> MemberView:
    title = MemberTitle(member.title)
    return MemberView(
        id=member.id,
        name=member.name,
        title=title,
        title_text=MEMBER_TITLES[title],
        phone=masked_phone(cipher, member.__tablename__, member.id, member.phone_sealed),
        starts_on=member.starts_on,
        ends_on=member.ends_on,
    )


async def open_file_of(
    session: AsyncSession, compound: Place, *, today: date
) -> OpenCompoundFileView:
    """What every resident may know, as it is today."""
    contracts = (await session.execute(queries.contract_lines(compound.id))).all()
    modes = [one for one in await _modes(session, compound) if lasts(one, today)]
    seated = [
        (one, members) for one, members in await _seated(session, compound) if lasts(one, today)
    ]
    return OpenCompoundFileView(
        compound_id=compound.id,
        compound_name=compound.full_name,
        firm_name=next((row.firm_name for row in contracts if lasts(row, today)), None),
        mode=modes[0].mode if modes else None,
        mode_title=modes[0].mode_title if modes else None,
        committees=[
            OpenCommitteeView(
                kind=CommitteeKind(one.kind),
                kind_title=COMMITTEE_TITLES[CommitteeKind(one.kind)],
                name=one.name,
                members=[_open_member(member) for member in members if lasts(member, today)],
            )
            for one, members in seated
        ],
    )


def _open_member(member: CommitteeMember) -> OpenMemberView:
    title = MemberTitle(member.title)
    return OpenMemberView(name=member.name, title=title, title_text=MEMBER_TITLES[title])
