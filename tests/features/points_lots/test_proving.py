"""What is proven of lots each night, and what whoever may write cannot change."""

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shequ_api.blocks.ledger.truths import SHARES
from shequ_api.features.points_lots import module
from shequ_api.features.points_lots.checker import Truth, nightly, verify
from shequ_api.features.points_lots.rules import MINUTE, in_turn
from shequ_api.kit.clock import utc_now
from tests.features.points_lots.cards import DAY, Cards


def test_districts_take_turns() -> None:
    now = utc_now()
    for count in range(1, 5):
        firsts = {in_turn(range(count), now + n * MINUTE, MINUTE)[0] for n in range(count)}
        assert firsts == set(range(count))
        assert sorted(in_turn(range(count), now, MINUTE)) == list(range(count))
    assert in_turn([], now, MINUTE) == []


@pytest.mark.parametrize(
    "change",
    [
        "expires_on = '9999-12-31'",
        "points = points + 1",
        "came_at = now()",
        "transfer_id = NULL",
        "account_id = gen_random_uuid()",
    ],
)
async def test_only_what_remains_of_a_lot_changes(cards: Cards, change: str) -> None:
    await cards.credit(await cards.open("a"), 5)
    with pytest.raises(DBAPIError, match="never changed"):
        async with cards.session.begin_nested():
            await cards.session.execute(text(f"UPDATE points_lots SET {change}"))
    await cards.prove()


async def test_what_moved_is_proven_at_once_and_the_rest_has_its_night(cards: Cards) -> None:
    cards.now = utc_now() - 9 * DAY
    idle, busy = await cards.open("idle"), await cards.open("busy")
    for card in (idle, busy):
        await cards.credit(card, 5)
    cards.now += 9 * DAY
    await cards.credit(busy, 1)
    # Only what remains: the application may write that.
    await cards.session.execute(text("UPDATE points_lots SET remaining = 4 WHERE points = 5"))
    subjects: list[set[Any]] = []
    for night in range(SHARES):
        span = nightly(cards.now + timedelta(days=night))
        found = await verify(cards.session, span)
        assert {each.truth for each in found} <= {
            Truth.REMAINS_ARE_BALANCE,
            Truth.REMAINS_ARE_REPLAY,
        }
        subjects.append(
            {each.subject_id for each in found if each.truth == Truth.REMAINS_ARE_BALANCE}
        )
    assert busy in subjects[0]
    assert sum(idle in each for each in subjects) == 1
    assert {each.subject_id for each in await verify(cards.session)} >= {idle, busy}


async def test_a_check_says_when_it_was_done(cards: Cards) -> None:
    await cards.credit(await cards.open("a"), 5)
    await module.check(cards.session, cards.now)
    told = REGISTRY.get_sample_value("shequ_points_lots_checked_at_seconds")
    assert told == cards.now.timestamp()
    truth = {"truth": Truth.REMAINS_ARE_REPLAY.value}
    assert REGISTRY.get_sample_value("shequ_points_lots_findings", truth) == 0
