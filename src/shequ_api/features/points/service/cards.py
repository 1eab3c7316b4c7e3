"""Cards and the accounts that feed them, opened at their first use."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.queries import survivor_of
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.points import queries
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.rules import SERIAL_DIGITS, card_number
from shequ_api.features.points_lots.public import CARD
from shequ_api.kit.ids import new_id


async def open_card(
    session: AsyncSession, *, person_id: UUID, district_id: UUID, now: datetime
) -> PointsCard:
    """The person's card in a district; of a merged account, the card of the one that is kept."""
    card: PointsCard | None = await session.scalar(queries.card_of(person_id, district_id))
    while card is None:
        person_id = await survivor_of(session, person_id)
        account = await open_account(
            session,
            ledger=Ledger.POINTS,
            owner_key=f"card/{person_id}/{district_id}",
            kind=CARD,
            district_id=district_id,
            floor=0,
            now=now,
        )
        district = await session.get_one(Place, district_id)
        number = card_number(district.code, secrets.randbelow(10**SERIAL_DIGITS))
        opening = insert(PointsCard).values(
            id=new_id(),
            person_id=person_id,
            district_id=district_id,
            number=number,
            account_id=account.id,
            opened_at=now,
        )
        # Nothing is inserted where another request opened it, or the number is taken: look again.
        await session.execute(opening.on_conflict_do_nothing())
        card = await session.scalar(queries.card_of(person_id, district_id))
    return card


async def issuer_of(
    session: AsyncSession, *, community_id: UUID, district_id: UUID, now: datetime
) -> Account:
    """The account that gives what is earned in a community: one each, so that none is hot."""
    return await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=f"issuer/{community_id}",
        kind="issuer",
        district_id=district_id,
        floor=None,
        now=now,
    )
