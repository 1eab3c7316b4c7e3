"""Whom to tell of points that expire soon."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import ARRAY, Date, SmallInteger, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.features.points_lots.models import ExpiryRound, PointsLot
from shequ_api.features.points_lots.queries import districts, policies_at
from shequ_api.features.points_lots.rules import MINUTE, NOTICE_DAYS, in_turn
from shequ_api.kit.clock import china_date

ACCOUNTS_A_ROUND = 1000
ROUNDS_A_RUN = 10
"""600,000 accounts an hour, by a clock of a minute."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What expires of an account at the end of a day."""

    account_id: UUID
    district_id: UUID
    expires_on: date
    days_before: int
    points: int


async def due_notices(session: AsyncSession, now: datetime) -> list[Notice]:
    """Of which accounts the owners are to be told next: each once for a day and a number of days
    before it, with the sum of that day's lots. Districts take turns. Runs on a clock, not by two at
    once."""
    policies = {each.district_id: each for each in await session.scalars(policies_at(now))}
    for district_id in await session.scalars(districts()):
        policy = policies.get(district_id)
        days = policy.notice_days if policy else NOTICE_DAYS
        await _begin(session, district_id, days, now)
    unfinished = select(ExpiryRound).where(
        ExpiryRound.done_at.is_(None), ExpiryRound.expires_on >= china_date(now)
    )
    waiting = await session.scalars(
        unfinished.order_by(ExpiryRound.district_id, ExpiryRound.expires_on)
    )
    notices, places = [], deque(in_turn(_by_district(waiting), now, MINUTE))
    for _ in range(ROUNDS_A_RUN):
        if not places:
            break
        rounds = places.popleft()
        notices += await _go_on(session, rounds[0], now)
        if left := [each for each in rounds if each.done_at is None]:
            places.append(left)
    return notices


def _by_district(rounds: Iterable[ExpiryRound]) -> list[list[ExpiryRound]]:
    """Each district's rounds, what expires first before the others."""
    return [list(theirs) for _, theirs in groupby(rounds, lambda each: each.district_id)]


def windows(days_before: Sequence[int], today: date) -> Iterator[tuple[date, int]]:
    """Each coming day of which somebody is to be told by now, and as how many days before."""
    ahead = 0
    for days in sorted(days_before):
        for day in range(ahead, days + 1):
            yield today + timedelta(days=day), days
        ahead = days + 1


async def _begin(
    session: AsyncSession, district_id: UUID, days_before: Sequence[int], now: datetime
) -> None:
    """Begin the rounds for which it is time; a day that was late for one is told by the next."""
    coming = list(windows(days_before, china_date(now)))
    each = (
        func.unnest(
            bindparam("days", [day for day, _ in coming], type_=ARRAY(Date())),
            bindparam("before", [days for _, days in coming], type_=ARRAY(SmallInteger())),
        )
        .table_valued("day", "days", name="coming")
        .render_derived()
    )
    live = select(PointsLot.id).where(
        PointsLot.district_id == district_id,
        PointsLot.expires_on == each.c.day,
        PointsLot.remaining > 0,
    )
    former = aliased(ExpiryRound)
    told = select(former.expires_on).where(
        former.district_id == district_id,
        former.expires_on == each.c.day,
        former.days_before <= each.c.days,
    )
    rounds = select(literal(district_id), each.c.day, each.c.days, literal(now)).where(
        live.exists(), ~told.exists()
    )
    columns = ["district_id", "expires_on", "days_before", "begun_at"]
    begun = insert(ExpiryRound).from_select(columns, rounds)
    await session.execute(begun.on_conflict_do_nothing())


async def _go_on(session: AsyncSession, round_: ExpiryRound, now: datetime) -> list[Notice]:
    sums = (
        select(PointsLot.account_id, func.sum(PointsLot.remaining))
        .where(
            PointsLot.district_id == round_.district_id,
            PointsLot.expires_on == round_.expires_on,
            PointsLot.remaining > 0,
        )
        .group_by(PointsLot.account_id)
        .order_by(PointsLot.account_id)
        .limit(ACCOUNTS_A_ROUND)
    )
    if round_.reached_id is not None:
        sums = sums.where(PointsLot.account_id > round_.reached_id)
    rows = (await session.execute(sums)).all()
    if len(rows) < ACCOUNTS_A_ROUND:
        round_.done_at = now
    if rows:
        round_.reached_id = rows[-1][0]
    await session.flush()
    return [
        Notice(account_id, round_.district_id, round_.expires_on, round_.days_before, int(points))
        for account_id, points in rows
    ]
