"""The accounts between which settlements move points."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account


async def settlement_account(
    session: AsyncSession, *, community_id: UUID, district_id: UUID, now: datetime
) -> Account:
    """Where points go for which a community has paid; below zero where it gave more back."""
    return await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=f"settlement/{community_id}",
        kind="settlement",
        district_id=district_id,
        floor=None,
        now=now,
    )
