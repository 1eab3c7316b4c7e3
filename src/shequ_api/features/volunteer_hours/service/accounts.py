"""Accounts of volunteers, opened at their first use."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.queries import survivor_of
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.volunteer_hours.models import VolunteerAccount
from shequ_api.features.volunteer_hours.queries import account_of
from shequ_api.kit.ids import new_id


async def account_in(
    session: AsyncSession, *, person_id: UUID, district_id: UUID, now: datetime
) -> VolunteerAccount:
    """The person's account in a district; of a merged person, that of the one that is kept."""
    found: VolunteerAccount | None = await session.scalar(account_of(person_id, district_id))
    while found is None:
        person_id = await survivor_of(session, person_id)
        account = await open_account(
            session,
            ledger=Ledger.VOLUNTEER_HOURS,
            owner_key=f"volunteer/{person_id}/{district_id}",
            kind="volunteer",
            district_id=district_id,
            floor=0,
            now=now,
        )
        opening = insert(VolunteerAccount).values(
            id=new_id(),
            person_id=person_id,
            district_id=district_id,
            account_id=account.id,
            opened_at=now,
        )
        # Nothing is inserted where another request opened it: look again.
        await session.execute(opening.on_conflict_do_nothing())
        found = await session.scalar(account_of(person_id, district_id))
    return found


async def locked(session: AsyncSession, account_id: UUID) -> VolunteerAccount:
    """An account, as it is once nobody else counts on it, until the transaction ends."""
    # FOR NO KEY UPDATE: rows that refer to it are still written beside it.
    row = select(VolunteerAccount).where(VolunteerAccount.id == account_id)
    held = row.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.scalars(held)).one()


async def locked_in(
    session: AsyncSession, *, person_id: UUID, district_id: UUID, now: datetime
) -> VolunteerAccount:
    """The person's account in a district, locked. Whoever waited for a merge that emptied it finds
    the one that is kept."""
    while True:
        opened = await account_in(session, person_id=person_id, district_id=district_id, now=now)
        held = await locked(session, opened.id)
        if await survivor_of(session, held.person_id) == held.person_id:
            return held


async def giver_of(
    session: AsyncSession, *, community_id: UUID, district_id: UUID, now: datetime
) -> Account:
    """The account out of which the hours of a community come: one each, so that none is hot."""
    return await open_account(
        session,
        ledger=Ledger.VOLUNTEER_HOURS,
        owner_key=f"volunteer_giver/{community_id}",
        kind="volunteer_giver",
        district_id=district_id,
        floor=None,
        now=now,
    )
