"""What this feature keeps about persons: what they were to get, and what they said as workers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, enter_person, leave_walls
from shequ_api.base.registry import PersonalData
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.forgetting import forget_helped, give_to
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.rules import (
    FORM_TITLES,
    STATE_TITLES,
    GrantForm,
    ProposalState,
)
from shequ_api.features.charity_grants.sealing import opened
from shequ_api.kit.http.parts import Parts

PARTS = {
    "proposed_by_id": "提名",
    "approved_by_id": "初审",
    "confirmed_by_id": "复审",
    "handed_by_id": "发放",
    "closed_by_id": "办结",
}


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What was proposed for me and why; what I said as a worker."""
    await enter_person(session, person_id)
    mine = select(Proposal).where(Proposal.person_id == person_id).order_by(Proposal.proposed_at)
    helped = [_told(session, one) for one in (await session.scalars(mine)).all()]
    signed: list[dict[str, Any]] = []
    for district_id in await queries.districts(session):
        await enter_district(session, district_id)
        found = await session.execute(queries.signed_by(person_id))
        signed += [_signed(row, person_id) for row in found.mappings()]
    await leave_walls(session)
    return {
        "对我的帮扶": helped,
        "经办的帮扶": signed,
    }


def _told(session: AsyncSession, proposal: Proposal) -> dict[str, Any]:
    words = opened(session, proposal.id, "told", proposal.told_sealed)
    ended = opened(session, proposal.id, "reason", proposal.reason_sealed)
    return {
        "情况": words.get("need"),
        "用途": words.get("use"),
        "方式": FORM_TITLES[GrantForm(proposal.form)],
        "积分": proposal.points,
        "状态": STATE_TITLES[ProposalState(proposal.state)],
        "未通过原因": ended.get("reason"),
        "提名时间": proposal.proposed_at,
        "发放时间": proposal.handed_at,
    }


def _signed(row: Any, person_id: UUID) -> dict[str, Any]:
    return {
        "地点": row["full_name"],
        "经办": "、".join(title for name, title in PARTS.items() if row[name] == person_id),
        "状态": STATE_TITLES[ProposalState(row["state"])],
        "提名时间": row["proposed_at"],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """What was said of them goes; what they decided for others stays, without their name."""
    await forget_helped(session, person_id, now)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What was proposed for them goes over; what they signed as workers stays as it was signed."""
    await give_to(session, kept_id, merged_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "charity_proposals.person_id",
        "charity_proposals.proposed_by_id",
        "charity_proposals.approved_by_id",
        "charity_proposals.confirmed_by_id",
        "charity_proposals.handed_by_id",
        "charity_proposals.closed_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
