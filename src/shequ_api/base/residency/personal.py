"""What this module keeps about persons: where they belong, whom they let in or vouched for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.base.residency.models import (
    Residency,
    ResidencyInvitation,
    ResidencyState,
    ResidencyVouch,
)
from shequ_api.base.residency.queries import invitation_lines, residency_lines
from shequ_api.base.residency.rules import last_day_after
from shequ_api.base.residency.service import close
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.parts import Parts

COLUMNS = (
    "residencies.person_id",
    "residencies.claimed_by_id",
    "residencies.verified_by_id",
    "residencies.ended_by_id",
    "residency_invitations.inviter_id",
    "residency_vouches.voucher_id",
)


async def collect(session: AsyncSession, parts: Parts, person_id: UUID) -> dict[str, Any]:
    """All that was ever claimed, the invitations given, and when one vouched."""
    homes = residency_lines(Residency.person_id == person_id).order_by(Residency.claimed_at)
    given = invitation_lines(person_id).order_by(ResidencyInvitation.made_at)
    mine = ResidencyVouch.voucher_id == person_id
    vouched = select(ResidencyVouch.vouched_at).where(mine).order_by(ResidencyVouch.vouched_at)
    return {
        "居住登记": [
            {
                "住户": row.dwelling_name,
                "身份": row.belonging,
                "状态": row.state,
                "自": row.starts_on,
                "至": row.ends_on,
                "核实时间": row.verified_at,
                "核实方式": row.verified_by_means,
                "结束原因": row.end_reason,
            }
            for row in await session.execute(homes)
        ],
        "发出的邀请": [
            {"住户": row.dwelling_name, "时间": row.made_at, "使用时间": row.redeemed_at}
            for row in await session.execute(given)
        ],
        "为邻居担保的时间": list(
            await session.scalars(vouched.order_by(ResidencyVouch.vouched_at))
        ),
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """They live nowhere any more, and their codes open nothing; that others were let in stays."""
    live = select(Residency).where(Residency.person_id == person_id, Residency.ends_on.is_(None))
    for residency in await session.scalars(live.with_for_update()):
        _close(session, residency, now)
    told = update(Residency).where(Residency.person_id == person_id)
    await session.execute(told.values(end_reason=None))
    unused = ResidencyInvitation.inviter_id == person_id, ResidencyInvitation.redeemed_at.is_(None)
    await session.execute(delete(ResidencyInvitation).where(*unused))


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str] | None:
    """One belongs to a dwelling once, the better way; nobody has vouched for themselves."""
    live = (Residency.person_id.in_([kept_id, merged_id]), Residency.ends_on.is_(None))
    rows = list(await session.scalars(select(Residency).where(*live).with_for_update()))
    best: dict[UUID, Residency] = {}
    told = []
    for residency in sorted(rows, key=lambda row: (row.verified_at is None, row.claimed_at)):
        if best.setdefault(residency.place_id, residency) is not residency:
            _close(session, residency, now)
            told.append("两个账号登记了同一户，保留已核实或较早的一条")
    await session.flush()
    moving = update(Residency).where(Residency.person_id == merged_id).values(person_id=kept_id)
    await session.execute(moving, execution_options={"synchronize_session": "fetch"})
    given = update(ResidencyInvitation).where(ResidencyInvitation.inviter_id == merged_id)
    await session.execute(given.values(inviter_id=kept_id))
    await _merge_vouches(session, kept_id, merged_id)
    return told


async def _merge_vouches(session: AsyncSession, kept_id: UUID, merged_id: UUID) -> None:
    both = aliased(ResidencyVouch)
    twice = exists().where(
        both.residency_id == ResidencyVouch.residency_id, both.voucher_id == kept_id
    )
    of_merged = ResidencyVouch.voucher_id == merged_id
    await session.execute(delete(ResidencyVouch).where(of_merged, twice))
    await session.execute(update(ResidencyVouch).where(of_merged).values(voucher_id=kept_id))
    own = select(Residency.id).where(Residency.person_id == kept_id)
    for_self = ResidencyVouch.voucher_id == kept_id, ResidencyVouch.residency_id.in_(own)
    await session.execute(delete(ResidencyVouch).where(*for_self))


def _close(session: AsyncSession, residency: Residency, now: datetime) -> None:
    waits = residency.verified_at is None
    close(
        session,
        residency,
        ResidencyState.WITHDRAWN if waits else ResidencyState.LEFT,
        by_id=None,
        reason=None,
        ends_on=last_day_after(residency.starts_on, china_date(now)),
        now=now,
    )


PERSONAL_DATA = PersonalData(columns=COLUMNS, collect=collect, erase=erase, merge=merge)
