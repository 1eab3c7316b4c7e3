"""The words of a proposal are let go: after a while, and with whoever is forgotten."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.rules import OPEN, ProposalState

KEPT_DAYS = 365
NOTHING: dict[str, Any] = {"told_sealed": None, "proven_sealed": None, "reason_sealed": None}


async def drop_old(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """A year after a proposal was closed its words are needed no more."""
    gone = 0
    for district_id in await queries.districts(session):
        await enter_district(session, district_id)
        old = (
            select(Proposal.id)
            .where(
                Proposal.district_id == district_id,
                Proposal.closed_at <= now - kept,
                Proposal.told_sealed.is_not(None),
            )
            .limit(most - gone)
        )
        ids = (await session.scalars(old)).all()
        await session.execute(update(Proposal).where(Proposal.id.in_(ids)).values(NOTHING))
        gone += len(ids)
        if gone >= most:
            break
    await leave_walls(session)
    return gone


async def forget_helped(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """What was said of somebody who was to be helped goes, and what is not delivered is off: the
    points that were set aside are free again when their time is over."""
    await _in_all(
        session,
        update(Proposal)
        .where(Proposal.person_id == person_id, Proposal.state.in_(OPEN))
        .values(state=ProposalState.WITHDRAWN, closed_at=now),
    )
    await _in_all(session, update(Proposal).where(Proposal.person_id == person_id).values(NOTHING))


async def give_to(session: AsyncSession, kept_id: UUID, merged_id: UUID) -> None:
    """What was proposed for one account of a human being is the other's now."""
    theirs = update(Proposal).where(Proposal.person_id == merged_id)
    await _in_all(session, theirs.values(person_id=kept_id))


async def _in_all(session: AsyncSession, statement: Any) -> None:
    for district_id in await queries.districts(session):
        await enter_district(session, district_id)
        await session.execute(statement.execution_options(synchronize_session=False))
    await leave_walls(session)
