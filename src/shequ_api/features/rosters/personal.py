"""What this feature keeps about persons: their entries, and whom they proposed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.rosters.models import RosterEntry
from shequ_api.features.rosters.rules import ROLE_TITLES, STATE_TITLES, RosterRole, RosterState
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The entries about me, and how many I proposed of others."""
    mine = select(RosterEntry).where(RosterEntry.person_id == person_id)
    proposed = select(RosterEntry.proposed_at).where(RosterEntry.proposed_by_id == person_id)
    return {
        "楼栋党员公示": [
            {
                "身份": ROLE_TITLES[RosterRole(each.role)],
                "承诺": each.pledge,
                "服务内容": each.service,
                "状态": STATE_TITLES[RosterState(each.state)],
                "提名时间": each.proposed_at,
                "同意时间": each.consented_at,
                "结束时间": each.ended_at,
            }
            for each in await session.scalars(mine.order_by(RosterEntry.proposed_at))
        ],
        "提名的楼栋党员公示": [
            {"时间": each} for each in await session.scalars(proposed.order_by("proposed_at"))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """All about them goes; whom they proposed stays."""
    theirs = delete(RosterEntry).where(RosterEntry.person_id == person_id)
    await session.execute(theirs, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str] | None:
    """Of two live entries for one building the kept person's stays."""
    kept = select(RosterEntry.place_id).where(RosterEntry.person_id == kept_id)
    twice = delete(RosterEntry).where(
        RosterEntry.person_id == merged_id,
        RosterEntry.ended_at.is_(None),
        RosterEntry.place_id.in_(kept.where(RosterEntry.ended_at.is_(None))),
    )
    await session.execute(twice, execution_options=QUIET)
    await repoint(session, [RosterEntry.person_id], old=merged_id, new=kept_id)
    return None


PERSONAL_DATA = PersonalData(
    columns=("roster_entries.person_id", "roster_entries.proposed_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
