"""Which points go first, which come back, and what time takes, to the microsecond."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from shequ_api.blocks.ledger import holds
from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.blocks.ledger.refusals import AlreadyReversed, BalanceTooLow, TransferKeyReused
from shequ_api.features.points_lots.models import PointsLot, PointsLotDraw
from shequ_api.features.points_lots.rules import GRACE, NEVER, Span, last_day
from shequ_api.features.points_lots.service.sweeping import KIND, REASON
from shequ_api.kit.clock import CHINA, china_date
from shequ_api.kit.ids import new_id
from tests.features.points_lots.cards import DAY, HOUR, Cards

MARCH, APRIL, YEAR = date(2026, 3, 31), date(2026, 4, 30), date(2026, 12, 31)
LAST_TICK = datetime(2026, 3, 31, 23, 59, 59, 999999, CHINA)


@pytest.mark.parametrize(
    ("span", "length", "came_on", "last"),
    [
        (Span.NEVER, None, date(2026, 3, 4), NEVER),
        (Span.YEARS, 1, date(2026, 1, 1), date(2027, 12, 31)),
        (Span.YEARS, 0, date(2026, 12, 31), date(2026, 12, 31)),
        (Span.MONTHS, 0, date(2028, 2, 1), date(2028, 2, 29)),
        (Span.MONTHS, 12, date(2026, 12, 31), date(2027, 12, 31)),
        (Span.MONTHS, 2, date(2026, 12, 31), date(2027, 2, 28)),
    ],
)
def test_good_to_the_end_of_a_year_or_month(
    span: Span, length: int | None, came_on: date, last: date
) -> None:
    assert last_day(span, length, came_on) == last


async def test_without_a_policy_nothing_expires(cards: Cards) -> None:
    card = await cards.open("a")
    await cards.credit(card, 10)
    cards.now += 4000 * DAY
    assert await cards.stands(card) == (10, 0, 10)
    assert await cards.coming(card) == {}
    assert await cards.sweep() == 0


async def test_what_expires_first_goes_first_and_a_new_policy_leaves_the_old_its_day(
    cards: Cards,
) -> None:
    card = await cards.open("a")
    await cards.credit(card, 5)
    await cards.policy(Span.YEARS, 0)
    await cards.credit(card, 5)
    await cards.policy(Span.MONTHS, 0)
    await cards.credit(card, 5)
    assert await cards.coming(card) == {MARCH: 5, YEAR: 5}
    await cards.pay(card, 7)
    assert await cards.coming(card) == {YEAR: 3}
    await cards.pay(card, 6)
    assert await cards.coming(card) == {} and await cards.stands(card) == (2, 0, 2)
    await cards.prove()


async def test_over_at_midnight_whether_or_not_a_clock_has_come(cards: Cards) -> None:
    await cards.policy(Span.MONTHS, 0)
    card = await cards.open("a")
    await cards.credit(card, 10)
    cards.now = LAST_TICK
    assert await cards.stands(card) == (10, 0, 10)
    cards.now += timedelta(microseconds=1)
    assert await cards.stands(card) == (10, 10, 0)
    with pytest.raises(BalanceTooLow) as refused:
        async with cards.session.begin_nested():
            await cards.pay(card, 1)
    assert refused.value.facts == {"balance": 10, "available": 0}
    with pytest.raises(BalanceTooLow):
        async with cards.session.begin_nested():
            await cards.hold(card, 1)
    assert await cards.sweep() == 1
    assert await cards.stands(card) == (0, 0, 0)
    assert await cards.sweep() == 0
    expired = await cards.session.scalar(select(Account).where(Account.kind == KIND))
    assert expired is not None and expired.balance == 10
    said = select(Transfer.reason).where(Transfer.credit_account_id == expired.id)
    assert (await cards.session.scalars(said)).all() == [REASON]
    await cards.prove()


async def test_spending_sweeps_first(cards: Cards) -> None:
    card, other = await cards.open("a"), await cards.open("b")
    for span, length, of in (
        (Span.MONTHS, 0, other),
        (Span.MONTHS, 1, card),
        (Span.YEARS, 0, card),
    ):
        await cards.policy(span, length)
        await cards.credit(of, 10)
    cards.now = LAST_TICK + HOUR
    assert await cards.sweep() == 1  # of the other: now there is an account of expired points
    cards.now += 31 * DAY
    assert await cards.stands(card) == (20, 10, 10)
    await cards.pay(card, 4)
    assert await cards.stands(card) == (6, 0, 6)
    gone = select(Transfer.reason).where(Transfer.debit_account_id == card).order_by(Transfer.at)
    assert (await cards.session.scalars(gone)).all() == [REASON, "moved"]
    await cards.prove()


async def test_a_hold_protects_what_was_good_when_it_was_placed(cards: Cards) -> None:
    await cards.policy(Span.MONTHS, 0)
    card = await cards.open("a")
    await cards.credit(card, 10)
    early = await cards.hold(card, 6)
    cards.now = LAST_TICK + HOUR
    assert await cards.stands(card) == (10, 4, 0)
    await cards.credit(card, 10)  # good to the end of April
    late = await cards.hold(card, 10)
    assert await cards.stands(card) == (20, 4, 0)
    assert await cards.sweep() == 1
    # The later hold protects nothing that was over when it was placed.
    await holds.void(cards.session, hold_id=early.id, now=cards.now)
    assert await cards.stands(card) == (16, 6, 0)
    await cards.post(late, 3)
    assert await cards.stands(card) == (13, 6, 7)
    assert await cards.coming(card) == {APRIL: 7}
    await cards.prove()


async def test_posting_takes_what_the_hold_protected(cards: Cards) -> None:
    await cards.policy(Span.MONTHS, 0)
    card = await cards.open("a")
    await cards.credit(card, 10)
    held = await cards.hold(card, 6)
    cards.now = LAST_TICK + HOUR
    await cards.credit(card, 5)
    await cards.post(held)
    assert await cards.stands(card) == (9, 4, 5)
    assert await cards.coming(card) == {APRIL: 5}
    assert await cards.sweep() == 1
    await cards.prove()


async def test_a_refund_comes_back_into_its_lots_or_is_good_for_some_days(cards: Cards) -> None:
    await cards.policy(Span.MONTHS, 0)
    card = await cards.open("a")
    await cards.credit(card, 4)
    await cards.policy(Span.YEARS, 0)
    await cards.credit(card, 10)
    first, second = await cards.pay(card, 7), await cards.pay(card, 5)
    await cards.undo(second)
    assert await cards.coming(card) == {YEAR: 7}
    cards.now = LAST_TICK + HOUR
    await cards.undo(first)
    assert await cards.coming(card) == {china_date(cards.now) + GRACE: 4, YEAR: 10}
    with pytest.raises(AlreadyReversed):
        async with cards.session.begin_nested():
            await cards.undo(first)
    await cards.prove()


async def test_taking_back_goes_for_its_own_lot_first(cards: Cards) -> None:
    await cards.policy(Span.MONTHS, 0)
    card = await cards.open("a")
    await cards.credit(card, 5)
    await cards.policy(Span.YEARS, 0)
    earned = await cards.credit(card, 5)
    await cards.undo(earned, clamp=True)
    assert await cards.coming(card) == {MARCH: 5}
    again = await cards.credit(card, 5)
    await cards.pay(card, 7)
    taken = await cards.undo(again, clamp=True)
    assert taken.amount == 3 and await cards.stands(card) == (0, 0, 0)
    await cards.prove()


async def test_what_a_hold_keeps_is_taken_back_though_others_are_over(cards: Cards) -> None:
    card = await cards.open("a")
    await cards.policy(Span.MONTHS, 0)
    await cards.credit(card, 9)
    cards.now += 40 * DAY
    earned = await cards.credit(card, 9)
    await cards.hold(card, 9, lasts=90 * DAY)
    cards.now += 40 * DAY
    await cards.policy(Span.NEVER, None)
    await cards.credit(card, 9)
    # The first nine were over before the hold; the second are its own.
    assert await cards.stands(card) == (27, 9, 9)
    taken = await cards.undo(earned, clamp=True)
    assert taken.amount == 9
    await cards.prove()


async def test_what_goes_to_another_card_keeps_its_days(cards: Cards) -> None:
    await cards.policy(Span.MONTHS, 0)
    giver, taker = await cards.open("a"), await cards.open("b")
    await cards.credit(giver, 4)
    await cards.policy(Span.YEARS, 0)
    await cards.credit(giver, 4)
    gift = await cards.move(giver, taker, 6)
    assert await cards.coming(taker) == {MARCH: 4, YEAR: 2}
    await cards.undo(gift)
    assert await cards.coming(giver) == {MARCH: 4, YEAR: 4}
    assert await cards.stands(taker) == (0, 0, 0)
    await cards.prove()


async def test_the_same_key_moves_lots_once(cards: Cards) -> None:
    await cards.policy(Span.MONTHS, 0)
    card, key = await cards.open("a"), str(new_id())
    issuer = await cards.open("mint", "issuer")
    for _ in range(2):
        await cards.move(issuer, card, 5, key=key)
        cards.now += 40 * DAY  # the policy would say another day by then
    with pytest.raises(TransferKeyReused):
        async with cards.session.begin_nested():
            await cards.move(issuer, card, 6, key=key)
    lots = (await cards.session.scalars(select(PointsLot.points))).all()
    assert lots == [5]
    assert (await cards.session.scalars(select(PointsLotDraw.points))).all() == []
    await cards.prove()
