"""Cards and the accounts that feed them, opened at their first use."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.queries import survivor_of
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.points import queries
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.rules import SERIAL_DIGITS, card_number
from shequ_api.features.points_lots.public import CARD
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed, NotNow
from shequ_api.kit.ids import new_id

ISSUER = "issuer"
"""The kind of the accounts that give what people earn."""


class CardFrozen(NotNow):
    code, title = "card_frozen", "这张幸福卡已被冻结，暂不能支付、兑换或转赠，请联系社区"


class DistrictNeeded(Malformed):
    code, title = "district_needed", "请选择所在的区，或先登记住户"


class DistrictUnknown(Malformed):
    code, title = "district_unknown", "没有这个区"


class NoCardThere(Absent):
    code, title = "no_card_there", "您在这个区还没有幸福卡，首次得到积分时自动开卡"


async def card_here(
    session: AsyncSession, actor: Actor, district_id: UUID | None, *, now: datetime
) -> PointsCard:
    """The actor's card in a district; without one said, in that which they mean. Opened if they
    have none there, but not by looking at a district in which they neither live nor serve: there it
    is opened when first they get something. DistrictNeeded, DistrictUnknown, NoCardThere."""
    chosen = district_id or await queries.district_of(session, actor, china_date(now))
    if chosen is None:
        raise DistrictNeeded
    district = await session.get(Place, chosen)
    if district is None or district.kind != PlaceKind.DISTRICT:
        raise DistrictUnknown
    card: PointsCard | None = await session.scalar(queries.card_of(actor.person_id, chosen))
    if card is not None:
        return card
    if district_id and not await queries.belongs_in(session, actor, chosen, china_date(now)):
        raise NoCardThere
    return await open_card(session, person_id=actor.person_id, district_id=district.id, now=now)


def refuse_frozen(card: PointsCard) -> None:
    """Raise `CardFrozen`."""
    if card.frozen_at is not None:
        raise CardFrozen


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
        kind=ISSUER,
        district_id=district_id,
        floor=None,
        now=now,
    )
