"""What this feature keeps about persons: how long they served, and who confirmed it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.ledger.models import Account
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.volunteer_hours.models import (
    VolunteerAccount,
    VolunteerService,
    VolunteerTally,
)
from shequ_api.features.volunteer_hours.rules import KIND_TITLES, ServiceKind
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """How long I served, and by what evidence."""
    mine = (
        select(VolunteerService)
        .join(VolunteerAccount, VolunteerAccount.id == VolunteerService.account_id)
        .where(VolunteerAccount.person_id == person_id)
        .order_by(VolunteerService.served_at)
    )
    return {
        "志愿时长": [
            {
                "事由": KIND_TITLES[ServiceKind(each.kind)],
                "日期": each.served_on,
                "分钟": each.minutes,
                "冲回时间": each.reversed_at,
                "冲回原因": each.reversal_reason,
            }
            for each in await session.scalars(mine)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a ledger is never changed; an account names nobody once the name is gone."""


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str]:
    """One account a district: one that only the merged person has changes hands; of two, services,
    tallies and minutes of one go to the other, and the empty one stays behind."""
    both = select(VolunteerAccount).where(VolunteerAccount.person_id.in_([kept_id, merged_id]))
    ordered = both.order_by(VolunteerAccount.id).with_for_update(key_share=True)
    accounts = list(await session.scalars(ordered))
    own = {each.district_id: each for each in accounts if each.person_id == kept_id}
    told = []
    for theirs in (each for each in accounts if each.person_id == merged_id):
        kept = own.get(theirs.district_id)
        if kept is None:
            theirs.person_id = kept_id
        elif minutes := await _join(session, theirs, kept, now):
            told.append(f"另一账号的 {minutes} 分钟志愿时长已转入当前账号")
    return told


async def _join(
    session: AsyncSession, theirs: VolunteerAccount, kept: VolunteerAccount, now: datetime
) -> int:
    await repoint(session, [VolunteerService.account_id], old=theirs.id, new=kept.id)
    tallies = select(
        VolunteerTally.place_id,
        VolunteerTally.period,
        VolunteerTally.district_id,
        VolunteerTally.minutes,
        VolunteerTally.services,
    ).where(VolunteerTally.account_id == theirs.id)
    rows = [
        dict(row) | {"account_id": kept.id} for row in (await session.execute(tallies)).mappings()
    ]
    if rows:
        adding = insert(VolunteerTally).values(rows)
        both = {
            name: getattr(VolunteerTally, name) + adding.excluded[name]
            for name in ("minutes", "services")
        }
        key = ["account_id", "place_id", "period"]
        await session.execute(adding.on_conflict_do_update(index_elements=key, set_=both))
        gone = delete(VolunteerTally).where(VolunteerTally.account_id == theirs.id)
        await session.execute(gone, execution_options=QUIET)
    balance = select(Account.balance).where(Account.id == theirs.account_id)
    minutes = int(await session.scalar(balance) or 0)
    if minutes:
        await transfer(
            session,
            key=f"volunteer_merge/{theirs.id}/{now.isoformat()}",
            debit_account_id=theirs.account_id,
            credit_account_id=kept.account_id,
            amount=minutes,
            reason="账号合并，志愿时长转入",
            reference_kind="volunteer_account",
            reference_id=theirs.id,
            now=now,
        )
    return minutes


PERSONAL_DATA = PersonalData(
    columns=(
        "volunteer_accounts.person_id",
        "volunteer_policies.set_by_id",
        "volunteer_services.confirmed_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
