"""Two accounts of one human being: their cards become one, and points keep their days."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger import checker as ledger_checker
from shequ_api.features.points.personal import PointsHeld, merge
from shequ_api.features.points.public import (
    hold_on_card,
    pay_from_card,
    refund_to_card,
    take_back_credit,
    void_card_hold,
)
from shequ_api.features.points_lots.public import coming_of, standing_of, verify
from shequ_api.features.points_lots.rules import Span
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.points.earned import DISTRICT, fund
from tests.features.points_lots.cards import DAY, Cards

KEPT, MERGED = "resident", "far_resident"


async def _two(session: AsyncSession, cast: Cast) -> tuple[Cards, UUID, UUID]:
    """10 points of the one expire with the next year, 6 of the other with this."""
    now = utc_now()
    cards = Cards(session, cast.places[DISTRICT], now)
    await cards.policy(Span.YEARS, 1)
    kept = await fund(session, cast, KEPT, 10, now=now)
    cards.now += DAY / 86400
    await cards.policy(Span.YEARS, 0)
    merged = await fund(session, cast, MERGED, 6, now=cards.now)
    return cards, kept, merged


def _moving(cast: Cast, cards: Cards, taker: UUID, amount: int) -> dict[str, Any]:
    return {
        "person_id": cast.people[MERGED],
        "district_id": cast.places[DISTRICT],
        "amount_points": amount,
        "to_account_id": taker,
        "key": str(new_id()),
        "now": cards.now,
    }


async def _merged(session: AsyncSession, cast: Cast, cards: Cards) -> Any:
    kept, gone = cast.people[KEPT], cast.people[MERGED]
    said = await merge(session, kept, gone, cards.now)
    away = {"merged_into_id": kept, "merged_at": cards.now}
    columns = Person.__table__.columns.keys()
    present = {name: value for name, value in away.items() if name in columns}
    await session.execute(update(Person).where(Person.id == gone).values(**present))
    return said


async def _prove(session: AsyncSession) -> None:
    assert await verify(session) == []
    assert await ledger_checker.verify(session) == []


async def test_merged_points_keep_their_days_and_refunds_follow(
    session: AsyncSession, cast: Cast
) -> None:
    cards, kept, merged = await _two(session, cast)
    shop = await cards.open("shop", "shop")
    about: dict[str, Any] = {"reason": "付款", "reference_kind": "test", "reference_id": new_id()}
    paid = await pay_from_card(session, **_moving(cast, cards, shop, 2), **about)
    [sentence] = await _merged(session, cast, cards)
    assert "4 积分已转入" in sentence
    year = china_date(cards.now).year
    this, following = date(year, 12, 31), date(year + 1, 12, 31)
    assert dict(await coming_of(session, kept, cards.now)) == {this: 4, following: 10}
    await refund_to_card(session, paid, key="back", reason="退回", now=cards.now)
    assert dict(await coming_of(session, kept, cards.now)) == {this: 6, following: 10}
    assert (await standing_of(session, merged, cards.now)).balance == 0
    # The second time, by the same key, nothing moves.
    await refund_to_card(session, paid, key="back", reason="退回", now=cards.now)
    assert (await standing_of(session, kept, cards.now)).balance == 16
    await _prove(session)


async def test_what_is_held_waits_to_be_merged(session: AsyncSession, cast: Cast) -> None:
    cards, kept, _ = await _two(session, cast)
    shop = await cards.open("shop", "shop")
    facts = _moving(cast, cards, shop, 5)
    held = await hold_on_card(session, expires_at=cards.now + DAY, **facts)
    with pytest.raises(PointsHeld):
        async with session.begin_nested():
            await merge(session, cast.people[KEPT], cast.people[MERGED], cards.now)
    await void_card_hold(session, held, now=cards.now)
    await _merged(session, cast, cards)
    assert (await standing_of(session, kept, cards.now)).available == 16
    await _prove(session)


async def test_taking_back_a_credit_tells_how_much_was_left(
    session: AsyncSession, cast: Cast
) -> None:
    cards, kept, _ = await _two(session, cast)
    credit = await cards.credit(kept, 5)
    await cards.pay(kept, 12)
    taken, points, lost = await take_back_credit(
        session, credit.id, key="taken", reason="扣回", now=cards.now
    )
    assert taken is not None and (points, lost) == (3, 0)
    more = await cards.credit(kept, 5)
    await cards.pay(kept, 5)
    nothing = await take_back_credit(session, more.id, key="none", reason="扣回", now=cards.now)
    assert nothing == (None, 0, 0)
    await _prove(session)
